/// How apps, topology and incidents look.
#include <doctest/doctest.h>

#include "cli/commands/apps/view.hpp"
#include "cli/commands/incidents/view.hpp"
#include "cli/commands/topology/view.hpp"
#include "cli/output/structured.hpp"

namespace corootctl::tests::cli_project_views {

using namespace corootctl::cli;

namespace {

const Style plain{};

ops::AppRow row(const std::string& id, const std::string& status) {
  ops::AppRow app;
  app.id = id;
  app.name = coroot::split_app(id);
  app.category = "application";
  app.status = status;
  return app;
}

ops::Call call(const std::string& from, const std::string& to, const std::string& stats) {
  return {from, to, "ok", 2, {stats}};
}

const std::string web = "prod-a:shop:Deployment:web", api = "prod-a:shop:Deployment:api",
                  db = "prod-b:data:StatefulSet:db", bank = "external:external:ExternalService:bank.example.com:443";

/// web and reports call api; api calls db in another cluster and a bank outside.
ops::Topology example() {
  const std::string reports = "prod-a:shop:CronJob:reports";
  ops::Topology topology;
  topology.project = "prod-global";
  topology.apps = {row(bank, "ok"), row(api, "ok"), row(reports, "ok"), row(web, "critical"), row(db, "warning")};
  topology.calls = {call(reports, api, "1 rps 9ms"), call(web, api, "5 rps 20ms"), call(api, bank, "2 rps 80ms"),
                    call(api, db, "9 rps 3ms")};
  return topology;
}

ops::Outage outage() {
  ops::Sighting whole{"prod-global", {}};
  whole.incident.key = "ivnkjlxq";
  whole.incident.application = web;
  whole.incident.severity = "critical";
  whole.incident.summary = "High latency";
  whole.incident.category = "application";
  whole.incident.opened_at_ms = 1'700'000'040'000;
  whole.incident.latency = true;
  whole.incident.impact_percent = 56.4;
  auto member = whole;
  member.project = "prod-a";
  member.incident.key = "g3ut2g58";
  member.incident.opened_at_ms = 1'700'000'000'000;
  return ops::merge_sightings({whole, member}, "prod-global").at(0);
}

}  // namespace

TEST_CASE("apps table: cluster first, problems last; what is old is said") {
  ops::AppsReport report{"prod-global", {row(web, "critical"), row(db, "ok"), row(bank, "ok")}, 0, {}};
  report.apps[0].indicators = {{"latency", "critical", "2s"}, {"cpu", "ok", "3%"}, {"upstreams", "warning", "2/3"}};
  report.apps[1].stale = true;
  report.apps[2].incident = "ivnkjlxq";
  CHECK(apps_table(report, false, plain, 0) ==
        "CLUSTER    APP                    STATUS     INCIDENT   PROBLEMS\n"
        "prod-a     shop/web               critical   -          latency 2s, upstreams 2/3\n"
        "prod-b     data/db                ok (old)   -          -\n"
        "external   bank.example.com:443   ok         ivnkjlxq   -\n");
}

TEST_CASE("topology table: one row a call") {
  CHECK(topology_table(example(), false, plain, 0) ==
        "CLUSTER   APP            CALLS                  IN CLUSTER   STATUS   TRAFFIC\n"
        "prod-a    shop/reports   shop/api               prod-a       ok       1 rps 9ms\n"
        "prod-a    shop/web       shop/api               prod-a       ok       5 rps 20ms\n"
        "prod-a    shop/api       bank.example.com:443   external     ok       2 rps 80ms\n"
        "prod-a    shop/api       data/db                prod-b       ok       9 rps 3ms\n");
}

TEST_CASE("topology tree: the whole map hangs below the apps nobody calls, known branches are not repeated") {
  CHECK(topology_tree(example(), 0, plain, 0) ==
        "prod-a shop/reports  ok\n"
        "└─ prod-a shop/api  ok  1 rps 9ms\n"
        "   ├─ external bank.example.com:443  ok  2 rps 80ms\n"
        "   └─ prod-b data/db  warning  9 rps 3ms\n"
        "prod-a shop/web  critical\n"
        "└─ prod-a shop/api  ok  5 rps 20ms  ...\n");
}

TEST_CASE("topology tree: of one app, both directions") {
  auto topology = example();
  topology.app = api;
  CHECK(topology_tree(topology, 0, plain, 0) ==
        "prod-a shop/api  ok\n"
        "├─ calls\n"
        "│  ├─ external bank.example.com:443  ok  2 rps 80ms\n"
        "│  └─ prod-b data/db  warning  9 rps 3ms\n"
        "└─ called by\n"
        "   ├─ prod-a shop/reports  ok  1 rps 9ms\n"
        "   └─ prod-a shop/web  critical  5 rps 20ms\n");
}

TEST_CASE("topology tree: a ring ends where it began, and depth cuts") {
  ops::Topology ring;
  ring.apps = {row("a:n:Deployment:ping", "ok"), row("a:n:Deployment:pong", "ok")};
  ring.calls = {call("a:n:Deployment:ping", "a:n:Deployment:pong", "1 rps"),
                call("a:n:Deployment:pong", "a:n:Deployment:ping", "1 rps")};
  CHECK(topology_tree(ring, 0, plain, 0) ==
        "a n/ping  ok\n"
        "└─ a n/pong  ok  1 rps\n"
        "   └─ a n/ping  ok  1 rps  ...\n");
  CHECK(topology_tree(example(), 1, plain, 0) ==
        "prod-a shop/reports  ok\n"
        "└─ prod-a shop/api  ok  1 rps 9ms\n"
        "prod-a shop/web  critical\n"
        "└─ prod-a shop/api  ok  5 rps 20ms\n");
}

TEST_CASE("topology tree: lines are cut to the terminal") {
  CHECK(topology_tree(example(), 1, plain, 24) ==
        "prod-a shop/reports  ok\n"
        "└─ prod-a shop/api  ok …\n"
        "prod-a shop/web  critic…\n"
        "└─ prod-a shop/api  ok …\n");
}

TEST_CASE("topology tree: in plain style each call is a sentence") {
  CHECK(topology_tree(example(), 0, Style{false, true}, 0) ==
        "prod-a shop/reports: ok\n"
        "prod-a shop/reports calls prod-a shop/api: ok, 1 rps 9ms\n"
        "prod-a shop/api calls external bank.example.com:443: ok, 2 rps 80ms\n"
        "prod-a shop/api calls prod-b data/db: warning, 9 rps 3ms\n"
        "prod-a shop/web: critical\n"
        "prod-a shop/web calls prod-a shop/api: ok, 5 rps 20ms, its own calls are told above\n");
}

TEST_CASE("topology mermaid: clusters are subgraphs, calls between them thick, nothing of a name is syntax") {
  ops::Topology topology;
  topology.apps = {row(web, "critical"), row("prod-b:data:StatefulSet:d\"b]<i>`", "ok")};
  topology.calls = {{web, "prod-b:data:StatefulSet:d\"b]<i>`", "warning", 9, {"9 rps 3ms"}}};
  CHECK(topology_mermaid(topology) == R"(flowchart LR
  subgraph c0["prod-a"]
    n0["shop/web"]
    style n0 fill:#ff6a6a,color:#000
  end
  subgraph c1["prod-b"]
    n1["data/d#34;b#93;#60;i#62;#96;"]
    style n1 fill:#98fb98,color:#000
  end
  n0 ==>|"9 rps 3ms"| n1
  linkStyle 0 stroke:#b3261e
)");
}

TEST_CASE("topology d2: clusters are containers, names in single quotes") {
  ops::Topology topology;
  topology.apps = {row(web, "critical"), row("prod-b:data:StatefulSet:d'b${x}", "ok")};
  topology.calls = {{web, "prod-b:data:StatefulSet:d'b${x}", "warning", 9, {"9 rps 3ms"}}};
  CHECK(topology_d2(topology) == R"(direction: right
c0: 'prod-a' {
  n0: 'shop/web' { style.fill: "#ff6a6a" }
}
c1: 'prod-b' {
  n1: 'data/d''b${x}' { style.fill: "#98fb98" }
}
c0.n0 -> c1.n1: '9 rps 3ms' { style.stroke-width: 4; style.stroke: "#b3261e" }
)");
}

TEST_CASE("topology dot: a box for each cluster, calls between clusters bold, names quoted") {
  ops::Topology topology;
  topology.project = "prod-global";
  topology.apps = {row(web, "critical"), row("prod-b:data:StatefulSet:d\"b", "ok")};
  topology.calls = {{web, "prod-b:data:StatefulSet:d\"b", "warning", 9, {"9 rps 3ms"}}};
  CHECK(topology_dot(topology) == R"(digraph "prod-global" {
  rankdir=LR;
  node [shape=box, style="rounded,filled"];
  subgraph "cluster_prod-a" {
    label="prod-a";
    "prod-a:shop:Deployment:web" [label="shop/web", fillcolor=indianred1];
  }
  subgraph "cluster_prod-b" {
    label="prod-b";
    "prod-b:data:StatefulSet:d\"b" [label="data/d\"b", fillcolor=palegreen];
  }
  "prod-a:shop:Deployment:web" -> "prod-b:data:StatefulSet:d\"b" [label="9 rps 3ms", style=bold, color=red];
}
)");
}

