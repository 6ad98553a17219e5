/// Time as an outside world: tests replace it and never sleep.
#pragma once

#include <chrono>
#include <stop_token>

namespace corootctl {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::system_clock::time_point now() const = 0;
  /// Waits for `span` or until stop is requested; false when stopped.
  virtual bool pause(std::chrono::milliseconds span, std::stop_token stop) const = 0;
};

/// The machine's own clock.
const Clock& system_clock();

}  // namespace corootctl
