/// Whether a member's data reach the hub, and why not (coroot-api 19: only a panel query of that member tells).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::coroot {
class Client;
}

namespace corootctl::hub {

enum class MemberState {
  ok,
  down,     ///< the member's server refuses connections
  hanging,  ///< no answer within the probe's own timeout
  wrong_key,
  wrong_url,        ///< something else than Coroot answers there
  no_telemetry,     ///< linked, but no agent's data
  unknown_project,  ///< the hub does not know a project of that name (yet)
  no_panel_data,    ///< the hub answers, but not this kind of question: too old, or not allowed to this user
  hub_unreachable,  ///< the hub itself could not be asked
};

struct MemberHealth {
  std::string project{};
  MemberState state = MemberState::hub_unreachable;
  std::optional<std::int64_t> last_data_ms{};  ///< epoch; the newest sample of an agent
  int agents = 0;                              ///< node agents that report
  std::string detail{};                        ///< the server's words, without keys
  bool is_refused = false;                     ///< this user may not ask: waiting does not help
};

std::string_view name_of(MemberState state);  ///< "ok", "down", "wrong key", ...
std::string hint_for(MemberState state);

/// What a query of the member that failed says about it.
MemberHealth health_after(const std::string& project, const Error& error);

/// One cheap query with its own timeout, through the project of that name on the hub.
MemberHealth probe_member(const coroot::Client& hub, const std::string& project, std::chrono::milliseconds timeout,
                          std::int64_t now_ms, std::stop_token stop);

/// The same until the member's data arrive: those of a new or restarted member take the hub's first refreshes, so bad
/// news is only believed at the deadline, but for a user who may not ask. Each state is told as the hub's: "verify
/// prod-a: wrong key".
MemberHealth follow_member(const coroot::Client& hub, const std::string& project, const std::string& hub_context,
                           const fleet::Surroundings& around, const Within& within);

}  // namespace corootctl::hub
