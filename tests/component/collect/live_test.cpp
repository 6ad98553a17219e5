/// rca over real sockets against the stand-in Coroot, which serves a recorded incident as if it happened now.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "coroot/views.hpp"
#include "document/json.hpp"
#include "ops/rca/live.hpp"
#include "signals/snapshot_json.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::collect_live {

namespace {

const std::string scenario = support::tree_path("tests/data/incident");

/// With an address of its own no cluster is asked for anything.
class NoCluster : public fleet::Connector {
 public:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    return fail(ErrorKind::internal, "unscripted connection to {}", cluster.context);
  }
};

/// No API server answers.
class DeadClusters : public fleet::Connector {
 public:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef&) const override {
    return fail(ErrorKind::unreachable, "connection refused");
  }
};

struct Hub {
  std::unique_ptr<support::StandInCoroot> coroot;

  explicit Hub(support::CorootOptions options = {}) {
    options.scenario = scenario;
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = *std::move(started);
  }
  ops::RcaRequest request() const {
    ops::RcaRequest request;
    request.access.url = coroot->url();
    request.wanted.project = "prod-global";
    return request;
  }
  static Result<ops::RcaReport> run(const ops::RcaRequest& request) {
    const NoCluster none;
    return ops::run_rca(request, fleet::Surroundings{none}, {});
  }
  ops::RcaReport report() const {
    auto report = run(request());
    REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
    return *std::move(report);
  }
};

document::Value recorded(const std::string& file) {
  const auto text = read_file(scenario + "/" + file);
  REQUIRE_MESSAGE(text.has_value(), file);
  return *document::parse_json(*text, file);
}

/// Apps and calls of the recorded map, by cluster names.
struct RecordedMap {
  std::set<std::string> apps{}, calls{};

  RecordedMap() {
    std::vector<coroot::ProjectName> projects;
    const auto user = recorded("answers/user.json");
    for (const auto& project : user["projects"].as_list())
      projects.push_back({project["id"].as_string(), project["name"].as_string()});
    const auto map = recorded("answers/prod-global/overview_map.json");
    for (const auto& app : map["data"]["map"].as_list()) {
      const auto id = coroot::with_cluster_name(app["id"].as_string(), projects);
      apps.insert(id);
      for (const auto& link : app["upstreams"].as_list())
        calls.insert(id + " -> " + coroot::with_cluster_name(link["id"].as_string(), projects));
    }
  }
};

std::vector<std::string> states_of(const ops::RcaReport& report) {
  std::vector<std::string> out;
  for (const auto& member : report.members) out.push_back(member.project + " " + std::string(name_of(member.state)));
  return out;
}

std::set<std::string> calls_of(const ops::RcaReport& report) {
  std::set<std::string> out;
  for (const auto& edge : report.snapshot.edges) out.insert(edge.from + " -> " + edge.to);
  return out;
}

std::set<std::string> clusters_with_apps(const ops::RcaReport& report) {
  std::set<std::string> out;
  for (const auto& app : report.snapshot.apps) {
    if (app.observed) out.insert(app.cluster);
  }
  return out;
}

}  // namespace

TEST_CASE("rca live: the snapshot has every app and call of the hub's map, and the cause comes first") {
  const Hub hub;
  const auto report = hub.report();
  std::set<std::string> apps;
  for (const auto& app : report.snapshot.apps) apps.insert(app.id);
  const RecordedMap map;
  CHECK(map.apps.size() == 28);
  CHECK(std::includes(apps.begin(), apps.end(), map.apps.begin(), map.apps.end()));
  CHECK(calls_of(report) == map.calls);
  CHECK(states_of(report) == std::vector<std::string>{"prod-a ok", "prod-b ok", "prod-c ok"});
  CHECK(report.warnings.empty());
  CHECK(report.answer.status == rca::Status::root_cause);
  REQUIRE_FALSE(report.answer.candidates.empty());
  CHECK(report.answer.candidates[0].subject == recorded("truth.json")["subject"].as_string());
  CHECK(hub.coroot->calls().size() <= 33);  // 8 of them for logs and traces
}