TEST_CASE("incidents table: ages at the given time; wide names every sighting") {
  const std::int64_t now = 1'700'000'100'000;
  CHECK(outages_table({outage()}, now, false, plain, 0) ==
        "KEY        CLUSTER   APP        STATE   AGE     IMPACT   SUMMARY\n"
        "ivnkjlxq   prod-a    shop/web   open    1m40s   56%      High latency\n");
  CHECK(outages_table({outage()}, now, true, plain, 0) ==
        "KEY        CLUSTER   APP        STATE   OPENED                 LASTED   IMPACT   SLO       CATEGORY      "
        "SUMMARY   "
        "     SEEN IN\n"
        "ivnkjlxq   prod-a    shop/web   open    2023-11-14T22:13:20Z   -        56%      latency   application   High "
        "latency   prod-global/ivnkjlxq, prod-a/g3ut2g58\n");
}

TEST_CASE("an incident: service levels, sightings and what else broke") {
  ops::OutageDetail detail{"prod-global", outage(), coroot::IncidentDetail{}, {outage()}, {}};
  detail.detail->latency = coroot::SloState{"99% of requests should be served faster than 500ms", "80.01%", true};
  detail.detail->latency_impact_percent = 34.9;
  CHECK(outage_detail_text(detail, 1'700'000'100'000, plain, 0) ==
        "ivnkjlxq: High latency\n"
        "  Cluster       prod-a\n"
        "  App           prod-a:shop:Deployment:web (application)\n"
        "  State         open for 1m40s, since 2023-11-14T22:13:20Z\n"
        "  Severity      critical\n"
        "  Latency       99% of requests should be served faster than 500ms: 80.01%, violated; 35% of requests are "
        "affected now\n"
        "  Seen in       prod-global as ivnkjlxq since 2023-11-14T22:14:00Z\n"
        "                prod-a as g3ut2g58 since 2023-11-14T22:13:20Z\n"
        "\n"
        "At the same time:\n"
        "KEY        CLUSTER   APP        STATE   AGE     IMPACT   SUMMARY\n"
        "ivnkjlxq   prod-a    shop/web   open    1m40s   56%      High latency\n");
}

TEST_CASE("an incident as JSON has state, instants and every sighting") {
  CHECK(structured(outage_value(outage()), Format::json) == R"({
  "key": "ivnkjlxq",
  "source": "prod-global",
  "app": "prod-a:shop:Deployment:web",
  "cluster": "prod-a",
  "namespace": "shop",
  "kind": "Deployment",
  "name": "web",
  "category": "application",
  "severity": "critical",
  "state": "open",
  "slos": [
    "latency"
  ],
  "opened_at": "2023-11-14T22:13:20Z",
  "resolved_at": null,
  "impact_percent": 56.4,
  "summary": "High latency",
  "sightings": [
    {
      "project": "prod-global",
      "key": "ivnkjlxq",
      "opened_at": "2023-11-14T22:14:00Z",
      "resolved_at": null
    },
    {
      "project": "prod-a",
      "key": "g3ut2g58",
      "opened_at": "2023-11-14T22:13:20Z",
      "resolved_at": null
    }
  ]
}
)");
}

}  // namespace corootctl::tests::cli_project_views
