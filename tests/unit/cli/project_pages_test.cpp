/// What the pages of apps, topology and incidents say, and what a map draws of many apps.
#include <doctest/doctest.h>

#include <algorithm>

#include "cli/commands/apps/page.hpp"
#include "cli/commands/incidents/page.hpp"
#include "cli/commands/topology/map.hpp"
#include "cli/commands/topology/page.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_project_pages {

using namespace corootctl::cli;

namespace {

ops::AppRow row(const std::string& id, const std::string& status) {
  ops::AppRow app;
  app.id = id;
  app.name = coroot::split_app(id);
  app.status = status;
  return app;
}

const std::string web = "prod-a:shop:Deployment:web", api = "prod-a:shop:Deployment:api",
                  db = "prod-b:data:StatefulSet:db", bank = "external:external:ExternalService:bank.example.com:443";

coroot::Addresses somewhere() { return {"https://coroot.example.com", "g6w1l3mz", {{"u2k8v4ya", "prod-a"}}}; }

std::vector<std::string> texts_of(const report::ViewRow& row) {
  std::vector<std::string> out{row.state};
  for (const auto& cell : row.cells) out.push_back(cell.text);
  return out;
}

/// `count` apps in two clusters in turn, each called by the one before it in its cluster; app 7 calls app 8.
ops::Topology chain_of(std::size_t count) {
  ops::Topology out;
  out.project = "prod-global";
  const auto id = [](std::size_t i) { return fmt::format("prod-{}:n:Deployment:a{:04}", i % 2 == 0 ? "a" : "b", i); };
  for (std::size_t i = 0; i < count; ++i) out.apps.push_back(row(id(i), i == count - 1 ? "critical" : "ok"));
  for (std::size_t i = 0; i + 2 < count; ++i) out.calls.push_back({id(i), id(i + 2), "ok", 1, {"1 rps"}});
  if (count > 8) out.calls.push_back({id(7), id(8), "warning", 1, {"2 rps"}});
  return out;
}

}  // namespace

TEST_CASE("the page of apps: the cluster with most trouble first, links to Coroot's own pages") {
  ops::AppsReport report{"prod-global", {row(db, "critical"), row(web, "warning"), row(api, "ok")}, 2, {}};
  report.apps[0].indicators = {{"latency", "critical", "2s"}, {"errors", "ok", "1%"}};
  report.apps[0].incident = "ivnkjlxq";
  report.apps[1].stale = true;
  report::ViewPage page;
  add_apps(report, somewhere(), page);
  CHECK(page.claim == "1 critical and 1 warning of 3 apps");
  CHECK(page.state == "critical");
  REQUIRE(page.facts.size() == 2);
  CHECK(page.facts[0].value == "prod-b");
  CHECK(page.facts[1].value == "2 apps");
  REQUIRE(page.tables.size() == 2);
  CHECK(page.tables[1].summary == "2 apps: 1 warning, 1 ok");
  const auto& first = page.tables[0].rows.at(0);
  CHECK(texts_of(first) == std::vector<std::string>{"critical", "data/db", "critical", "latency 2s", "ivnkjlxq", "1%",
                                                    "2s", "", "StatefulSet", ""});
  CHECK(first.cells[3].address == "https://coroot.example.com/p/g6w1l3mz/incidents?incident=ivnkjlxq");
  CHECK(page.tables[1].rows[0].cells[0].address ==
        "https://coroot.example.com/p/g6w1l3mz/applications/u2k8v4ya:shop:Deployment:web");
  CHECK(page.tables[1].rows[0].cells[1].text == "warning (old)");
}

TEST_CASE("the page of many apps: those without trouble are tables that somebody has to open") {
  ops::AppsReport report{"prod-global", {row(db, "critical"), row(web, "warning")}, 0, {}};
  for (int i = 0; i < 300; ++i) report.apps.push_back(row(fmt::format("prod-a:idle:Deployment:a{}", i), "ok"));
  report::ViewPage page;
  add_apps(report, {}, page);
  std::vector<std::string> tables;
  for (const auto& table : page.tables)
    tables.push_back(fmt::format("{} ({}{})", table.heading, table.summary, table.is_open ? "" : ", closed"));
  CHECK(tables == std::vector<std::string>{"prod-b (1 app: 1 critical)", "prod-a (1 app: 1 warning)",
                                           "prod-a: without trouble (300 apps: 300 ok, closed)"});
}

