#include "base/result.hpp"

#include <algorithm>
#include <array>

namespace corootctl {
namespace {

/// In the order of their enum; a test walks both.
constexpr std::array<std::string_view, 12> kinds{"usage",    "config",    "unreachable", "unauthorized",
                                                 "conflict", "not-found", "invalid",     "timeout",
                                                 "no-data",  "cancelled", "failed",      "internal"};
constexpr std::array<std::string_view, 12> reasons{"",
                                                   "connection-lost",
                                                   "outcome-unknown",
                                                   "stale-version",
                                                   "not-served",
                                                   "request-too-long",
                                                   "web-page",
                                                   "unknown-data-source",
                                                   "member-bad-request",
                                                   "member-wrong-key",
                                                   "member-wrong-address",
                                                   "member-unreachable"};

template <class Enum, std::size_t N>
std::optional<Enum> value_in(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

}  // namespace

std::string_view name_of(ErrorKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

std::string_view name_of(Reason reason) { return reasons[static_cast<std::size_t>(reason)]; }

std::optional<ErrorKind> error_kind(std::string_view name) { return value_in<ErrorKind>(kinds, name); }

std::optional<Reason> error_reason(std::string_view name) { return value_in<Reason>(reasons, name); }

std::string describe(const Error& error) {
  std::string out;
  for (auto step = error.where.rbegin(); step != error.where.rend(); ++step) {
    if (!step->empty()) out += *step + ": ";
  }
  return out + error.what;
}

}  // namespace corootctl
