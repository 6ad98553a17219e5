#include "base/clock.hpp"

#include <condition_variable>
#include <mutex>

namespace corootctl {
namespace {

class SystemClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return std::chrono::system_clock::now(); }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, span, [] { return false; });
    return !stop.stop_requested();
  }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;  // stateless, so not a hidden global
  return clock;
}

}  // namespace corootctl
