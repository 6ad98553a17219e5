#include "kube/config/in_cluster.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "base/text.hpp"

namespace corootctl::kube {
namespace {

bool is_file(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode);
}

std::string pod_namespace(const Environment& env, std::string_view directory) {
  auto name = env.get_or_empty("POD_NAMESPACE");
  if (!name.empty()) return name;
  const auto text = read_file(fmt::format("{}/namespace", directory));
  if (text) name = std::string(trim(*text));
  return name.empty() ? "default" : name;
}

}  // namespace

PodAccount find_pod_account(const Environment& env, std::string_view directory) {
  PodAccount out;
  for (const char* name : {"KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"}) {
    if (!env.get_or_empty(name).empty()) continue;
    out.missing = fmt::format("{} is not set", name);
    return out;
  }
  out.token_file = fmt::format("{}/token", directory);
  if (!is_file(out.token_file)) {
    out.missing = fmt::format("there is no file {}", out.token_file);
    return out;
  }
  const auto host = env.get_or_empty("KUBERNETES_SERVICE_HOST");
  const bool bare_ipv6 = host.find(':') != std::string::npos && host.front() != '[';
  out.server = fmt::format("https://{}{}{}:{}", bare_ipv6 ? "[" : "", host, bare_ipv6 ? "]" : "",
                           env.get_or_empty("KUBERNETES_SERVICE_PORT"));
  out.ca_file = fmt::format("{}/ca.crt", directory);
  out.namespace_name = pod_namespace(env, directory);
  return out;
}

}  // namespace corootctl::kube
