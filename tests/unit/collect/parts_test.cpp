#include <doctest/doctest.h>

#include <cmath>

#include "base/text.hpp"
#include "unit/collect/collected.hpp"

namespace corootctl::tests::collect_parts {

namespace {

const std::string web = "/k8s/shop/web-5d4f8c7b9-abcde/main";

}  // namespace

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

TEST_CASE("collect: what a database tells of itself goes to who listens at its address (coroot-api 48)") {
  auto hub = two_clusters();
  auto& series = hub.member("prod-a").series;
  series["listens"].push_back({{web, "10.1.1.21:5432"}, always(1)});
  series["database_locks"].push_back({{"10.1.1.21:5432"}, always(12)});
  series["database_connections"].push_back({{"10.1.1.21:5432"}, always(0.5)});
  series["database_locks"].push_back({{"192.0.2.1:5432"}, always(99)});
  const auto snapshot = collect(hub).snapshot;
  const auto& database = app(snapshot, "prod-a:shop:Deployment:web").series;
  CHECK(at(database, "lock_wait", 100) == 12.0F);
  CHECK(at(database, "connections_used_ratio", 100) == 0.5F);
}

}  // namespace corootctl::tests::collect_parts
