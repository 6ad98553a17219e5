#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "base/base64.hpp"
#include "base/text.hpp"

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

constexpr const char* standard_input = "standard input";
constexpr std::size_t longest_path = 4095;
constexpr std::size_t longest_name = 255;

bool has_too_long_a_name(std::string_view path) {
  for (const auto& name : split(path, '/')) {
    if (name.size() > longest_name) return true;
  }
  return false;
}

/// How files of keys, certificates and kubeconfigs begin, and what every kubeconfig holds.
bool reads_like_content(std::string_view text) {
  const auto inside = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  return trim(text).starts_with('{') || inside("apiVersion") || inside("-----BEGIN") || inside("current-context:");
}

/// Fewer than `room` bytes only at the end.
Result<std::size_t> read_piece(int fd, const std::string& name, char* to, std::size_t room) {
  std::size_t got = 0;
  while (got < room) {
    const ssize_t n = ::read(fd, to + got, room - got);
    if (n == 0) break;
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorKind::config, "cannot read {}: {}", name, reason());
    got += static_cast<std::size_t>(n);
  }
  return got;
}

Result<std::string> read_all(int fd, const std::string& name) {
  std::string out;
  char buffer[65536];
  for (;;) {
    CTL_PASS(const std::size_t got, read_piece(fd, name, buffer, sizeof buffer));
    out.append(buffer, got);
    if (got < sizeof buffer) return out;
  }
}

/// The descriptor of a file that is open for reading.
Result<int> open_file(const std::string& path) {
  CTL_RUN(check_path(path));
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    const auto kind = errno == ENOENT ? ErrorKind::not_found : ErrorKind::config;
    return fail(kind, "cannot read {}: {}", path, reason());
  }
  struct stat info{};
  if (::fstat(file, &info) == 0 && S_ISDIR(info.st_mode)) {
    ::close(file);
    return fail(ErrorKind::config, "cannot read {}: it is a directory", path);
  }
  return file;
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

/// What a text holds that stands where a path belongs, as "812 bytes of content (base64)"; "" when it can be a path.
std::string content_in_place_of_path(std::string_view text) {
  constexpr std::string_view control = "\n\r\t\x1b";
  const auto decoded = base64_decode(trim(text));
  if (decoded && reads_like_content(*decoded)) return fmt::format("{} bytes of content (base64)", text.size());
  const bool is_content = text.size() > longest_path || has_too_long_a_name(text) || reads_like_content(text) ||
                          text.find_first_of(control) != std::string_view::npos;
  return is_content ? fmt::format("{} bytes of content", text.size()) : "";
}

}  // namespace

Result<> check_path(std::string_view text) {
  const auto content = content_in_place_of_path(text);
  if (content.empty()) return {};
  return fail_with_hint(ErrorKind::config, "Write the content to a file that only you can read, and give its path.",
                        "holds {}, not the path of a file", content);
}

Result<std::string> read_file(const std::string& path) {
  CTL_PASS(const int fd, open_file(path));
  const Descriptor file(fd);
  return read_all(file.get(), path);
}

Result<std::string> read_standard_input() { return read_all(STDIN_FILENO, standard_input); }

Result<ReadBytes> open_bytes(const std::string& path) {
  const bool is_stdin = path == "-";
  CTL_PASS(const int fd, is_stdin ? Result<int>(STDIN_FILENO) : open_file(path));
  const auto file = std::make_shared<Descriptor>(fd);  // a function can be copied, a descriptor cannot
  const std::string name = is_stdin ? standard_input : path;
  return [=](char* to, std::size_t room) { return read_piece(file->get(), name, to, room); };
}

ReadBytes pieces_of(std::string_view text) {
  return [text](char* to, std::size_t room) mutable -> Result<std::size_t> {
    const std::size_t got = text.copy(to, room);
    text.remove_prefix(got);
    return got;
  };
}

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
