/// A point in time after which work must have ended; passed down instead of timeouts that add up.
#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <stop_token>

namespace corootctl {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;
  /// Never expires.
  Deadline() = default;
  explicit Deadline(Clock::time_point end) : end_(end) {}
  static Deadline in(std::chrono::milliseconds span) { return Deadline(Clock::now() + span); }
  static Deadline never() { return {}; }

  bool expired() const { return end_ && Clock::now() >= *end_; }
  bool is_set() const { return end_.has_value(); }
  /// Milliseconds left, at least 0; `fallback` when there is no end.
  std::chrono::milliseconds left(std::chrono::milliseconds fallback = std::chrono::hours(24)) const {
    if (!end_) return fallback;
    return std::max(std::chrono::milliseconds(0), std::chrono::ceil<std::chrono::milliseconds>(*end_ - Clock::now()));
  }
  Deadline later_by(std::chrono::milliseconds span) const { return end_ ? Deadline(*end_ + span) : *this; }
  Deadline earlier(Deadline other) const {
    if (!end_) return other;
    if (!other.end_) return *this;
    return Deadline(std::min(*end_, *other.end_));
  }

 private:
  std::optional<Clock::time_point> end_{};
};

/// How long something may take and how it is stopped.
struct Within {
  Deadline deadline{};
  std::stop_token stop{};
};

}  // namespace corootctl
