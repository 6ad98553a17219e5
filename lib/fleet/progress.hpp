/// How a use case tells what it is doing. ops never prints; cli turns this into lines or a live display.
#pragma once

#include <functional>
#include <string>

namespace corootctl::fleet {

/// One step of one cluster: "prod-a", "wait for StatefulSet coroot-coroot: 0 of 1 ready".
struct Progress {
  std::string cluster{};
  std::string step{};
};

/// Called from several threads at once.
using Tell = std::function<void(const Progress&)>;

}  // namespace corootctl::fleet
