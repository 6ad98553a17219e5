#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace corootctl {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ > 2) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

std::string reason() { return std::strerror(errno); }

Result<std::string> read_all(int fd, const std::string& name) {
  std::string out;
  char buffer[65536];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n == 0) return out;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorKind::config, "cannot read {}: {}", name, reason());
    out.append(buffer, static_cast<std::size_t>(n));
  }
}

Result<> write_all(int fd, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorKind::failed, "cannot write {}: {}", path, reason());
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    const auto kind = errno == ENOENT ? ErrorKind::not_found : ErrorKind::config;
    return fail(kind, "cannot read {}: {}", path, reason());
  }
  struct stat info{};
  if (::fstat(file.get(), &info) == 0 && S_ISDIR(info.st_mode)) {
    return fail(ErrorKind::config, "cannot read {}: it is a directory", path);
  }
  return read_all(file.get(), path);
}

Result<std::string> read_stdin() { return read_all(STDIN_FILENO, "standard input"); }

Result<> write_file_atomically(const std::string& path, std::string_view text, unsigned mode) {
  std::string name = path + ".XXXXXX";
  const Descriptor file(::mkostemp(name.data(), O_CLOEXEC));
  if (file.get() < 0) return fail(ErrorKind::failed, "cannot write {}: {}", path, reason());
  auto written = write_all(file.get(), text, path);
  const bool kept = written && ::fchmod(file.get(), mode) == 0 && ::fsync(file.get()) == 0 &&
                    ::rename(name.c_str(), path.c_str()) == 0;
  if (kept) return {};
  const std::string why = reason();
  ::unlink(name.c_str());
  if (!written) return written;
  return fail(ErrorKind::failed, "cannot write {}: {}", path, why);
}

}  // namespace corootctl
