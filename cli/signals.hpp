/// Ctrl-C and SIGTERM as a stop request.
#pragma once

#include <stop_token>
#include <thread>

namespace corootctl::cli {

/// Made first in main: blocks the signals for every thread that follows, and one thread waits for them. The first one
/// requests a stop, so that a command ends its work in order; the second, or ten seconds, end the process with 130. A
/// closed pipe is no signal but a failed write.
class SignalWatch {
 public:
  SignalWatch();
  ~SignalWatch();
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_{};
  std::jthread thread_;
};

}  // namespace corootctl::cli
