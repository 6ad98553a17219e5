/// For how long a server has said nothing, and what is due then.
#pragma once

#include <chrono>

#include "http/transport.hpp"

namespace corootctl::http {

/// Of one exchange; begins now.
class SilenceWatch {
 public:
  using Clock = std::chrono::steady_clock;
  explicit SilenceWatch(const Silence& silence) : silence_(silence) {}
  /// A byte arrived.
  void heard() { since_ = Clock::now(); }
  /// Calls `tell` when that is due; whether the limit is reached.
  bool is_over();
  /// Milliseconds until something is due, at most a second.
  int next_ms() const;

 private:
  bool passed(std::chrono::milliseconds span) const { return span.count() > 0 && Clock::now() - since_ >= span; }

  const Silence& silence_;
  Clock::time_point since_ = Clock::now();
  bool told_ = false;
};

}  // namespace corootctl::http
