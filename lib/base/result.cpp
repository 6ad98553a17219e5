#include "base/result.hpp"

#include <algorithm>
#include <array>

namespace corootctl {
namespace {

constexpr std::array<std::pair<ErrorKind, std::string_view>, 12> kinds = {{
    {ErrorKind::usage, "usage"},
    {ErrorKind::config, "config"},
    {ErrorKind::unreachable, "unreachable"},
    {ErrorKind::unauthorized, "unauthorized"},
    {ErrorKind::conflict, "conflict"},
    {ErrorKind::not_found, "not-found"},
    {ErrorKind::invalid, "invalid"},
    {ErrorKind::timeout, "timeout"},
    {ErrorKind::no_data, "no-data"},
    {ErrorKind::cancelled, "cancelled"},
    {ErrorKind::failed, "failed"},
    {ErrorKind::internal, "internal"},
}};

constexpr std::array<std::pair<Reason, std::string_view>, 11> reasons = {{
    {Reason::none, ""},
    {Reason::connection_lost, "connection-lost"},
    {Reason::stale_version, "stale-version"},
    {Reason::not_served, "not-served"},
    {Reason::request_too_long, "request-too-long"},
    {Reason::web_page, "web-page"},
    {Reason::unknown_data_source, "unknown-data-source"},
    {Reason::member_bad_request, "member-bad-request"},
    {Reason::member_wrong_key, "member-wrong-key"},
    {Reason::member_wrong_address, "member-wrong-address"},
    {Reason::member_unreachable, "member-unreachable"},
}};

/// Every value is in its table: each table is as long as its enum, and a test walks both.
template <class Table, class Key>
std::string_view name_in(const Table& table, Key key) {
  return std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.first == key; })->second;
}

template <class Table>
auto value_in(const Table& table, std::string_view name) {
  const auto* found = std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.second == name; });
  return found == table.end() ? std::nullopt : std::optional(found->first);
}

}  // namespace

std::string_view name_of(ErrorKind kind) { return name_in(kinds, kind); }

std::string_view name_of(Reason reason) { return name_in(reasons, reason); }

std::optional<ErrorKind> error_kind(std::string_view name) { return value_in(kinds, name); }

std::optional<Reason> error_reason(std::string_view name) { return value_in(reasons, name); }

std::string describe(const Error& error) {
  std::string out;
  for (auto step = error.where.rbegin(); step != error.where.rend(); ++step) {
    if (!step->empty()) out += *step + ": ";
  }
  return out + error.what;
}

}  // namespace corootctl
