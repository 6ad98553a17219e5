#include "cli/output/stream.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace corootctl::cli {

void DescriptorOutput::write(std::string_view text) {
  while (!text.empty() && error_ == 0) {
    const ssize_t n = ::write(descriptor_, text.data(), text.size());
    if (n >= 0) {
      text.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {  // a terminal that a parent made non-blocking
      pollfd ready{descriptor_, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

std::string DescriptorOutput::failure() const {
  if (error_ == 0 || error_ == EPIPE) return {};
  return std::strerror(error_);
}

}  // namespace corootctl::cli
