#include <doctest/doctest.h>

#include "hub/probe.hpp"
#include "unit/collect/fixture.hpp"

namespace corootctl::tests::hub_probe {

namespace {

using hub::MemberState;

hub::MemberHealth probe(const coroot::Client& client, const FakeHub& hub, const std::string& project) {
  return hub::probe_member(client, project, std::chrono::seconds(5), hub.now_ms, {});
}

hub::MemberHealth probe(const FakeHub& hub, const std::string& project) {
  const auto client = hub.client();
  return probe(client, hub, project);
}

hub::MemberHealth probe_refused(const std::string& recording) {
  auto hub = two_clusters();
  hub.member("prod-b").refusal = recorded(recording);
  return probe(hub, "prod-b");
}

}  // namespace

TEST_CASE("probe: a healthy member tells how many agents report and when they did last") {
  const auto hub = two_clusters();
  const auto health = probe(hub, "prod-a");
  CHECK(health.state == MemberState::ok);
  CHECK(health.agents == 1);
  CHECK(health.last_data_ms == hub.now_ms);
  CHECK(health.detail.empty());
}

TEST_CASE("probe: down, wrong key and wrong URL are told apart by the member's own panel query (coroot-api 19)") {
  const auto down = probe_refused("member_down/t0_panel_prod-b");
  CHECK(down.state == MemberState::down);
  CHECK(down.detail ==
        "Post \"http://member-b.example.com/api/v1/query_range\": dial tcp member-b.example.com: connect: connection "
        "refused");
  const auto key = probe_refused("wrong_key/t75_panel_prod-b");
  CHECK(key.state == MemberState::wrong_key);
  CHECK(key.detail == "404 Not Found");
  const auto url = probe_refused("wrong_url/t75_panel_prod-b");
  CHECK(url.state == MemberState::wrong_url);
  CHECK(url.detail == "Key path not found");
}

TEST_CASE("probe: a member whose agents fell silent has no telemetry, and its last sample is looked for") {
  auto hub = two_clusters();
  const auto end = hub.now_ms - 3'600'000;
  hub.member("prod-b").series["agents"] = {{{}, until(end, 2)}};
  const auto health = probe(hub, "prod-b");
  CHECK(health.state == MemberState::no_telemetry);
  CHECK(health.agents == 0);
  REQUIRE(health.last_data_ms.has_value());
  CHECK(*health.last_data_ms < end);
  CHECK(*health.last_data_ms >= end - 600'000);
  hub.member("prod-b").series.erase("agents");
  CHECK_FALSE(probe(hub, "prod-b").last_data_ms.has_value());
}

TEST_CASE("probe: a member that does not answer in time hangs; a hub that cannot be asked is another matter") {
  const auto hub = two_clusters();
  const coroot::Client hanging(scripted_link(
      [hub](const coroot::Ask& ask) -> Result<http::Response> {
        if (ask.path.ends_with("/panel/data")) return fail(ErrorKind::timeout, "GET: no answer in 5 s");
        return hub.answer(ask);
      },
      nullptr));
  CHECK(probe(hanging, hub, "prod-b").state == MemberState::hanging);
  const coroot::Client gone(scripted_link(
      [](const coroot::Ask&) -> Result<http::Response> {
        return fail(ErrorKind::unreachable, "GET http://hub.example.com: connection refused");
      },
      nullptr));
  const auto health = probe(gone, hub, "prod-b");
  CHECK(health.state == MemberState::hub_unreachable);
  CHECK(health.detail == "GET http://hub.example.com: connection refused");
}

TEST_CASE("probe: a project that the hub does not know is named as such") {
  const auto hub = two_clusters();
  const auto health = probe(hub, "prod-x");
  CHECK(health.state == MemberState::unknown_project);
  CHECK(health.detail == "Coroot has no project prod-x");
}

TEST_CASE("probe: every state has a name, and every bad one says what to do") {
  struct Row {
    MemberState state;
    std::string name, hint;
  };
  const std::vector<Row> rows = {
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
  for (const auto& row : rows) {
    CHECK(name_of(row.state) == row.name);
    CHECK(hub::hint_for(row.state) == row.hint);
  }
}

}  // namespace corootctl::tests::hub_probe
