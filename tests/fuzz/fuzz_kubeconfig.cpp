/// Any bytes as a kubeconfig: loading, resolving and describing end soon, with an error or a description that is JSON.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "document/json.hpp"
#include "kube/config/describe.hpp"
#include "require.hpp"

using corootctl::tests::require;

namespace {

using namespace corootctl;

/// A file of memory, so that the fuzzer touches no disk.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* bytes, std::size_t size) : fd_(::memfd_create("kubeconfig", MFD_CLOEXEC)) {
    require(fd_ >= 0 && ::write(fd_, bytes, size) == static_cast<ssize_t>(size), "the input fits into memory");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(fd_); }
  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

bool is_absolute_or_empty(const std::string& path) { return path.empty() || path.front() == '/'; }

void check_entries(const kube::Kubeconfig& config) {
  for (const auto& [name, cluster] : config.clusters) {
    require(is_absolute_or_empty(cluster.certificate_authority), "paths of clusters are absolute");
  }
  for (const auto& [name, user] : config.users) {
    require(is_absolute_or_empty(user.token_file) && is_absolute_or_empty(user.client_key),
            "paths of users are absolute");
  }
}

void check_connection(const kube::Kubeconfig& config, const std::string& context) {
  kube::Overrides overrides;
  overrides.context = context;
  const auto spec = kube::resolve_connection(config, overrides, {}, "/nowhere");
  if (!spec) {
    require(!spec.error().what.empty(), "an error says what is wrong");
    return;
  }
  require(!spec->cluster.server.empty() && !spec->namespace_name.empty(), "a connection has a server and a namespace");
  const auto value = kube::describe_connection(*spec, config);
  const auto read = document::parse_json(document::to_json(value), "description");
  require(read && *read == value, "a description is JSON");
  require(!kube::explain_connection(*spec, config).empty(), "a connection can be explained");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const MemoryFile file(bytes, size);
  const auto config = kube::load_kubeconfig(file.path(), {});
  if (!config) {
    require(config.error().kind == ErrorKind::config, "a bad file is a configuration error");
    return 0;
  }
  check_entries(*config);
  check_connection(*config, "");
  for (const auto& [name, entry] : config->contexts) check_connection(*config, name);
  return 0;
}
