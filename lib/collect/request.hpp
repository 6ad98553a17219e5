/// What is asked of the collector.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace corootctl::collect {

struct CollectRequest {
  std::string project{};   ///< "" = the only aggregate
  std::string incident{};  ///< key of an incident that sets window and target; "" = all open ones
  std::string app{};       ///< an unambiguous part of an app id: the target; "" = the incidents' subjects
  std::optional<std::int64_t> since_ms{};  ///< epoch
  std::optional<std::int64_t> until_ms{};  ///< epoch
  std::int64_t now_ms = 0;
  std::chrono::milliseconds timeout = std::chrono::seconds(60);         ///< of everything
  std::chrono::milliseconds member_timeout = std::chrono::seconds(20);  ///< of each request to one member
  std::size_t width = 8;                                                ///< requests at once
};

}  // namespace corootctl::collect
