/// Server-side apply on the simulated API server keeps the rules that corootctl relies on.
#include <doctest/doctest.h>

#include <regex>

#include "document/json.hpp"
#include "document/yaml.hpp"
#include "http/transport.hpp"
#include "support/cluster/access.hpp"

namespace corootctl::tests::fakes_apply {

using document::Value;

namespace {

/// One cluster and raw requests to it, so that fieldManager and force are the test's.
struct Bench {
  std::unique_ptr<support::SimFleet> fleet = std::move(*support::SimFleet::start({"prod-a"}));
  kube::Client client = *support::open_client(fleet->kubeconfig(), "prod-a");

  http::Response send(const std::string& method, const std::string& path, const std::string& yaml = "",
                      const std::vector<std::pair<std::string, std::string>>& query = {},
                      const std::string& type = "application/json") {
    kube::Call call;
    call.method = method;
    call.path = path;
    call.query = query;
    call.content_type = type;
    if (!yaml.empty()) call.body = document::to_json(*document::parse_yaml(yaml, "test"));
    return *client.writing_session()->send(call, Deadline::in(std::chrono::minutes(5)), {});
  }
  http::Response apply(const std::string& path, const std::string& yaml, const std::string& manager,
                       bool force = false) {
    return send("PATCH", path, yaml, {{"fieldManager", manager}, {"force", force ? "true" : "false"}},
                "application/apply-patch+yaml");
  }
  Value parsed(const http::Response& response) { return *document::parse_json(response.body, "answer"); }
  std::string resource_version(const http::Response& response) {
    return parsed(response).at({"metadata", "resourceVersion"}).as_string();
  }
};

constexpr const char* map_path = "/api/v1/namespaces/default/configmaps/settings";

std::string map_with(const std::string& data) {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata: " + data + "\n";
}

}  // namespace

TEST_CASE("apply creates what is absent, and the same again changes nothing") {
  Bench bench;
  const auto first = bench.apply(map_path, map_with("{a: '1'}"), "one");
  const auto second = bench.apply(map_path, map_with("{a: '1'}"), "one");
  CHECK(first.status == 201);
  CHECK(second.status == 200);
  CHECK(bench.resource_version(first) == bench.resource_version(second));
}

TEST_CASE("apply removes what the same manager applied before and leaves out now (objects 8)") {
  Bench bench;
  bench.apply(map_path, map_with("{a: '1', b: '2'}"), "one");
  const auto answer = bench.apply(map_path, map_with("{a: '1'}"), "one");
  CHECK(document::to_json(bench.parsed(answer)["data"]) == R"({"a":"1"})");
}

TEST_CASE("apply keeps what another manager owns, and both own a value that they agree on") {
  Bench bench;
  bench.apply(map_path, map_with("{a: '1'}"), "one");
  const auto answer = bench.apply(map_path, map_with("{a: '1', b: '2'}"), "two");
  CHECK(answer.status == 200);
  bench.apply(map_path, map_with("{a: '1'}"), "two");
  const auto left = bench.send("GET", map_path);
  CHECK(document::to_json(bench.parsed(left)["data"]) == R"({"a":"1"})");
}

TEST_CASE("a value of another manager is a conflict that names the manager and the field") {
  Bench bench;
  bench.apply(map_path, map_with("{a: '1'}"), "one");
  const auto answer = bench.apply(map_path, map_with("{a: '2'}"), "two");
  CHECK(answer.status == 409);
  const Value status = bench.parsed(answer);
  CHECK(status["reason"].as_string() == "Conflict");
  CHECK(status["message"].as_string() == R"(Apply failed with 1 conflict: conflict with "one": .data.a)");
  CHECK(document::to_json(status.at({"details", "causes"})) ==
        R"([{"reason":"FieldManagerConflict","message":"conflict with \"one\"","field":".data.a"}])");
}

TEST_CASE("force takes the field over, and the former owner conflicts from then on") {
  Bench bench;
  bench.apply(map_path, map_with("{a: '1'}"), "one");
  const auto forced = bench.apply(map_path, map_with("{a: '2'}"), "two", true);
  CHECK(document::to_json(bench.parsed(forced)["data"]) == R"({"a":"2"})");
  CHECK(bench.apply(map_path, map_with("{a: '1'}"), "one").status == 409);
}

TEST_CASE("an object that was created by POST belongs to its creator by operation Update") {
  Bench bench;
  bench.send("POST", "/api/v1/namespaces/default/configmaps", map_with("{a: '1'}"),
             {{"fieldManager", "kubectl-create"}});
  const auto answer = bench.apply(map_path, map_with("{a: '2'}"), "kubectl-create");
  CHECK(answer.status == 409);
  const std::regex time(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)");
  CHECK(std::regex_replace(bench.parsed(answer)["message"].as_string(), time, "TIME") ==
        R"(Apply failed with 1 conflict: conflict with "kubectl-create" using v1 at TIME: .data.a)");
}

TEST_CASE("a stale resourceVersion is a conflict without causes (objects 4, 9)") {
  Bench bench;
  const auto first = bench.apply(map_path, map_with("{a: '1'}"), "one");
  bench.apply(map_path, map_with("{a: '2'}"), "one");
  std::string stale = map_with("{a: '3'}");
  stale.replace(stale.find("name: settings"), 14,
                "name: settings, resourceVersion: '" + bench.resource_version(first) + "'");
  const auto answer = bench.apply(map_path, stale, "one");
  CHECK(answer.status == 409);
  CHECK(bench.parsed(answer).at({"details", "causes"}).is_null());
  CHECK(bench.parsed(answer)["message"].as_string() ==
        "Operation cannot be fulfilled on configmaps \"settings\": the object has been modified; please apply your "
        "changes "
        "to the latest version and try again");
}

TEST_CASE("a dry run answers like the real thing and writes nothing") {
  Bench bench;
  const auto before = (*bench.fleet)[0].versions();
  const auto answer = bench.send("PATCH", map_path, map_with("{a: '1'}"), {{"fieldManager", "one"}, {"dryRun", "All"}},
                                 "application/apply-patch+yaml");
  CHECK(answer.status == 201);
  CHECK((*bench.fleet)[0].versions() == before);
  CHECK((*bench.fleet)[0].writes().empty());
}

TEST_CASE("a DELETE with a body is dry by its body alone") {
  Bench bench;
  bench.apply(map_path, map_with("{a: '1'}"), "one");
  const auto before = (*bench.fleet)[0].versions();
  const std::string dry = R"({"kind":"DeleteOptions","apiVersion":"v1","dryRun":["All"]})";
  const std::string wet = R"({"kind":"DeleteOptions","apiVersion":"v1"})";
  CHECK(bench.send("DELETE", map_path, dry, {}, "application/json").status == 200);
  CHECK((*bench.fleet)[0].versions() == before);
  CHECK(bench.send("DELETE", map_path, wet, {{"dryRun", "All"}}, "application/json").status == 200);
  CHECK((*bench.fleet)[0].versions() != before);
}

TEST_CASE("an apply into a namespace that does not exist names the namespace") {
  Bench bench;
  const auto answer =
      bench.apply("/api/v1/namespaces/nowhere/configmaps/settings",
                  "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: nowhere}\n", "one");
  CHECK(answer.status == 404);
  CHECK(bench.parsed(answer)["message"].as_string() == "namespaces \"nowhere\" not found");
}

}  // namespace corootctl::tests::fakes_apply
