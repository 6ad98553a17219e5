#include "survey/stock.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace corootctl::tests::survey_stock {

using survey::Has;
using survey::StockFacts;

namespace {

constexpr float none = NAN;

signals::App app_of(const std::string& cluster, const std::string& name, std::vector<float> values) {
  signals::App app;
  app.id = cluster + ":shop:Deployment:" + name;
  app.cluster = cluster;
  app.kind = "Deployment";
  app.sli_source = signals::SliSource::server;
  app.instances = {{cluster + ":shop:Pod:" + name + "-1", std::nullopt, {{{"cpu_usage", std::move(values), {}}}}}};
  return app;
}

survey::MemberData member_of(const std::string& project) {
  survey::MemberData out;
  out.health = {project, hub::MemberState::ok, 60'000, 2, ""};
  out.nodes = {{"uuid-1", "node-1"}, {"uuid-2", "node-2"}};
  out.agents_on = {"uuid-1", "uuid-2"};
  out.log_pods = std::set<std::string>{"shop/web-1"};
  out.services = std::set<std::string>{"web", "/k8s/shop/db"};
  out.has_service_ports = true;
  return out;
}

/// web calls db in its own cluster, and pay in another one.
StockFacts two_members() {
  StockFacts out;
  out.project = "prod-global";
  out.snapshot.grid = {0, 15'000, 5};
  out.snapshot.apps = {app_of("prod-a", "web", {1, 2, 3, 4, none}), app_of("prod-a", "db", {1, 1, none, none, none}),
                       app_of("prod-b", "pay", {1, 1, 1, 1, 1})};
  out.snapshot.edges = {{"prod-a:shop:Deployment:web", "prod-a:shop:Deployment:db", {}},
                        {"prod-a:shop:Deployment:web", "prod-b:shop:Deployment:pay", {}}};
  out.members = {member_of("prod-a"), member_of("prod-b")};
  return out;
}

const survey::AppStock& app_in(const survey::Stock& stock, const std::string& name) {
  for (const auto& app : stock.apps)
    if (app.id.ends_with(":" + name)) return app;
  FAIL("no app " << name);
  return stock.apps.front();
}

std::vector<std::string> missing(const StockFacts& facts, const std::string& name) {
  return missing_of(app_in(take_stock(facts), name));
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a stock: the newest point of each app, calls with both ends, what is there of each kind") {
  const auto stock = survey::take_stock(two_members());
  CHECK(stock.to_ms == 60'000);
  const auto& web = app_in(stock, "web");
  CHECK(web.newest_ms == 45'000);
  CHECK(web.calls_out == 2);
  CHECK(web.calls_joined == 2);
  CHECK(web.logs.has == Has::yes);
  CHECK(web.traces.has == Has::yes);
  CHECK(app_in(stock, "db").newest_ms == 15'000);
  CHECK(app_in(stock, "db").traces.has == Has::yes);
  CHECK(app_in(stock, "pay").calls_in == 1);
  CHECK(missing_of(web).empty());
  CHECK(missing_of(stock.members[0]).empty());
  CHECK(stock.members[0].apps == 2);
}

TEST_CASE("a stock: each absence has its cause") {
  auto facts = two_members();
  SUBCASE("of logs and traces of one app") {
    CHECK(missing(facts, "pay") == Lines{"logs: its pods wrote no message that an agent counted",
                                         "traces: no service of its name sends traces"});
  }
  SUBCASE("a member that is down takes everything of its apps along, and the other end of calls into it") {
    facts.members[1].health = {"prod-b", hub::MemberState::down, std::nullopt, 0, "connection refused"};
    facts.snapshot.apps[2] = app_of("prod-b", "pay", {});
    facts.snapshot.apps[2].observed = false;
    CHECK(missing(facts, "pay") == Lines{"metrics: prod-b gives no data (down)"});
    CHECK(missing(facts, "web") == Lines{"calls: no data of the other end: pay"});
    CHECK(missing_of(take_stock(facts).members[1]) == Lines{"metrics: connection refused"});
  }
  SUBCASE("calls into a member without Service ports end outside") {
    facts.members[1].has_service_ports = false;
    facts.snapshot.edges[1].to = "external:external:ExternalService:10.2.255.1:30080";
    CHECK(missing(facts, "web") == Lines{"calls: no data of the other end: 10.2.255.1:30080; calls into prod-b cannot "
                                         "be resolved (CRT405)"});
    CHECK(missing_of(take_stock(facts).members[1]) ==
          Lines{"calls: calls into it from other clusters cannot be resolved (CRT405)"});
  }
}

TEST_CASE("a stock: what agents and the stores of logs and traces do not have") {
  auto facts = two_members();
  SUBCASE("an app without an agent, and one whose requests only its callers see") {
    facts.snapshot.apps[1] = app_of("prod-a", "db", {});
    facts.snapshot.apps[1].observed = false;
    facts.snapshot.apps[0].sli_source = signals::SliSource::client;
    CHECK(missing(facts, "db") ==
          Lines{"metrics: no agent sees it: it is known from its callers or from Coroot's map only"});
    CHECK(missing(facts, "web") ==
          Lines{"requests: only as its callers see them", "calls: no data of the other end: db"});
  }
  SUBCASE("nodes without an agent, and a ClickHouse that cannot be reached") {
    facts.members[0].agents_on = {"uuid-1"};
    facts.members[0].services.reset();
    facts.members[0].traces_trouble = "Clickhouse error: 405";
    const auto stock = take_stock(facts);
    CHECK(stock.members[0].nodes_without_agent == Lines{"node-2"});
    CHECK(missing_of(stock.members[0]) ==
          Lines{"metrics: no agent reports from node-2", "traces: Clickhouse error: 405"});
    CHECK(missing(facts, "web") == Lines{"traces: Clickhouse error: 405"});
  }
  SUBCASE("profiles are told only where they were looked for") {
    facts.profiles_asked = true;
    facts.profiles = {{"prod-a:shop:Deployment:web", {true, ""}}, {"prod-a:shop:Deployment:db", {false, ""}}};
    CHECK(missing(facts, "web").empty());
    CHECK(app_in(take_stock(facts), "web").profiles.has == Has::yes);
    CHECK(missing(facts, "db") ==
          Lines{"logs: its pods wrote no message that an agent counted", "profiles: there are none in ClickHouse"});
  }
}

}  // namespace corootctl::tests::survey_stock
