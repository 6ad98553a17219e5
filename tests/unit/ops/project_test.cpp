/// apps and topology: two views of one project as rows and a graph, and what filters leave of them.
#include <doctest/doctest.h>

#include "ops/project/topology.hpp"

namespace corootctl::tests::ops_project {

namespace {

using Ids = std::vector<std::string>;

const std::vector<coroot::ProjectName> projects{
    {"aaaaaaaa", "prod-a"}, {"bbbbbbbb", "prod-b"}, {"gggggggg", "prod-global"}};

coroot::MapApp map_app(const std::string& id, const std::string& status, const Ids& upstreams = {}) {
  coroot::MapApp app;
  app.id = id;
  app.category = "application";
  app.status = status;
  for (const auto& to : upstreams) app.upstreams.push_back({to, "ok", 2, {"2 rps 10ms"}});
  return app;
}

/// web -> api -> (prod-b) db, api -> bank outside; batch stands alone; two apps of prod-b call each other.
std::vector<coroot::MapApp> example_map() {
  return {map_app("aaaaaaaa:shop:Deployment:web", "critical", {"aaaaaaaa:shop:Deployment:api"}),
          map_app("aaaaaaaa:shop:Deployment:api", "ok",
                  {"bbbbbbbb:data:StatefulSet:db", "external:external:ExternalService:bank.example.com:443"}),
          map_app("bbbbbbbb:data:StatefulSet:db", "warning"),
          map_app("bbbbbbbb:data:Deployment:ping", "ok", {"bbbbbbbb:data:Deployment:pong"}),
          map_app("bbbbbbbb:data:Deployment:pong", "ok", {"bbbbbbbb:data:Deployment:ping"})};
}

Ids ids_of(const ops::Topology& topology) {
  Ids out;
  for (const auto& app : topology.apps) out.push_back(app.id);
  return out;
}

Ids calls_of(const ops::Topology& topology) {
  Ids out;
  for (const auto& call : topology.calls) out.push_back(call.from + " -> " + call.to);
  return out;
}

}  // namespace

TEST_CASE("apps: both views together have every app once, worst first, with cluster names for ids (coroot-api 12)") {
  coroot::AppEntry entry;
  entry.id = "aaaaaaaa:shop:Deployment:api";
  entry.status = "warning";
  entry.type = "golang";
  entry.indicators = {{"latency", "warning", "2s"}, {"cpu", "ok", ""}};
  const auto rows = ops::join_views({entry}, example_map(), projects);
  Ids ids;
  for (const auto& row : rows) ids.push_back(row.status + " " + row.id);
  CHECK(ids == Ids{"critical prod-a:shop:Deployment:web", "warning prod-a:shop:Deployment:api",
                   "warning prod-b:data:StatefulSet:db", "ok prod-b:data:Deployment:ping",
                   "ok prod-b:data:Deployment:pong"});
  CHECK(rows[1].type == "golang");
  REQUIRE(ops::problems_of(rows[1]).size() == 1);
  CHECK(ops::problems_of(rows[1])[0].name == "latency");
}

TEST_CASE("topology: apps that only calls name are there, too, and calls across clusters are known") {
  const auto topology = ops::topology_of(example_map(), projects);
  CHECK(ids_of(topology) == Ids{"external:external:ExternalService:bank.example.com:443", "prod-a:shop:Deployment:api",
                                "prod-a:shop:Deployment:web", "prod-b:data:StatefulSet:db",
                                "prod-b:data:Deployment:ping", "prod-b:data:Deployment:pong"});
  Ids crossing;
  for (const auto& call : topology.calls) {
    if (ops::crosses_clusters(call)) crossing.push_back(call.from + " -> " + call.to);
  }
  CHECK(crossing == Ids{"prod-a:shop:Deployment:api -> prod-b:data:StatefulSet:db"});
}

TEST_CASE("topology: around an app is what it needs and what needs it, not its callers' other calls") {
  auto map = example_map();
  map[0].upstreams.push_back({"bbbbbbbb:data:Deployment:ping", "ok", 1, {}});
  auto topology = ops::topology_of(map, projects);
  ops::keep_apps(topology, ops::around_app(topology, "prod-a:shop:Deployment:api"));
  CHECK(calls_of(topology) ==
        Ids{"prod-a:shop:Deployment:api -> external:external:ExternalService:bank.example.com:443",
            "prod-a:shop:Deployment:api -> prod-b:data:StatefulSet:db",
            "prod-a:shop:Deployment:web -> prod-a:shop:Deployment:api"});
}

TEST_CASE("topology: filters keep a call when one of its ends passes") {
  auto by_cluster = ops::topology_of(example_map(), projects);
  ops::keep(by_cluster, {{{"prod-b"}, {}, {}, {}}, false});
  CHECK(calls_of(by_cluster) == Ids{"prod-a:shop:Deployment:api -> prod-b:data:StatefulSet:db",
                                    "prod-b:data:Deployment:ping -> prod-b:data:Deployment:pong",
                                    "prod-b:data:Deployment:pong -> prod-b:data:Deployment:ping"});
  auto by_status = ops::topology_of(example_map(), projects);
  ops::keep(by_status, {{{}, {}, {}, {"critical"}}, false});
  CHECK(calls_of(by_status) == Ids{"prod-a:shop:Deployment:web -> prod-a:shop:Deployment:api"});
  auto crossing = ops::topology_of(example_map(), projects);
  ops::keep(crossing, {{}, true});
  CHECK(ids_of(crossing) == Ids{"prod-a:shop:Deployment:api", "prod-b:data:StatefulSet:db"});
}

TEST_CASE("filters: names are globs, all kinds of filter have to pass") {
  const ops::Filtered row{"prod-a", "shop", "application", "ok"};
  CHECK(ops::passes({}, row));
  CHECK(ops::passes({{"prod-*"}, {"shop"}, {}, {"warning", "ok"}}, row));
  CHECK_FALSE(ops::passes({{"prod-a"}, {"data"}, {}, {}}, row));
  CHECK_FALSE(ops::passes({{}, {}, {"monitoring"}, {}}, row));
}

TEST_CASE("filters: a cluster the project does not have is told with those it has") {
  const hub::Project project{"prod-global", "gggggggg", true, {"prod-a", "prod-b"}};
  CHECK(ops::check_clusters({{"prod-*", "external"}, {}, {}, {}}, project).has_value());
  const auto wrong = ops::check_clusters({{"prod-x"}, {}, {}, {}}, project);
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().kind == ErrorKind::not_found);
  CHECK(wrong.error().what == "project prod-global has no cluster prod-x");
  CHECK(wrong.error().hint == "Did you mean prod-a? Clusters: prod-a, prod-b, external.");
}

}  // namespace corootctl::tests::ops_project
