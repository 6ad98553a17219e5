#include "upkeep/upgrade/proof.hpp"

#include <algorithm>

#include "base/time.hpp"
#include "coroot/resource.hpp"

namespace corootctl::upkeep {
namespace {

constexpr std::chrono::seconds probe_limit{10};
constexpr std::chrono::seconds retry_pause{2};
constexpr std::chrono::seconds data_pause{25};  // agents report every 15 s

bool is_proven(const hub::MemberHealth& health, std::int64_t since_ms) {
  return health.state == hub::MemberState::ok && health.last_data_ms.value_or(0) >= since_ms;
}

std::string state_text(const hub::MemberHealth& health) {
  if (health.state != hub::MemberState::ok)
    return std::string(name_of(health.state)) + (health.detail.empty() ? "" : " (" + health.detail + ")");
  return "no data that are newer than the upgrade";
}

Error unproven(const hub::MemberHealth& health) {
  auto error = make_error(ErrorKind::no_data, "data of {} do not flow: {}", health.project, state_text(health));
  return std::move(error).advise(health.state == hub::MemberState::ok
                                     ? "Look at the agents: corootctl status; or give more time with --timeout."
                                     : hint_for(health.state));
}

Result<hub::MemberHealth> follow(const coroot::Client& server, const std::string& project, std::int64_t since_ms,
                                 const std::string& cluster, const fleet::Surroundings& around, const Within& within) {
  for (;;) {
    auto health =
        hub::probe_member(server, project, std::min<std::chrono::milliseconds>(probe_limit, within.deadline.left()),
                          now_ms(around.clock), within.stop);
    if (is_proven(health, since_ms)) return health;
    if (within.deadline.expired()) return tl::unexpected(unproven(health));
    if (around.tell) around.tell({cluster, "verify " + project + ": " + state_text(health)});
    const auto pause = health.state == hub::MemberState::ok ? data_pause : retry_pause;
    if (!around.clock.pause(std::min<std::chrono::milliseconds>(pause, within.deadline.left()), within.stop))
      return fail(ErrorKind::cancelled, "interrupted while checking that data of {} flow", project);
  }
}

}  // namespace

std::vector<std::string> own_projects(const std::vector<deploy::Installation>& installations) {
  std::vector<std::string> out;
  for (const auto& each : installations) {
    for (const auto& project : each.resource.at({"spec", "projects"}).as_list()) {
      if (coroot::kind_of(project) == coroot::ProjectKind::agents) out.push_back(project["name"].as_string());
    }
  }
  return out;
}

Result<std::vector<hub::MemberHealth>> prove_data(const coroot::Client& server,
                                                  const std::vector<std::string>& projects, std::int64_t since_ms,
                                                  const std::string& cluster, const fleet::Surroundings& around,
                                                  const Within& within) {
  std::vector<hub::MemberHealth> out;
  for (const auto& project : projects) {
    CTL_PASS(auto health, follow(server, project, since_ms, cluster, around, within));
    out.push_back(std::move(health));
  }
  return out;
}

}  // namespace corootctl::upkeep