TEST_CASE("the page of incidents: each with the command that finds its cause, what ended apart") {
  ops::Outage outage;
  outage.key = "ivnkjlxq";
  outage.app = web;
  outage.name = coroot::split_app(web);
  outage.severity = "critical";
  outage.summary = "High latency";
  outage.opened_at_ms = 1'700'000'000'000;
  outage.latency = true;
  outage.impact_percent = 56.4;
  auto ended = outage;
  ended.resolved_at_ms = 1'700'000'300'000;
  ops::OutageReport report{"prod-global", {outage, ended}, 0, {}};
  report::ViewPage page{.state = "ok"};
  add_outages(
      report, 1'700'000'600'000, {}, [](const auto& one) { return "corootctl rca --incident " + one.key; }, page);
  CHECK(page.claim == "1 incident is open, 1 ended");
  CHECK(page.state == "critical");
  REQUIRE(page.tables.size() == 2);
  CHECK(texts_of(page.tables[0].rows.at(0)) ==
        std::vector<std::string>{"critical", "ivnkjlxq", "shop/web", "prod-a", "critical", "2023-11-14 22:13:20 UTC",
                                 "10m0s", "latency", "56 %", "High latency", "corootctl rca --incident ivnkjlxq"});
  CHECK(page.tables[1].rows.at(0).state == "resolved");
  CHECK(page.tables[1].rows[0].cells[5].text == "5m0s");
}

TEST_CASE("the page of a topology counts calls inside, between and outside of clusters") {
  ops::Topology topology;
  topology.project = "prod-global";
  topology.apps = {row(bank, "ok"), row(api, "ok"), row(web, "critical"), row(db, "warning")};
  topology.calls = {{web, api, "ok", 5, {"5 rps"}}, {api, bank, "ok", 2, {}}, {api, db, "critical", 9, {"9 rps 3s"}}};
  report::ViewPage page{.state = "ok"};
  add_topology(topology, {}, page);
  CHECK(page.claim == "4 apps in 2 clusters, 3 calls, 1 of them between clusters");
  CHECK(page.state == "critical");
  REQUIRE(page.tables.size() == 2);
  CHECK(texts_of(page.tables[0].rows.at(1)) ==
        std::vector<std::string>{"critical", "prod-a", "2", "1", "0", "1", "1", "0", "1"});
  CHECK(texts_of(page.tables[1].rows.at(0)) ==
        std::vector<std::string>{"critical", "shop/api", "prod-a", "data/db", "prod-b", "critical", "9 rps 3s"});
  CHECK(page.map["left_out"].is_null());
  CHECK(page.map["desc"].as_string() ==
        "bank.example.com:443 in external: ok; shop/api in prod-a: ok; shop/web in prod-a: critical; "
        "data/db in prod-b: warning; shop/web in prod-a calls shop/api in prod-a; shop/api in prod-a calls "
        "bank.example.com:443 in external; shop/api in prod-a calls data/db in prod-b.");
}

TEST_CASE("of many apps a map draws those in trouble and those between clusters, and says what is left out") {
  const auto topology = chain_of(5000);
  const auto chosen = apps_to_draw(topology, 3);
  CHECK(chosen == std::vector<std::size_t>{7, 8, 4999});
  const auto map = topology_map(topology, chosen);
  CHECK(map["apps"].as_list().size() == 5);  // and one box a cluster for the rest
  CHECK(map["left_out"].as_string() ==
        "3 of 5000 apps are drawn: those in trouble, then those with calls between clusters. corootctl topology APP "
        "-o html draws what is around one.");
  report::ViewPage page{.state = "ok"};
  add_topology(topology, {}, page);
  CHECK(page.tables[1].rows.size() == 1000);
  CHECK(page.tables[1].rows[0].cells[0].text == "n/a0007");
  CHECK(page.tables[1].summary ==
        "4999 calls: 1 warning, 4998 ok. The 1000 most important are listed; -o json has all.");
}

TEST_CASE("around an app the nearest are drawn") {
  auto topology = chain_of(100);
  topology.app = topology.apps[50].id;
  CHECK(apps_to_draw(topology, 5) == std::vector<std::size_t>{46, 48, 50, 52, 54});
  CHECK(apps_to_draw(topology, 100).size() == 100);
}

TEST_CASE("a page holds one look") {
  for (const char* verb : {"apps", "topology", "incidents"}) {
    test::Stage stage;
    CHECK(stage.run({verb, "--watch", "-o", "html"}) == 2);
    CHECK(stage.err.text.find("--watch cannot be used with -o html: a page holds one look") != std::string::npos);
  }
}

}  // namespace corootctl::tests::cli_project_pages
