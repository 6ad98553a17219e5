#include "cli/output/health.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {

document::Value health_value(const hub::MemberHealth& health) {
  const auto& last = health.last_data_ms;
  std::string state = lower(name_of(health.state));
  std::replace(state.begin(), state.end(), ' ', '-');  // a word for programs
  return document::Object{{"state", std::move(state)},
                          {"last_data", last ? document::Value(format_rfc3339(*last)) : document::Value()},
                          {"agents", health.agents},
                          {"detail", text_or_null(health.detail)}};
}

std::optional<Error> health_error(const hub::MemberHealth& health) {
  using hub::MemberState;
  if (health.state == MemberState::ok) return std::nullopt;
  Error error;
  switch (health.state) {
    case MemberState::no_telemetry:
    case MemberState::unknown_project: error.kind = ErrorKind::no_data; break;
    case MemberState::wrong_key: error.kind = ErrorKind::unauthorized; break;
    case MemberState::hanging: error.kind = ErrorKind::timeout; break;
    case MemberState::wrong_url: error.kind = ErrorKind::failed; break;
    default: error.kind = ErrorKind::unreachable;
  }
  error.what = std::string(name_of(health.state)) + (health.detail.empty() ? "" : ": " + health.detail);
  error.where = {"member " + health.project};
  error.hint = hub::hint_for(health.state);
  return error;
}

}  // namespace corootctl::cli
