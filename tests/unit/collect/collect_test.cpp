#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/text.hpp"
#include "signals/snapshot_json.hpp"
#include "support/error_of.hpp"
#include "unit/collect/collected.hpp"

namespace corootctl::tests::collect_collect {

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
  CHECK(gaps_of(snapshot.gaps).empty());
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
    shown.answers["/api/project/g6w1l3mz/overview/map"] = json_answer(R"({"data":{"map":[)" + join(apps, ",") + "]}}");
    shown.answers["/api/project/g6w1l3mz/incidents"] = incidents(join(open, ","));
    return signals::write_snapshot(collect(shown).snapshot);
  };
  const auto expected = answer(hub);
  CHECK(expected.substr(expected.find("\"gaps\"")) ==
        R"("gaps":[{"subject":"map","what":"apps on Coroot's map without series here: prod-b:shop:Deployment:gone, )"
        R"(prod-b:shop:Deployment:lost"},{"subject":"map","what":"calls on Coroot's map without series here: )"
        R"(prod-b:shop:Deployment:orders -> prod-b:shop:Deployment:lost"}]})"
        "\n");
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
        std::vector<std::string>{
            "Coroot's own view of prod-global is not ready: The Prometheus cache lag is 4 hours, "
            "likely due to a restart or "
            "upgrade. Synchronization is in progress; the members' own incidents are used",
            "map of prod-global: the project has no data in Coroot yet: The Prometheus cache lag is 4 "
            "hours, likely due to a restart "
            "or upgrade. Synchronization is in progress"});
}

TEST_CASE("collect: while Coroot has judged nothing, no incident is no all-clear") {
  auto hub = two_clusters();
  hub.answers["/api/project/g6w1l3mz/status"] = recorded("cold_cache/t0_status_prod-global");
  CHECK(try_collect(hub, request_for(hub)).has_value());  // the members' own projects are judged: nothing is wrong
  hub.answers["/api/project/j5p0s7eb/status"] = recorded("cold_cache/t0_status_prod-global");
  const auto cold = error_of(try_collect(hub, request_for(hub)));
  CHECK(cold.kind == ErrorKind::no_data);
  CHECK(describe(cold) ==
        "project prod-global: Coroot has judged no incident of prod-b yet: The Prometheus cache lag is 4 hours, likely "
        "due to a restart or upgrade. Synchronization is in progress");
  auto request = request_for(hub);
  request.app = "web";
  const auto asked = try_collect(hub, request);
  REQUIRE(asked.has_value());
  CHECK(gaps_of(asked->snapshot.gaps) ==
        std::vector<std::string>{
            "prod-global: Coroot judges no incidents of it yet: The Prometheus cache lag is 4 hours, likely due to a "
            "restart or upgrade. Synchronization is in progress"});
}

TEST_CASE("collect: an aggregate that names a project that does not exist is read through the members' own projects") {
  auto hub = two_clusters();
  const auto typo = recorded("member_typo/t45_global_map");
  for (const auto* path : {"/status", "/incidents", "/overview/map", "/overview/nodes", "/panel/data"}) {
    hub.answers["/api/project/g6w1l3mz" + std::string(path)] = typo;
  }
  hub.answers["/api/project/g6w1l3mz"] =
      json_answer(R"({"name":"prod-global","member_projects":["prod-a","prod-bb","prod-b"]})");
  hub.answers["/api/project/u2k8v4ya/incidents"] =
      incidents(open_incident("u2k8v4ya:shop:Deployment:web", hub.now_ms - 60'000));
  const auto collected = collect(hub);
  CHECK(collected.snapshot.apps.size() == 4);
  CHECK(gaps_of(collected.snapshot.gaps) ==
        std::vector<std::string>{"prod-bb: unknown project: Coroot has no project prod-bb"});
  REQUIRE(collected.snapshot.incidents.size() == 1);
  CHECK(collected.snapshot.incidents[0].subject == "prod-a:shop:Deployment:web");
  CHECK(collected.warnings.size() == 3);
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
    return json_answer(
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
            "Coroot's own view of prod-global has not changed for 20 minutes; the members' own incidents are used"});
  CHECK(gaps_of(frozen.snapshot.gaps) ==
        std::vector<std::string>{"prod-global: Coroot's own view of prod-global has not changed for 20 minutes: "
                                 "its map, app status and incidents are of that time"});
  REQUIRE(frozen.snapshot.incidents.size() == 1);
  CHECK(frozen.snapshot.incidents[0].subject == "prod-b:shop:Deployment:orders");
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
  hub.answers["/api/project/u2k8v4ya"] = json_answer(R"({"name":"prod-a"})");
  hub.answers["/api/project/j5p0s7eb"] = json_answer(R"({"name":"prod-b"})");
  auto request = request_for(hub);
  request.project = "";
  CHECK(try_collect(hub, request)->project == "prod-global");
  request.project = "prod-a";
  const auto single = try_collect(hub, request);
  REQUIRE(single.has_value());
  CHECK(ids_of(single->snapshot.clusters) == std::vector<std::string>{"prod-a", "external"});
}

}  // namespace corootctl::tests::collect_collect
