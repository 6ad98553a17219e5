/// Every answer that was recorded from servers on which something was wrong: what corootctl makes of it, and the exit
/// code that goes with it.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/exit_code.hpp"
#include "cli/output/health.hpp"
#include "collect/collect.hpp"
#include "coroot/answer.hpp"
#include "document/json.hpp"
#include "hub/recording.hpp"
#include "support/tree_path.hpp"
#include "unit/collect/fixture.hpp"
#include "unit/coroot/fixture.hpp"

namespace corootctl::tests::coroot_behaviours {

namespace {

const std::string folder = "tests/data/behaviours";

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  const std::filesystem::path root(support::tree_path(folder));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".json")
      names.push_back(std::filesystem::relative(entry.path(), root).replace_extension().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string status_text(const coroot::ProjectStatus& status) {
  std::string text = status.status + ", prometheus " + status.prometheus_status;
  if (status.is_filling()) text += ", filling";
  if (!status.message.empty()) text += ": " + status.message;
  return status.error.empty() ? text : text + " " + status.error;
}

template <class Entries>
Result<std::string> counted(const Result<Entries>& entries, const char* what) {
  if (!entries) return tl::unexpected<Error>(entries.error());
  return std::to_string(entries->size()) + " " + what;
}

/// How the program reads the answer to such a request.
Result<std::string> read(const std::string& method, const std::string& path, const http::Response& response) {
  auto client = client_that_gets(response);
  if (path == "/api/login") {
    CTL_RUN(client.login("admin", SecretString("not-kept"), {}));
    return "logged in";
  }
  if (method == "GET" && path == "/api/user") {
    CTL_PASS(const auto user, client.user({}));
    return fmt::format("{} of {} projects", user.role, user.projects.size());
  }
  if (path.ends_with("/status")) {
    CTL_PASS(const auto status, client.status("id", {}));
    return status_text(status);
  }
  if (path.ends_with("/incidents")) return counted(client.incidents("id", 100, {}), "incidents");
  if (path.ends_with("/overview/map")) return counted(client.map("id", {}), "apps");
  if (path.ends_with("/overview/nodes")) return counted(client.nodes("id", {}), "nodes");
  if (path.ends_with("/panel/data")) {
    CTL_PASS(const auto panel, client.panel("id", {}, 0, 1, {}));
    return fmt::format("{} series, step {} ms", panel.series.size(), panel.step_ms);
  }
  if (path.starts_with("/api/project/") && split(path, '/').size() == 4 && method == "GET") {
    CTL_PASS(const auto project, client.project("id", {}));
    return fmt::format("project {} of {} members", project.name, project.members.size());
  }
  if (path.find("/app/") != std::string::npos && !path.ends_with("/rca")) {
    CTL_PASS(const auto page, client.app_page("id", "app", 0, 1, {}));
    return fmt::format("{} charts", page.charts.size());
  }
  CTL_PASS(const auto other, coroot::read_json(response, method + " " + path));
  return "JSON, not asked for by corootctl";
}

struct Request {
  std::string method{}, path{};
};

Request request_of(const std::string& name) {
  const auto path = support::tree_path(folder + "/" + name + ".json");
  const auto text = read_file(path);
  REQUIRE_MESSAGE(text.has_value(), path);
  const auto document = document::parse_json(*text, path);
  REQUIRE_MESSAGE(document.has_value(), path);
  const auto& target = (*document)["request"]["path"].as_string();
  return {(*document)["request"]["method"].as_string(), target.substr(0, target.find('?'))};
}

std::string line_of(const std::string& name) {
  const auto request = request_of(name);
  const auto result = read(request.method, request.path, recorded(name));
  const auto code = result ? cli::ExitCode::ok : cli::exit_code_of(result.error().kind);
  const auto text = result ? *result : describe(result.error());
  const auto hint = result || result.error().hint.empty() ? "" : " | " + result.error().hint;
  return fmt::format("{} exit {}: {}{}\n", name, static_cast<int>(code), text, hint);
}

bool exists(const std::string& name) {
  return std::filesystem::exists(support::tree_path(folder + "/" + name + ".json"));
}

/// The moments of each trouble: "member_down/t90" has answers of its own. A member that hangs gives none.
std::vector<std::string> all_moments() {
  std::set<std::string> moments;
  for (const auto& name : all_names()) {
    const auto at = name.find("_global_map");
    if (at != std::string::npos && !name.starts_with("member_hangs")) moments.insert(name.substr(0, at));
  }
  return {moments.begin(), moments.end()};
}

/// What panel data of prod-b said in that trouble: at this moment, or at any.
std::optional<http::Response> panel_of_prod_b(const std::string& moment) {
  const auto trouble = moment.substr(0, moment.find('/'));
  if (trouble == "member_down_at_restart") return recorded("member_down/t0_panel_prod-b");
  for (const auto& name : all_names()) {
    if (name.starts_with(trouble + "/") && name.ends_with("_panel_prod-b") && trouble != "member_typo")
      return recorded(name);
  }
  return std::nullopt;
}

/// Two members with telemetry, and what the hub said about them at that moment.
FakeHub hub_at(const std::string& moment) {
  auto hub = two_clusters();
  const auto project = "/api/project/" + hub.aggregate_id;
  for (const auto& [file, path] :
       {std::pair{"_status_prod-global", "/status"}, std::pair{"_global_map", "/overview/map"},
        std::pair{"_global_incidents", "/incidents"}, std::pair{"_global_nodes", "/overview/nodes"}}) {
    if (exists(moment + file)) hub.answers[project + path] = recorded(moment + file);
  }
  if (const auto panel = panel_of_prod_b(moment)) {
    if (panel->status == 200) hub.member("prod-b").series.clear();
    if (panel->status != 200) hub.member("prod-b").refusal = *panel;
  }
  if (moment.starts_with("member_typo")) {
    hub.answers[project] = recorded("member_typo/t20_project");
    // The 500 of an aggregate with a wrong member holds for its panel data, too.
    hub.answers[project + "/panel/data"] = recorded("member_typo/t20_panel_prod-a");
  }
  return hub;
}

std::string flow_of(const std::string& moment) {
  const auto hub = hub_at(moment);
  collect::CollectRequest request;
  request.project = "prod-global";
  request.now_ms = hub.now_ms;
  const auto client = hub.client();
  const auto collected = collect::collect(client, request, {}, {});
  if (!collected) {
    return fmt::format("{} exit {}: {}\n", moment, static_cast<int>(cli::exit_code_of(collected.error().kind)),
                       describe(collected.error()));
  }
  bool whole = true;
  for (const auto& member : collected->members) whole = whole && !cli::health_error(member);
  auto text = fmt::format("{} exit {}\n", moment, static_cast<int>(cli::exit_code_of_answer(false, whole)));
  for (const auto& warning : collected->warnings) text += "  warning: " + warning + "\n";
  for (const auto& gap : collected->snapshot.gaps) {
    if (gap.subject != "map") text += "  gap: " + gap.subject + ": " + gap.what + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("behaviours: at every recorded moment the collection ends with the right warnings, gaps and exit code") {
  std::string table;
  for (const auto& moment : all_moments()) table += flow_of(moment);
  const auto expected = read_file(support::tree_path(folder + "/expected_flows.txt"));
  REQUIRE(expected.has_value());
  CHECK(table == *expected);
}

TEST_CASE("behaviours: every recorded trouble gets its own words and exit code") {
  std::string table;
  for (const auto& name : all_names()) table += line_of(name);
  const auto expected = read_file(support::tree_path(folder + "/expected.txt"));
  REQUIRE(expected.has_value());
  CHECK(table == *expected);
}

TEST_CASE("behaviours: no key, password or mail address of an answer is in its words or in what a recording keeps") {
  for (const auto& name : all_names()) {
    const auto response = recorded(name);
    const auto kept =
        hub::without_secrets(response.body, response.header("Content-Type"), name.find("panel") != std::string::npos);
    for (const auto* secret : {"k-agents-c-0123456789", "k-link-a-fedcba", "lab-password", "\"password\":\""}) {
      CHECK_MESSAGE(line_of(name).find(secret) == std::string::npos, name);
      CHECK_MESSAGE(kept.find(secret) == std::string::npos, name);
    }
  }
}

}  // namespace corootctl::tests::coroot_behaviours
