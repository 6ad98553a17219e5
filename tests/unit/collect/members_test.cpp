#include <doctest/doctest.h>

#include <algorithm>

#include "signals/snapshot_json.hpp"
#include "support/error_of.hpp"
#include "unit/collect/collected.hpp"

namespace corootctl::tests::collect_members {

TEST_CASE("collect: a member that is down is a named gap, the others go on") {
  auto hub = two_clusters();
  hub.member("prod-b").refusal = recorded("member_down/t0_panel_prod-b");
  const auto collected = collect(hub);
  CHECK(gaps_of(collected.snapshot.gaps) ==
        std::vector<std::string>{
            "prod-b: down: Post \"http://member-b.example.com/api/v1/query_range\": dial tcp member-b.example.com: "
            "connect: connection refused"});
  CHECK(collected.members[0].state == hub::MemberState::ok);
  CHECK(collected.members[1].state == hub::MemberState::down);
  // Calls into the lost cluster remain, seen by their callers.
  CHECK(calls_of(collected.snapshot) ==
        std::vector<std::string>{"prod-a:shop:Deployment:web -> external:external:ExternalService:external-http",
                                 "prod-a:shop:Deployment:web -> prod-a:shop:StatefulSet:cache"});
  CHECK(app(collected.snapshot, "external:external:ExternalService:external-http").sli_source ==
        signals::SliSource::client);
}

TEST_CASE("collect: a lost member's apps and calls come from the map, seen by their callers") {
  auto hub = two_clusters();
  hub.member("prod-b").refusal = recorded("member_down/t0_panel_prod-b");
  hub.answers["/api/project/g6w1l3mz/overview/map"] = json_answer(
      R"({"data":{"map":[{"id":"u2k8v4ya:shop:Deployment:web","upstreams":[{"id":"u2k8v4ya:shop:StatefulSet:cache"},)"
      R"({"id":"j5p0s7eb:shop:Deployment:orders"}]},{"id":"u2k8v4ya:shop:StatefulSet:cache","upstreams":[]},)"
      R"({"id":"j5p0s7eb:shop:Deployment:orders","upstreams":[{"id":"j5p0s7eb:shop:StatefulSet:orders-db"}]},)"
      R"({"id":"j5p0s7eb:shop:StatefulSet:orders-db","upstreams":[]}]}})");
  const auto snapshot = collect(hub).snapshot;
  CHECK(ids_of(snapshot.apps) == std::vector<std::string>{"prod-a:shop:Deployment:web", "prod-a:shop:StatefulSet:cache",
                                                          "prod-b:shop:Deployment:orders",
                                                          "prod-b:shop:StatefulSet:orders-db"});
  CHECK(calls_of(snapshot) ==
        std::vector<std::string>{"prod-a:shop:Deployment:web -> prod-a:shop:StatefulSet:cache",
                                 "prod-a:shop:Deployment:web -> prod-b:shop:Deployment:orders",
                                 "prod-b:shop:Deployment:orders -> prod-b:shop:StatefulSet:orders-db"});
  const auto& orders = app(snapshot, "prod-b:shop:Deployment:orders");
  CHECK_FALSE(orders.observed);
  CHECK(orders.sli_source == signals::SliSource::client);
  CHECK(at(orders.series, "requests", 10) == 5.0F);
  CHECK(snapshot.gaps.size() == 1);  // the member itself; the map has nothing more
}

TEST_CASE("collect: an incident of an app that nothing else knows keeps its subject") {
  auto hub = two_clusters();
  hub.answers["/api/project/g6w1l3mz/incidents"] =
      incidents(open_incident("j5p0s7eb:shop:Deployment:vanished", hub.now_ms - 60'000));
  const auto snapshot = collect(hub).snapshot;
  const auto& vanished = app(snapshot, "prod-b:shop:Deployment:vanished");
  CHECK(vanished.kind == "Deployment");
  CHECK_FALSE(vanished.observed);
  CHECK(vanished.sli_source == signals::SliSource::none);
}

TEST_CASE("collect: no member at all is an error that says why for each") {
  auto hub = two_clusters();
  hub.member("prod-a").refusal = recorded("wrong_key/t75_panel_prod-b");
  hub.member("prod-b").refusal = recorded("wrong_url/t75_panel_prod-b");
  const auto refused = try_collect(hub, request_for(hub));
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::unreachable);
  CHECK(describe(refused.error()) ==
        "project prod-global: no member has data: prod-a is wrong key: 404 Not Found; prod-b is wrong URL: Key path "
        "not found");
  auto empty = two_clusters();
  for (auto& member : empty.members) member.series.clear();
  CHECK(error_of(try_collect(empty, request_for(empty))).kind == ErrorKind::no_data);
}

TEST_CASE("collect: members that stop answering after the probe are the reason, not an empty window") {
  const auto hub = two_clusters();
  const coroot::Client slow(scripted_link(
      [hub](const coroot::Ask& ask) -> Result<http::Response> {
        const bool is_probe = ask.path.find("g6w1l3mz") == std::string::npos;
        if (ask.path.ends_with("/panel/data") && !is_probe) return fail(ErrorKind::timeout, "GET: no answer in 20 s");
        return hub.answer(ask);
      },
      nullptr));
  const auto refused = collect::collect(slow, request_for(hub), {}, {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(refused.error().kind == ErrorKind::timeout);
  CHECK(describe(refused.error()) ==
        "project prod-global: no series could be read: GET /api/project/g6w1l3mz/panel/data: no answer within 20 s "
        "(GET: no answer in 20 s)");
}

TEST_CASE("collect: a member whose series time out after a good probe is named like one that hangs") {
  const auto hub = two_clusters();
  const coroot::Client slow(scripted_link(
      [hub](const coroot::Ask& ask) -> Result<http::Response> {
        const bool is_probe = ask.path.find("g6w1l3mz") == std::string::npos;
        for (const auto& [name, value] : ask.query) {
          if (name == "query" && !is_probe && value.find("\"prod-b\"") != std::string::npos)
            return fail(ErrorKind::timeout, "GET https://hub: timed out");
        }
        return hub.answer(ask);
      },
      nullptr));
  const auto collected = collect::collect(slow, request_for(hub), {}, {});
  REQUIRE(collected.has_value());
  const std::string why = "GET /api/project/g6w1l3mz/panel/data: no answer within 20 s (GET https://hub: timed out)";
  CHECK(collected->members[0].state == hub::MemberState::ok);
  CHECK(collected->members[1].state == hub::MemberState::hanging);
  CHECK(collected->members[1].detail == why);
  CHECK(gaps_of(collected->snapshot.gaps) == std::vector<std::string>{"prod-b: no more data: " + why});
}

TEST_CASE("collect: a query that one member refuses is left out by name, the rest is read") {
  auto hub = two_clusters();
  const auto broken = [hub](const coroot::Ask& ask) -> Result<http::Response> {
    for (const auto& [name, value] : ask.query) {
      if (name == "query" && value.find("\"dns_latency|") != std::string::npos &&
          value.find("\"prod-a\"") != std::string::npos) {
        return text(400, "query processing would load too many samples into memory\n");
      }
    }
    return hub.answer(ask);
  };
  const coroot::Client client(scripted_link(broken, nullptr));
  const auto collected = collect::collect(client, request_for(hub), {}, {});
  REQUIRE(collected.has_value());
  CHECK(collected->snapshot.apps.size() == 4);
  CHECK(gaps_of(collected->snapshot.gaps) ==
        std::vector<std::string>{"prod-a: dns_latency: GET /api/project/g6w1l3mz/panel/data: query processing would "
                                 "load too many samples into memory"});
}

TEST_CASE(
    "collect: a container that speaks two protocols costs no data: Prometheus refuses them together, so they are asked "
    "apart (coroot-api 28, 39)") {
  const auto hub = two_clusters();
  const auto expected = signals::write_snapshot(collect(hub).snapshot);
  // A member's refusal has no words of its own when it is a remote one.
  for (const auto* words : {"vector cannot contain metrics with the same labelset\n", "400 Bad Request\n"}) {
    const auto mixed = [&](const coroot::Ask& ask) -> Result<http::Response> {
      for (const auto& [name, value] : ask.query) {
        const bool together = value.find("(http|postgres") != std::string::npos;
        if (name == "query" && together && value.find("\"prod-a\"") != std::string::npos) return text(400, words);
      }
      return hub.answer(ask);
    };
    const auto asked = std::make_shared<Asked>();
    const coroot::Client client(scripted_link(mixed, asked));
    const auto collected = collect::collect(client, request_for(hub), {}, {});
    REQUIRE(collected.has_value());
    CHECK(signals::write_snapshot(collected->snapshot) == expected);
    const auto lines = asked->lines();
    const auto panels = std::count(lines.begin(), lines.end(), "GET /api/project/g6w1l3mz/panel/data");
    CHECK(panels <= 20);  // each of its four requests again in two parts, where all members are healthy 8
  }
}

TEST_CASE("collect: requests that are too long for a proxy are halved until they pass (coroot-api 22)") {
  const auto hub = two_clusters();
  const auto narrow = [hub](const coroot::Ask& ask) -> Result<http::Response> {
    std::size_t length = 0;
    for (const auto& [name, value] : ask.query) length += value.size();
    if (length > 3'000) return text(414, "Request-URI Too Large");
    return hub.answer(ask);
  };
  const coroot::Client client(scripted_link(narrow, nullptr));
  const auto collected = collect::collect(client, request_for(hub), {}, {});
  REQUIRE(collected.has_value());
  CHECK(signals::write_snapshot(collected->snapshot) == signals::write_snapshot(collect(hub).snapshot));
}

TEST_CASE("collect: an app without an agent is known from its callers") {
  auto hub = two_clusters();
  auto& b = hub.member("prod-b");
  for (const auto* query : {"requests", "latency_avg", "cpu_usage", "memory_rss", "restarts", "images"})
    b.series[query].pop_back();
  const auto snapshot = collect(hub).snapshot;
  const auto& blind = app(snapshot, "prod-b:shop:StatefulSet:orders-db");
  CHECK_FALSE(blind.observed);
  CHECK(blind.sli_source == signals::SliSource::client);
  CHECK(at(blind.series, "requests", 10) == 5.0F);
  CHECK(at(blind.series, "latency_avg", 10) == doctest::Approx(0.02));
}

TEST_CASE("collect: what the map has and the series lack is said") {
  auto hub = two_clusters();
  hub.answers["/api/project/g6w1l3mz/overview/map"] = json_answer(
      R"({"data":{"map":[{"id":"u2k8v4ya:shop:Deployment:web",)"
      R"("upstreams":[{"id":"u2k8v4ya:shop:DatabaseCluster:pg"}]},{"id":"u2k8v4ya:shop:DatabaseCluster:pg",)"
      R"("upstreams":[]}]}})");
  CHECK(gaps_of(collect(hub).snapshot.gaps) ==
        std::vector<std::string>{"map: apps on Coroot's map without series here: prod-a:shop:DatabaseCluster:pg",
                                 "map: calls on Coroot's map without series here: prod-a:shop:Deployment:web -> "
                                 "prod-a:shop:DatabaseCluster:pg"});
}

}  // namespace corootctl::tests::collect_members
