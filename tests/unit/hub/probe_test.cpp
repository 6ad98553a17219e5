#include <doctest/doctest.h>

#include "hub/probe.hpp"
#include "unit/collect/fixture.hpp"

namespace corootctl::tests {

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
  for (const auto state : {MemberState::down, MemberState::hanging, MemberState::wrong_key, MemberState::wrong_url,
                           MemberState::no_telemetry, MemberState::unknown_project, MemberState::no_panel_data,
                           MemberState::hub_unreachable}) {
    CHECK_FALSE(name_of(state).empty());
    CHECK(hub::hint_for(state).empty() == (state == MemberState::ok));
  }
  CHECK(name_of(MemberState::wrong_url) == "wrong URL");
}

}  // namespace corootctl::tests
