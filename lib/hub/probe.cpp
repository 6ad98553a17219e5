#include "hub/probe.hpp"

#include <algorithm>
#include <cmath>

#include "base/time.hpp"
#include "coroot/client.hpp"

namespace corootctl::hub {

namespace {

using std::chrono::milliseconds;
constexpr std::int64_t step_ms = 15'000;
constexpr std::int64_t recent_ms = std::chrono::milliseconds(std::chrono::minutes(5)).count();
/// How far back a silent member's last sample is looked for; the server answers with one point in 10 minutes.
constexpr std::int64_t history_ms = std::chrono::milliseconds(std::chrono::hours(24)).count();

/// From the reason of a refused panel query. The probe is valid PromQL, so 400 means that the member got no key.
MemberState state_of_refusal(Reason reason) {
  switch (reason) {
    case Reason::member_wrong_key:
    case Reason::member_bad_request: return MemberState::wrong_key;
    case Reason::member_wrong_address: return MemberState::wrong_url;
    case Reason::unknown_data_source: return MemberState::unknown_project;
    default: return MemberState::down;
  }
}

/// A page in place of data, when everything else of the same server answers: it has no such path. 403: no right to it.
bool is_without_panel_data(const Error& error) {
  return error.kind == ErrorKind::unauthorized || error.reason == Reason::web_page;
}

MemberState state_of_error(const Error& error) {
  if (is_without_panel_data(error)) return MemberState::no_panel_data;
  switch (error.kind) {
    case ErrorKind::timeout: return MemberState::hanging;
    case ErrorKind::not_found: return MemberState::unknown_project;
    case ErrorKind::invalid: return state_of_refusal(error.reason);
    default: return MemberState::hub_unreachable;
  }
}

struct Seen {
  std::optional<std::int64_t> last_ms{};
  int agents = 0;
};

Seen newest(const coroot::Panel& panel) {
  Seen seen;
  for (const auto& series : panel.series) {
    for (std::size_t i = series.values.size(); i-- > 0;) {
      if (std::isnan(series.values[i]) || series.values[i] <= 0) continue;
      const auto at = panel.first_ms + static_cast<std::int64_t>(i) * panel.step_ms;
      if (!seen.last_ms || at > *seen.last_ms) seen = {at, static_cast<int>(std::lround(series.values[i]))};
      break;
    }
  }
  return seen;
}

struct Probe {
  const coroot::Client& hub;
  std::string id;
  std::string project;
  std::int64_t to_ms;
  Within within;

  Result<Seen> ask(std::int64_t span_ms) const {
    const std::vector<coroot::PanelEntry> entry = {{project, R"(sum(up{job="coroot-node-agent"}))", "agents"}};
    CTL_PASS(const auto panel, hub.panel(id, entry, to_ms - span_ms, to_ms, within));
    return newest(panel);
  }
};

MemberHealth failed_health(const std::string& project, MemberState state, const Error& error) {
  return {project, state, std::nullopt, 0, error.summary.empty() ? describe(error) : error.summary};
}

/// How a state is called, and what to do about it.
struct Words {
  MemberState state;
  const char* name;
  const char* hint;
};
constexpr Words words[] = {
    {MemberState::ok, "ok", ""},
    {MemberState::down, "down", "Check that the member's Coroot runs and that the hub's pods can reach its address."},
    {MemberState::hanging, "hanging",
     "The hub connects but gets no answer: check the member's Coroot and its Prometheus. One that is only slow "
     "needs more time: --member-timeout, with status --timeout."},
    {MemberState::wrong_key, "wrong key",
     "The member refuses the hub's key: run link-clusters again to copy the present one."},
    {MemberState::wrong_url, "wrong URL",
     "Something other than Coroot's API answers at the member's address: check URL and base path."},
    {MemberState::no_telemetry, "no telemetry",
     "The link works, but no node agent of the member sends data: check its DaemonSet."},
    {MemberState::unknown_project, "unknown project",
     "The hub has no project of that name (yet): run link-clusters, or wait for the hub's restart."},
    {MemberState::no_panel_data, "no panel data",
     "The hub's Coroot is too old, or this user may not query metrics: update it, or log in with another user."},
    {MemberState::hub_unreachable, "hub unreachable", "Check the way to the hub's Coroot and the login."}};

const Words& words_of(MemberState state) {
  return *std::find_if(std::begin(words), std::end(words), [&](const Words& each) { return each.state == state; });
}

}  // namespace

std::string_view name_of(MemberState state) { return words_of(state).name; }

std::string hint_for(MemberState state) { return words_of(state).hint; }

MemberHealth health_after(const std::string& project, const Error& error) {
  return failed_health(project, state_of_error(error), error);
}

MemberHealth probe_member(const coroot::Client& hub, const std::string& project, milliseconds timeout,
                          std::int64_t now_ms, std::stop_token stop) {
  const Within within{Deadline::in(timeout), stop};
  const auto id = hub.project_id(project, within);
  if (!id) {
    const bool unknown = id.error().kind == ErrorKind::not_found;
    auto out =
        failed_health(project, unknown ? MemberState::unknown_project : MemberState::hub_unreachable, id.error());
    out.is_refused = id.error().kind == ErrorKind::unauthorized;
    return out;
  }
  const Probe probe{hub, *id, project, now_ms / step_ms * step_ms, within};
  const auto recent = probe.ask(recent_ms);
  if (!recent) return health_after(project, recent.error());
  if (recent->last_ms) return {project, MemberState::ok, recent->last_ms, recent->agents, ""};
  const auto older = probe.ask(history_ms);  // silent: since when?
  return {project, MemberState::no_telemetry, older ? older->last_ms : std::nullopt, 0,
          "no node agent reported in the last 5 minutes"};
}

MemberHealth follow_member(const coroot::Client& hub, const std::string& project, const std::string& hub_context,
                           const fleet::Surroundings& around, const Within& within) {
  constexpr milliseconds each{std::chrono::seconds(10)};
  for (std::optional<MemberHealth> last;;) {
    const auto patience = std::min<milliseconds>(each, within.deadline.left());
    auto health = probe_member(hub, project, patience, now_ms(around.clock), within.stop);
    if (health.state == MemberState::ok || health.is_refused) return health;
    if (within.deadline.expired()) return last.value_or(std::move(health));  // what was cut short says less
    last = health;
    if (around.tell) around.tell({hub_context, "verify " + project + ": " + std::string(name_of(health.state))});
    if (!around.clock.pause(std::chrono::seconds(2), within.stop)) return health;
  }
}

}  // namespace corootctl::hub
