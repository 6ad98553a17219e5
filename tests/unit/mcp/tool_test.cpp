#include <doctest/doctest.h>

#include "document/json.hpp"
#include "mcp/bounded.hpp"
#include "mcp/catalogue.hpp"
#include "unit/mcp/fixture.hpp"

namespace corootctl::tests::mcp_tool {

using document::List;
using document::Object;
using document::Value;

namespace {

/// The command of a call, or its error.
std::string command_line(const char* tool, const std::string& arguments) {
  const auto command = mcp::command_of(*mcp::tool_named(tool), *document::parse_json(arguments, "arguments"));
  if (!command) return command.error().what;
  std::string out;
  for (const auto& word : *command) out += "[" + word + "]";
  return out;
}

}  // namespace

TEST_CASE("mcp tools: every value is one word with its flag, so that none is taken for a flag") {
  CHECK(command_line("rca", R"({"app":"--snapshot-out=/etc/passwd","since":"1h"})") ==
        "[rca][--app=--snapshot-out=/etc/passwd][--since=1h]");
  CHECK(command_line("incident", R"({"key":"--hub=x"})") == "[incidents][show][--][--hub=x]");
  CHECK(command_line("topology", R"({"app":"checkout","cross_cluster":true})") ==
        "[topology][--cross-cluster=true][--][checkout]");
  CHECK(command_line("gate", R"({"app":"checkout"})") == "[gate][--wait=false][--app=checkout]");
  CHECK(command_line("contexts", "null") == "[contexts]");
  CHECK(command_line("explain", R"({"code":["CRT107","--all"]})") == "[explain][--][CRT107][--all]");
  CHECK(command_line("rbac", R"({"verb":["incidents show"],"in":"hub"})") == "[rbac][--in=hub][--][incidents show]");
}

TEST_CASE("mcp tools: wrong arguments are named with what would be right") {
  CHECK(command_line("rca", R"({"apps":"x"})") ==
        "rca has no parameter \"apps\": it takes app, incident, since, until");
  CHECK(command_line("status", R"({"app":"x"})") == "status has no parameter \"app\": it takes none");
  CHECK(command_line("incident", "{}") == "key is missing");
  CHECK(command_line("rbac", "{}") == "verb is missing");
  CHECK(command_line("rca", R"({"app":7})") == "app: must be a text that is not empty");
  CHECK(command_line("apps", R"({"status":["bad"]})") == "status: must be one of critical, warning, info, unknown, ok");
  CHECK(command_line("apps", R"({"in_cluster":"prod-a"})") == "in_cluster: must be a list");
  CHECK(command_line("topology", R"({"cross_cluster":"yes"})") == "cross_cluster: must be true or false");
  CHECK(command_line("rca", R"(["x"])") == "arguments: must be an object");
}

TEST_CASE("mcp tools: each has a schema that all clients take") {
  for (const auto& tool : mcp::tools()) {
    CAPTURE(tool.name);
    const Value described = mcp::description_of(tool);
    CHECK(described.at({"inputSchema", "type"}).as_string() == "object");
    CHECK(described.at({"outputSchema", "type"}).as_string() == "object");
    CHECK(described.at({"annotations", "readOnlyHint"}).as_bool());
    CHECK(tool.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos);
  }
}

TEST_CASE("mcp bounded: what fits stays as it is") {
  const auto whole = mcp::bounded(Object{{"apps", List{"a", "b"}}}, 100);
  CHECK(document::to_json(whole.value) == R"({"apps":["a","b"]})");
  CHECK(whole.cuts.empty());
}

TEST_CASE("mcp bounded: the longest list loses its end, and the cut is told") {
  List apps;
  for (int i = 0; i < 1000; ++i) apps.push_back(Object{{"id", fmt::format("app-{:04}", i)}});
  const auto cut = mcp::bounded(Object{{"project", "p"}, {"apps", apps}}, 2000);
  CHECK(document::to_json(cut.value).size() <= 2000);
  const auto& kept = cut.value["apps"].as_list();
  CHECK(kept.size() > 50);
  CHECK(kept.front() == apps.front());
  CHECK(cut.cuts == std::vector<std::string>{fmt::format("apps: the first {} of 1000", kept.size())});
}

TEST_CASE("mcp bounded: texts are cut between characters where no list is left to cut") {
  const auto cut = mcp::bounded(Object{{"log", fmt::format("{:é>900}", "")}}, 700);
  CHECK(document::to_json(cut.value).size() <= 700);
  CHECK(cut.value["log"].as_string().ends_with("é..."));
  CHECK(cut.cuts == std::vector<std::string>{"log: the beginning"});
}

TEST_CASE("mcp bounded: what cannot be cut further stays") {
  const auto cut = mcp::bounded(Object{{"a", 1}}, 2);
  CHECK(document::to_json(cut.value) == R"({"a":1})");
}

}  // namespace corootctl::tests::mcp_tool
