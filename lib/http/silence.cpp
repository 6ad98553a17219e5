#include "http/silence.hpp"

#include <algorithm>

namespace corootctl::http {

bool SilenceWatch::is_over() {
  if (!told_ && passed(silence_.notice)) {
    told_ = true;
    if (silence_.tell) silence_.tell();
  }
  return passed(silence_.limit);
}

int SilenceWatch::next_ms() const {
  std::chrono::milliseconds next{1000};
  const auto age = std::chrono::floor<std::chrono::milliseconds>(Clock::now() - since_);
  for (const auto due : {told_ ? std::chrono::milliseconds(0) : silence_.notice, silence_.limit}) {
    if (due.count() > 0) next = std::min(next, std::max(due - age, std::chrono::milliseconds(1)));
  }
  return static_cast<int>(next.count());
}

}  // namespace corootctl::http