TEST_CASE("rca live: members that fail are told apart, the others still answer") {
  Hub hub;
  hub.coroot->set_fault("prod-b", support::MemberFault::wrong_key);
  const auto key = hub.report();
  CHECK(states_of(key) == std::vector<std::string>{"prod-a ok", "prod-b wrong key", "prod-c ok"});
  CHECK(clusters_with_apps(key) == std::set<std::string>{"prod-a", "prod-c"});
  hub.coroot->set_fault("prod-b", support::MemberFault::wrong_url);
  CHECK(states_of(hub.report()) == std::vector<std::string>{"prod-a ok", "prod-b wrong URL", "prod-c ok"});
  hub.coroot->set_fault("prod-b", support::MemberFault::down);
  const auto down = hub.report();
  CHECK(states_of(down) == std::vector<std::string>{"prod-a ok", "prod-b down", "prod-c ok"});
  CHECK(clusters_with_apps(down) == std::set<std::string>{"prod-a", "prod-c"});
  CHECK(calls_of(down) == RecordedMap().calls);  // what the hub's map still knows of the lost member
  hub.coroot->set_fault("prod-b", support::MemberFault::empty);
  CHECK(states_of(hub.report()) == std::vector<std::string>{"prod-a ok", "prod-b no telemetry", "prod-c ok"});
}

TEST_CASE("rca live: a member's dead API server is named beside the whole answer, since its telemetry goes on") {
  const Hub hub;
  auto request = hub.request();
  for (const char* context : {"cluster-a", "cluster-b"}) {
    request.clusters.emplace_back();
    request.clusters.back().context = context;
  }
  const DeadClusters dead;
  const auto report = ops::run_rca(request, fleet::Surroundings{dead}, {});
  REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
  REQUIRE(report->clusters.size() == 2);
  CHECK(report->clusters[1].context == "cluster-b");
  CHECK(describe(*report->clusters[1].error) == "connection refused");
  for (const auto& member : report->members) CHECK(member.state == hub::MemberState::ok);
  CHECK(report->answer.candidates.at(0).subject == recorded("truth.json")["subject"].as_string());
}

TEST_CASE("rca live: a member that hangs costs its own timeout once") {
  Hub hub;
  hub.coroot->set_fault("prod-b", support::MemberFault::hanging);
  auto request = hub.request();
  request.wanted.member_timeout = std::chrono::seconds(15);
  const auto report = Hub::run(request);
  REQUIRE(report.has_value());
  CHECK(states_of(*report) == std::vector<std::string>{"prod-a ok", "prod-b hanging", "prod-c ok"});
  CHECK(clusters_with_apps(*report) == std::set<std::string>{"prod-a", "prod-c"});
}

TEST_CASE(
    "rca live: a login opens a server without an anonymous role, a wrong password is said as such and never shown") {
  support::CorootOptions options;
  options.password = SecretString("right-password-4711");
  const Hub hub(std::move(options));
  auto request = hub.request();
  const auto anonymous = Hub::run(request);
  REQUIRE_FALSE(anonymous.has_value());
  CHECK(anonymous.error().kind == ErrorKind::unauthorized);
  CHECK(anonymous.error().what == "GET /api/user: the server wants a login");
  request.access.login.user = "admin";
  request.access.login.password = SecretString("wrong-password-0815");
  const auto wrong = Hub::run(request);
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().kind == ErrorKind::unauthorized);
  CHECK(describe(wrong.error()).find("0815") == std::string::npos);
  request.access.login.password = SecretString("right-password-4711");
  const auto right = Hub::run(request);
  REQUIRE(right.has_value());
  CHECK(right->answer.candidates[0].subject == recorded("truth.json")["subject"].as_string());
}

TEST_CASE("rca live: a project that does not exist is told with those that do") {
  const Hub hub;
  auto request = hub.request();
  request.wanted.project = "prod-globa";
  const auto report = Hub::run(request);
  REQUIRE_FALSE(report.has_value());
  CHECK(report.error().kind == ErrorKind::not_found);
  CHECK(report.error().hint == "Did you mean prod-global? Projects: prod-a, prod-b, prod-c, prod-global.");
}

}  // namespace corootctl::tests::collect_live
