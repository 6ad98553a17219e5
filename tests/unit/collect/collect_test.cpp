#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "collect/collect.hpp"
#include "signals/snapshot_json.hpp"
#include "support/error_of.hpp"
#include "unit/collect/fixture.hpp"

namespace corootctl::tests {

namespace {

collect::CollectRequest request_for(const FakeHub& hub) {
  collect::CollectRequest request;
  request.project = "prod-global";
  request.now_ms = hub.now_ms;
  request.width = 2;
  return request;
}

Result<collect::Collected> try_collect(const FakeHub& hub, const collect::CollectRequest& request,
                                       std::shared_ptr<Asked> asked = nullptr) {
  const auto client = hub.client(std::move(asked));
  return collect::collect(client, request, {}, {});
}

collect::Collected collect(const FakeHub& hub) {
  auto collected = try_collect(hub, request_for(hub));
  REQUIRE_MESSAGE(collected.has_value(), collected.error().what);
  return *std::move(collected);
}

std::vector<std::string> calls_of(const signals::Snapshot& snapshot) {
  std::vector<std::string> out;
  for (const auto& edge : snapshot.edges) out.push_back(edge.from + " -> " + edge.to);
  return out;
}

std::vector<std::string> gaps_of(const signals::Snapshot& snapshot) {
  std::vector<std::string> out;
  for (const auto& gap : snapshot.gaps) out.push_back(gap.subject + ": " + gap.what);
  return out;
}

const signals::App& app(const signals::Snapshot& snapshot, const std::string& id) {
  const auto found =
      std::find_if(snapshot.apps.begin(), snapshot.apps.end(), [&](const auto& each) { return each.id == id; });
  REQUIRE_MESSAGE(found != snapshot.apps.end(), id);
  return *found;
}

float at(const signals::SeriesBag& bag, const std::string& signal, std::size_t point) {
  const auto* series = bag.find(signal);
  REQUIRE_MESSAGE(series != nullptr, signal);
  return series->values[point];
}

std::string open_incident(const std::string& id, std::int64_t at_ms) {
  return fmt::format(R"({{"application_id":"{}","key":"k{}","opened_at":{},"resolved_at":null,)"
                     R"("details":{{"latency_burn_rates":[{{"severity":"critical","threshold":14.4}}]}}}})",
                     id, at_ms % 1000, at_ms);
}

http::Response incidents(const std::string& list) {
  return json(R"({"context":{"status":{"status":"ok","prometheus":{"status":"ok"}}},"data":[)" + list + "]}");
}

const std::string web = "/k8s/shop/web-5d4f8c7b9-abcde/main";

}  // namespace

TEST_CASE("collect: apps, calls across clusters, nodes and instances come out of labels alone (coroot-api 30)") {
  const auto collected = collect(two_clusters());
  const auto& snapshot = collected.snapshot;
  CHECK(ids_of(snapshot.clusters) == std::vector<std::string>{"prod-a", "prod-b"});
  CHECK(ids_of(snapshot.apps) == std::vector<std::string>{"prod-a:shop:Deployment:web", "prod-a:shop:StatefulSet:cache",
                                                          "prod-b:shop:Deployment:orders",
                                                          "prod-b:shop:StatefulSet:orders-db"});
  CHECK(calls_of(snapshot) ==
        std::vector<std::string>{"prod-a:shop:Deployment:web -> prod-a:shop:StatefulSet:cache",
                                 "prod-a:shop:Deployment:web -> prod-b:shop:Deployment:orders",
                                 "prod-b:shop:Deployment:orders -> prod-b:shop:StatefulSet:orders-db"});
  CHECK(ids_of(snapshot.nodes) == std::vector<std::string>{"prod-a:a-node-1", "prod-b:b-node-1"});
  CHECK(snapshot.grid.points == 481);
  const auto& front = app(snapshot, "prod-a:shop:Deployment:web");
  CHECK(front.sli_source == signals::SliSource::server);
  REQUIRE(front.instances.size() == 1);
  CHECK(front.instances[0].id == "prod-a:shop:Pod:web-5d4f8c7b9-abcde");
  CHECK(front.instances[0].node == "prod-a:a-node-1");
  CHECK(at(front.series, "requests", 0) == 10.0F);
  CHECK(at(front.series, "error_ratio", 480) == 0.0F);
  CHECK(at(snapshot.edges[1].series, "rtt", 100) == doctest::Approx(0.001));
  CHECK(gaps_of(snapshot).empty());
  CHECK(collected.warnings.empty());
}

TEST_CASE("collect: a healthy hub is asked few questions, and no request mixes members (coroot-api 20)") {
  const auto asked = std::make_shared<Asked>();
  const auto hub = two_clusters();
  REQUIRE(try_collect(hub, request_for(hub), asked).has_value());
  auto lines = asked->lines();
  std::sort(lines.begin(), lines.end());
  const std::vector<std::string> expected = {"GET /api/project/g6w1l3mz",
                                             "GET /api/project/g6w1l3mz/incidents",
                                             "GET /api/project/g6w1l3mz/overview/map",
                                             "GET /api/project/g6w1l3mz/overview/nodes",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/panel/data",
                                             "GET /api/project/g6w1l3mz/status",
                                             "GET /api/project/j5p0s7eb/panel/data",
                                             "GET /api/project/u2k8v4ya/panel/data",
                                             "GET /api/user"};
  CHECK(lines == expected);
}

TEST_CASE("collect: the same data give the same bytes, whatever the order of series, apps and incidents") {
  std::vector<std::string> apps = {
      R"({"id":"u2k8v4ya:shop:Deployment:web","upstreams":[{"id":"j5p0s7eb:shop:Deployment:orders"}]})",
      R"({"id":"j5p0s7eb:shop:Deployment:orders","upstreams":[{"id":"j5p0s7eb:shop:Deployment:lost"}]})",
      R"({"id":"j5p0s7eb:shop:Deployment:lost","upstreams":[]})", R"({"id":"j5p0s7eb:shop:Deployment:gone"})"};
  auto hub = two_clusters();
  std::vector<std::string> open = {open_incident("j5p0s7eb:shop:Deployment:orders", hub.now_ms - 600'000),
                                   open_incident("u2k8v4ya:shop:Deployment:web", hub.now_ms - 500'000)};
  const auto answer = [&](FakeHub shown) {
    shown.answers["/api/project/g6w1l3mz/overview/map"] = json(R"({"data":{"map":[)" + join(apps, ",") + "]}}");
    shown.answers["/api/project/g6w1l3mz/incidents"] = incidents(join(open, ","));
    return signals::write_snapshot(collect(shown).snapshot);
  };
  const auto expected = answer(hub);
  CHECK(expected.find("shop:Deployment:lost") != std::string::npos);
  for (unsigned seed = 1; seed <= 8; ++seed) {
    auto shuffled = hub;
    std::mt19937 random(seed);
    std::shuffle(apps.begin(), apps.end(), random);
    std::shuffle(open.begin(), open.end(), random);
    for (auto& member : shuffled.members) {
      for (auto& [query, series] : member.series) std::shuffle(series.begin(), series.end(), random);
    }
    CHECK(answer(shuffled) == expected);
  }
}

TEST_CASE("collect: a member that is down is a named gap, the others go on") {
  auto hub = two_clusters();
  hub.member("prod-b").refusal = recorded("member_down/t0_panel_prod-b");
  const auto collected = collect(hub);
  CHECK(gaps_of(collected.snapshot) ==
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
  hub.answers["/api/project/g6w1l3mz/overview/map"] = json(
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

TEST_CASE("collect: a window that begins after the trouble did begins an hour before it instead") {
  auto hub = two_clusters();
  const auto opened = hub.now_ms - 3'600'000;
  hub.answers["/api/project/g6w1l3mz/incidents"] = incidents(open_incident("j5p0s7eb:shop:Deployment:orders", opened));
  auto request = request_for(hub);
  request.since_ms = hub.now_ms - 1'800'000;
  const auto collected = try_collect(hub, request);
  REQUIRE(collected.has_value());
  const auto from = collected->snapshot.grid.from_ms;
  CHECK(from <= opened - 90 * 60'000);
  CHECK(from > opened - 93 * 60'000);  // down to the step
  REQUIRE_FALSE(collected->warnings.empty());
  CHECK(collected->warnings[0] == "the trouble is older than --since: data are read from " + format_time(from) +
                                      " on, which has an hour to compare with");
}

TEST_CASE(
    "collect: a window far behind the trouble's begin stays as asked, and it is told that nothing healthy is in it") {
  auto hub = two_clusters();
  const auto opened = hub.now_ms - 30 * 3'600'000;
  hub.answers["/api/project/g6w1l3mz/incidents"] = incidents(open_incident("j5p0s7eb:shop:Deployment:orders", opened));
  auto request = request_for(hub);
  request.since_ms = hub.now_ms - 1'800'000;
  const auto collected = try_collect(hub, request);
  REQUIRE(collected.has_value());
  const auto key = "k" + std::to_string(opened % 1000);
  CHECK(
      collected->warnings ==
      std::vector<std::string>{"incident " + key +
                               " may have begun before the window: without healthy time to compare with, its cause is "
                               "hard to see; begin an hour before the trouble did, or leave --since out"});
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
  CHECK(describe(refused.error()) == "project prod-global: no series could be read: GET: no answer in 20 s");
}

TEST_CASE("collect: while the aggregate has no world its members are asked for incidents") {
  auto hub = two_clusters();
  hub.answers["/api/project/g6w1l3mz/status"] = recorded("cold_cache/t0_status_prod-global");
  hub.answers["/api/project/g6w1l3mz/overview/map"] = recorded("cold_cache/t0_global_map");
  hub.answers["/api/project/u2k8v4ya/incidents"] =
      incidents(open_incident("u2k8v4ya:shop:Deployment:web", hub.now_ms - 60'000));
  const auto collected = collect(hub);
  REQUIRE(collected.snapshot.incidents.size() == 1);
  CHECK(collected.snapshot.incidents[0].subject == "prod-a:shop:Deployment:web");
  CHECK(collected.warnings ==
        std::vector<std::string>{"Coroot's own view of prod-global is not ready: The Prometheus cache lag is 4 hours, "
                                 "likely due to a restart or "
                                 "upgrade. Synchronization is in progress; the members' own incidents are used",
                                 "map of prod-global: the project has no world yet: The Prometheus cache lag is 4 "
                                 "hours, likely due to a restart "
                                 "or upgrade. Synchronization is in progress"});
}

TEST_CASE("collect: an aggregate that names a project that does not exist is read through the members' own projects") {
  auto hub = two_clusters();
  const auto typo = recorded("member_typo/t45_global_map");
  for (const auto* path : {"/status", "/incidents", "/overview/map", "/overview/nodes", "/panel/data"}) {
    hub.answers["/api/project/g6w1l3mz" + std::string(path)] = typo;
  }
  hub.answers["/api/project/g6w1l3mz"] =
      json(R"({"name":"prod-global","member_projects":["prod-a","prod-bb","prod-b"]})");
  hub.answers["/api/project/u2k8v4ya/incidents"] =
      incidents(open_incident("u2k8v4ya:shop:Deployment:web", hub.now_ms - 60'000));
  const auto collected = collect(hub);
  CHECK(collected.snapshot.apps.size() == 4);
  CHECK(gaps_of(collected.snapshot) ==
        std::vector<std::string>{"prod-bb: unknown project: Coroot has no project prod-bb"});
  REQUIRE(collected.snapshot.incidents.size() == 1);
  CHECK(collected.snapshot.incidents[0].subject == "prod-a:shop:Deployment:web");
  CHECK(collected.warnings.size() == 3);
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
  CHECK(gaps_of(collected->snapshot) ==
        std::vector<std::string>{"prod-a: dns_latency: GET /api/project/g6w1l3mz/panel/data: query processing would "
                                 "load too many samples into memory"});
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

TEST_CASE("collect: a new revision is a deploy at its first pod, with the images; the old one's echo is gone") {
  auto hub = two_clusters();
  auto& b = hub.member("prod-b");
  const auto deployed = hub.now_ms - 1'800'000;
  const std::string old_pod = "orders-6c5b9f7d4-fghij", new_pod = "orders-7f9d8c6b5-klmno";
  for (const auto* query : {"requests", "latency_avg", "cpu_usage"}) b.series[query][0].curve = until(deployed, 10);
  b.series["memory_rss"][0].curve = until(deployed + 300'000, 1e8);
  b.series["ready"][0].curve = until(deployed + 300'000, 1);
  b.series["pods"].push_back(
      {{"shop", new_pod, "ReplicaSet", "orders-7f9d8c6b5", "b-node-1", "10.2.1.30", "new-uid"}, from(deployed, 1)});
  b.series["ready"].push_back({{"new-uid"}, from(deployed, 1)});
  b.series["images"].push_back(
      {{"/k8s/shop/" + new_pod + "/main", "registry.example.com/shop/orders:2.0.0@sha256:abc"}, from(deployed, 1)});
  const auto snapshot = collect(hub).snapshot;
  REQUIRE(snapshot.events.size() == 1);
  CHECK(snapshot.events[0].subject == "prod-b:shop:Deployment:orders");
  CHECK(snapshot.events[0].kind == "deploy");
  CHECK(snapshot.events[0].at_ms == deployed);
  CHECK(snapshot.events[0].text == "orders-6c5b9f7d4:1.0.0 -> orders:2.0.0");
  const auto after = static_cast<std::size_t>((deployed - snapshot.grid.from_ms) / 15'000 + 1);
  CHECK(at(app(snapshot, "prod-b:shop:Deployment:orders").series, "instances_ready", after) == 1.0F);
}

TEST_CASE("collect: restarts, OOM kills and scaling are events at their time") {
  auto hub = two_clusters();
  auto& a = hub.member("prod-a");
  a.series["restarts"][0].curve = jump(3, 4, hub.now_ms - 600'000);
  a.series["oom_kills"].push_back({{web}, from(hub.now_ms - 300'000, 1)});  // the counter begins with the first kill
  a.series["desired"].push_back({{"shop", "web", "", ""}, jump(2, 5, hub.now_ms - 900'000)});
  std::vector<std::string> events;
  for (const auto& event : collect(hub).snapshot.events) {
    events.push_back(
        fmt::format("{} {} {} {}", event.subject, event.kind, (hub.now_ms - event.at_ms) / 1000, event.text));
  }
  CHECK(events ==
        std::vector<std::string>{"prod-a:shop:Deployment:web scale 900 2 -> 5 replicas",
                                 "prod-a:shop:Pod:web-5d4f8c7b9-abcde restart 600 container restarted",
                                 "prod-a:shop:Pod:web-5d4f8c7b9-abcde oom 300 container killed: out of memory"});
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

TEST_CASE("collect: a silent node is down while its neighbours report, unknown when nobody does (coroot-api 37)") {
  auto hub = two_clusters();
  auto& a = hub.member("prod-a");
  const auto died = hub.now_ms - 1'200'000;
  a.series["nodes"].push_back({{"a-node-2", "machine-2", "uuid-2"}, always(1)});
  a.series["node_up"].push_back({{"machine-2"}, until(died + 300'000, 1)});
  a.series["node_cpu"].push_back({{"machine-2"}, until(died, 0.3)});
  auto& b = hub.member("prod-b");
  b.series["node_up"][0].curve = until(died + 300'000, 1);
  b.series["node_cpu"][0].curve = until(died, 0.3);
  const auto nodes = collect(hub).snapshot.nodes;
  REQUIRE(ids_of(nodes) == std::vector<std::string>{"prod-a:a-node-1", "prod-a:a-node-2", "prod-b:b-node-1"});
  CHECK(at(nodes[0].series, "up", 480) == 1.0F);
  CHECK(at(nodes[1].series, "up", 480) == 0.0F);
  CHECK(std::isnan(at(nodes[2].series, "up", 480)));
}

TEST_CASE("collect: a slow member sets a coarser grid for all") {
  auto hub = two_clusters();
  hub.step_ms = 60'000;
  const auto snapshot = collect(hub).snapshot;
  CHECK(snapshot.grid.step_ms == 60'000);
  CHECK(at(app(snapshot, "prod-a:shop:Deployment:web").series, "requests", 60) == 10.0F);
}

TEST_CASE(
    "collect: a world that stands still is noticed by its uptimes, and the members' incidents are asked (coroot-api "
    "16, 17)") {
  auto hub = two_clusters();
  hub.member("prod-a").series["node_uptime"].push_back({{"machine-of-a-node-1"}, [now = hub.now_ms](std::int64_t at) {
                                                          return 100'000.0 + static_cast<double>(at - now) / 1000.0;
                                                        }});
  const auto nodes = [](std::int64_t uptime_ms) {
    return json(
        fmt::format(R"({{"data":{{"nodes":[{{"name":"a-node-1","cluster_name":"prod-a","status":{{"status":"ok",)"
                    R"("message":"up"}},"uptime_ms":{}}}]}}}})",
                    uptime_ms));
  };
  hub.answers["/api/project/g6w1l3mz/overview/nodes"] = nodes(100'000'000 - 120'000);
  CHECK(collect(hub).warnings.empty());
  hub.answers["/api/project/g6w1l3mz/overview/nodes"] = nodes(100'000'000 - 1'200'000);
  hub.answers["/api/project/j5p0s7eb/incidents"] =
      incidents(open_incident("j5p0s7eb:shop:Deployment:orders", hub.now_ms - 90'000));
  const auto frozen = collect(hub);
  CHECK(frozen.warnings ==
        std::vector<std::string>{
            "Coroot's own view of prod-global stands still since 20 minutes; the members' own incidents are used"});
  CHECK(gaps_of(frozen.snapshot) ==
        std::vector<std::string>{"prod-global: Coroot's own view of prod-global stands still since 20 minutes: "
                                 "its map, app status and incidents are of that time"});
  REQUIRE(frozen.snapshot.incidents.size() == 1);
  CHECK(frozen.snapshot.incidents[0].subject == "prod-b:shop:Deployment:orders");
}

TEST_CASE("collect: what the map has and the series lack is said") {
  auto hub = two_clusters();
  hub.answers["/api/project/g6w1l3mz/overview/map"] =
      json(R"({"data":{"map":[{"id":"u2k8v4ya:shop:Deployment:web",)"
           R"("upstreams":[{"id":"u2k8v4ya:shop:DatabaseCluster:pg"}]},{"id":"u2k8v4ya:shop:DatabaseCluster:pg",)"
           R"("upstreams":[]}]}})");
  CHECK(gaps_of(collect(hub).snapshot) ==
        std::vector<std::string>{"map: apps on Coroot's map without series here: prod-a:shop:DatabaseCluster:pg",
                                 "map: calls on Coroot's map without series here: prod-a:shop:Deployment:web -> "
                                 "prod-a:shop:DatabaseCluster:pg"});
}

TEST_CASE("collect: an app is chosen by any unambiguous part of its id, an incident by its key") {
  auto hub = two_clusters();
  const auto opened = hub.now_ms - 7'200'000;
  hub.answers["/api/project/g6w1l3mz/incidents"] = incidents(open_incident("j5p0s7eb:shop:Deployment:orders", opened));
  auto request = request_for(hub);
  request.app = "WEB";
  CHECK(try_collect(hub, request)->snapshot.target == "prod-a:shop:Deployment:web");
  request.app = "orders";  // the whole name wins over orders-db
  CHECK(try_collect(hub, request)->snapshot.target == "prod-b:shop:Deployment:orders");
  request.app = "prod-b";
  CHECK(error_of(try_collect(hub, request)).what == "2 apps match prod-b: say more of the id");
  request.app = "ordres";
  CHECK(error_of(try_collect(hub, request)).hint == "Did you mean orders?");
  request.app = "";
  request.incident = "k" + std::to_string(opened % 1000);
  const auto chosen = try_collect(hub, request);
  REQUIRE(chosen.has_value());
  CHECK(chosen->snapshot.target == "prod-b:shop:Deployment:orders");
  const auto& grid = chosen->snapshot.grid;
  CHECK(grid.from_ms + static_cast<std::int64_t>(grid.points - 1) * grid.step_ms == opened + 1'800'000);
  request.incident = "nothing1";
  CHECK(error_of(try_collect(hub, request)).kind == ErrorKind::not_found);
}

TEST_CASE("collect: a project name may be left out when only one aggregate can be meant") {
  auto hub = two_clusters();
  hub.answers["/api/project/u2k8v4ya"] = json(R"({"name":"prod-a"})");
  hub.answers["/api/project/j5p0s7eb"] = json(R"({"name":"prod-b"})");
  auto request = request_for(hub);
  request.project = "";
  CHECK(try_collect(hub, request)->project == "prod-global");
  request.project = "prod-a";
  const auto single = try_collect(hub, request);
  REQUIRE(single.has_value());
  CHECK(ids_of(single->snapshot.clusters) == std::vector<std::string>{"prod-a", "external"});
}

TEST_CASE("collect: the pods of a database cluster are one app, and calls to any of them are calls to it") {
  auto hub = two_clusters();
  hub.member("prod-b").series["databases"].push_back({{"prod-b-orders-db-0", "orders-pg"}, always(1)});
  hub.member("prod-b").series["desired"].push_back({{"shop", "", "orders-db", ""}, always(1)});
  const auto snapshot = collect(hub).snapshot;
  CHECK(ids_of(snapshot.apps) == std::vector<std::string>{"prod-a:shop:Deployment:web", "prod-a:shop:StatefulSet:cache",
                                                          "prod-b:shop:DatabaseCluster:orders-pg",
                                                          "prod-b:shop:Deployment:orders"});
  CHECK(calls_of(snapshot).back() == "prod-b:shop:Deployment:orders -> prod-b:shop:DatabaseCluster:orders-pg");
  const auto& database = app(snapshot, "prod-b:shop:DatabaseCluster:orders-pg");
  CHECK(database.kind == "DatabaseCluster");
  CHECK(at(database.series, "requests", 100) == 10.0F);
  CHECK(at(database.series, "instances_desired", 100) == 1.0F);
}

TEST_CASE("collect: what a caller sends its callee receives, also in another cluster") {
  auto hub = two_clusters();
  const std::vector<std::string> socket = {web, "198.51.100.10:8080", "198.51.100.10:8080"};
  hub.member("prod-a").series["edge_sent"].push_back({socket, always(700)});
  hub.member("prod-a").series["edge_received"].push_back({socket, always(9000)});
  const auto snapshot = collect(hub).snapshot;
  const auto& caller = app(snapshot, "prod-a:shop:Deployment:web").series;
  const auto& callee = app(snapshot, "prod-b:shop:Deployment:orders").series;
  CHECK(at(caller, "network_tx", 100) == 700.0F);
  CHECK(at(caller, "network_rx", 100) == 9000.0F);
  CHECK(at(callee, "network_rx", 100) == 700.0F);
  CHECK(at(callee, "network_tx", 100) == 9000.0F);
  CHECK(snapshot.edges[1].series.find("sent") == nullptr);
}

TEST_CASE("collect: every quantile of apps and calls, disks, garbage collection and locks come along") {
  auto hub = two_clusters();
  auto& series = hub.member("prod-a").series;
  for (const auto* query : {"latency_p50", "latency_p90", "latency_p95", "latency_p99", "disk_io", "disk_used_ratio",
                            "gc_time", "lock_wait"})
    series[query].push_back({{web}, always(0.25)});
  const std::vector<std::string> socket = {web, "10.97.0.12:8080", "10.1.1.21:8080"};
  for (const auto* query : {"edge_latency_p50", "edge_latency_p90", "edge_latency_p95", "edge_latency_p99"})
    series[query].push_back({socket, always(0.125)});
  const auto snapshot = collect(hub).snapshot;
  for (const auto* signal : {"latency_p50", "latency_p90", "latency_p95", "latency_p99", "disk_io", "disk_used_ratio",
                             "gc_time", "lock_wait"})
    CHECK(at(app(snapshot, "prod-a:shop:Deployment:web").series, signal, 100) == 0.25F);
  for (const auto* signal : {"latency_p50", "latency_p90", "latency_p95", "latency_p99"})
    CHECK(at(snapshot.edges[0].series, signal, 100) == 0.125F);
}

}  // namespace corootctl::tests
