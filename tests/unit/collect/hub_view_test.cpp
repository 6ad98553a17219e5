#include <doctest/doctest.h>

#include "collect/hub_view.hpp"
#include "unit/collect/collected.hpp"

namespace corootctl::tests::collect_hub_view {

namespace {

using collect::HubView;
using hub::MemberState;

const hub::Project aggregate{"prod-global", "g6w1l3mz", true, {"prod-a", "prod-b"}};

hub::MemberHealth member(const std::string& name, MemberState state, const std::string& detail = "") {
  hub::MemberHealth out;
  out.project = name;
  out.state = state;
  out.detail = detail;
  return out;
}

HubView healthy() {
  HubView view;
  view.members = {member("prod-a", MemberState::ok), member("prod-b", MemberState::ok)};
  return view;
}

coroot::ProjectStatus filling() {
  coroot::ProjectStatus status;
  status.action = "wait";
  status.message = "cache lag is 4 hours";
  return status;
}

}  // namespace

TEST_CASE("hub view: of a healthy one nothing is to be said") {
  const auto judgement = collect::judge(healthy(), aggregate);
  CHECK(judgement.warnings.empty());
  CHECK(judgement.gaps.empty());
  CHECK_FALSE(judgement.needs_members_incidents);
}

TEST_CASE("hub view: a member without data is a gap with the reason, one without panel data is none") {
  auto view = healthy();
  view.members = {member("prod-a", MemberState::down, "connection refused"),
                  member("prod-b", MemberState::no_panel_data, "403")};
  CHECK(gaps_of(collect::judge(view, aggregate).gaps) == std::vector<std::string>{"prod-a: down: connection refused"});
}

TEST_CASE("hub view: a list of incidents that cannot be had is replaced by the members' own") {
  auto view = healthy();
  view.incidents = fail(ErrorKind::timeout, "no answer in 20 s");
  const auto judgement = collect::judge(view, aggregate);
  CHECK(judgement.needs_members_incidents);
  CHECK(judgement.warnings == std::vector<std::string>{"incidents of prod-global: no answer in 20 s; the members' own "
                                                       "incidents are used"});
}

TEST_CASE("hub view: while an aggregate is filling nobody evaluates its incidents; a single project does for itself") {
  auto view = healthy();
  view.status = filling();
  REQUIRE(view.status->is_filling());
  const auto judgement = collect::judge(view, aggregate);
  CHECK(judgement.needs_members_incidents);
  CHECK(judgement.warnings == std::vector<std::string>{"Coroot's own view of prod-global is not ready: cache lag is 4 "
                                                       "hours; the members' own incidents are used"});
  const auto single = collect::judge(view, {"prod-a", "u2k8v4ya", false, {"prod-a"}});
  CHECK_FALSE(single.needs_members_incidents);
  CHECK(single.warnings == std::vector<std::string>{"Coroot's own view of prod-a is not ready: cache lag is 4 hours"});
}

TEST_CASE("hub view: a status that cannot be read is told with its hint") {
  auto view = healthy();
  view.status = fail_with_hint(ErrorKind::unauthorized, "Log in.", "401");
  CHECK(collect::judge(view, aggregate).warnings == std::vector<std::string>{"status of prod-global: 401. Log in."});
}

TEST_CASE("hub view: one member with data is enough; else each says why, and silence is not the same as being away") {
  auto view = healthy();
  view.members = {member("prod-a", MemberState::down), member("prod-b", MemberState::no_panel_data)};
  CHECK(collect::require_some_member(view).has_value());
  view.members = {member("prod-a", MemberState::down), member("prod-b", MemberState::wrong_key, "404")};
  const auto away = collect::require_some_member(view);
  REQUIRE_FALSE(away.has_value());
  CHECK(away.error().kind == ErrorKind::unreachable);
  CHECK(away.error().what == "no member has data: prod-a is down; prod-b is wrong key: 404");
  view.members.push_back(member("prod-c", MemberState::no_telemetry));
  const auto silent = collect::require_some_member(view);
  REQUIRE_FALSE(silent.has_value());
  CHECK(silent.error().kind == ErrorKind::no_data);
}

TEST_CASE("hub view: panel data are missing only when they are for every member that is there") {
  auto view = healthy();
  CHECK_FALSE(collect::is_without_panel_data(view));
  view.members[0].state = MemberState::no_panel_data;
  CHECK_FALSE(collect::is_without_panel_data(view));
  view.members[1].state = MemberState::down;
  CHECK(collect::is_without_panel_data(view));
}

}  // namespace corootctl::tests::collect_hub_view
