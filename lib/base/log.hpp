/// What a verbose run says beside its results. Levels as in kubectl: 1 steps, 6 requests with status and time,
/// 8 headers, 9 bodies. Text that passes here holds no secret: http redacts before it logs.
#pragma once

#include <functional>
#include <string_view>

namespace corootctl {

class Log {
 public:
  using Sink = std::function<void(std::string_view line)>;  ///< must be safe to call from several threads
  Log() = default;
  Log(int verbosity, Sink sink) : verbosity_(verbosity), sink_(std::move(sink)) {}
  bool enabled(int level) const { return sink_ && level <= verbosity_; }
  void write(int level, std::string_view line) const {
    if (enabled(level)) sink_(line);
  }

 private:
  int verbosity_ = 0;
  Sink sink_{};
};

}  // namespace corootctl
