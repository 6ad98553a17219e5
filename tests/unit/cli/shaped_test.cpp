#include <doctest/doctest.h>

#include "document/json.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::cli::test::cli_shaped {

TEST_CASE("--json picks fields, --jq asks, and both mean JSON") {
  Stage stage;
  CHECK(stage.run({"version", "--json", "version"}) == 0);
  CHECK(stage.out.text == "{\n  \"version\": \"" COROOTCTL_VERSION "\"\n}\n");
  Stage asked;
  CHECK(asked.run({"version", "--jq", ".version"}) == 0);
  CHECK(asked.out.text == COROOTCTL_VERSION "\n");
  Stage both;
  CHECK(both.run({"version", "--json", "version,platform", "--jq", "keys"}) == 0);
  CHECK(both.out.text == "[\"platform\",\"version\"]\n");
}

TEST_CASE("what does not fit the answer is told on standard error, and nothing else is written") {
  Stage stage;
  CHECK(stage.run({"version", "--json", "versions"}) == 2);
  CHECK(stage.out.text.empty());
  CHECK(stage.err.text == "corootctl: error: --json: no field \"versions\": there are version, platform, compiler\n");
  Stage asked;
  CHECK(asked.run({"version", "--jq", ".[0]"}) == 1);
  CHECK(asked.out.text.empty());
  CHECK(asked.err.text == "corootctl: error: --jq: jq: Cannot index object with number\n");
}

TEST_CASE("an expression that cannot be understood stops the command before it begins") {
  Stage stage;
  CHECK(stage.run({"apps", "--hub", "nobody-is-asked", "--jq", ".["}) == 2);
  CHECK(stage.out.text.empty());
  CHECK(stage.err.text.starts_with("corootctl: error: --jq: not an expression of jq: syntax error"));
}

TEST_CASE("--json, --jq and --agent have no other form beside them") {
  Stage stage;
  CHECK(stage.run({"version", "-o", "table", "--jq", "."}) == 2);
  CHECK(stage.err.text == "corootctl: error: --json, --jq and --agent shape JSON: leave out -o table\n");
}

TEST_CASE("--agent wraps answers and failures alike") {
  Stage stage;
  CHECK(stage.run({"version", "--agent", "--json", "version"}) == 0);
  CHECK(stage.out.text == "{\n  \"ok\": true,\n  \"result\": {\n    \"version\": \"" COROOTCTL_VERSION
                          "\"\n  },\n  \"error\": null,\n  \"next\": []\n}\n");
  Stage failed;
  CHECK(failed.run({"version", "--agent", "--nonsense"}) == 2);
  CHECK(failed.out.text ==
        "{\n  \"ok\": false,\n  \"result\": null,\n  \"error\": {\n    \"code\": \"usage\",\n"
        "    \"message\": \"unknown flag --nonsense\",\n"
        "    \"hint\": \"\\\"corootctl version --help\\\" shows what there is.\"\n  },\n"
        "  \"next\": [\n    \"\\\"corootctl version --help\\\" shows what there is.\"\n  ]\n}\n");
}

TEST_CASE("COROOTCTL_AGENT is --agent for commands with JSON, unless another form is asked for") {
  Stage stage;
  stage.surface.variables.set("COROOTCTL_AGENT", "1");
  CHECK(stage.run({"version"}) == 0);
  CHECK(stage.out.text.starts_with("{\n  \"ok\": true,"));
  stage.out.text.clear();
  CHECK(stage.run({"version", "-o", "table"}) == 0);
  CHECK(stage.out.text == "corootctl " COROOTCTL_VERSION "\n");
  stage.out.text.clear();
  CHECK(stage.run({"completion", "bash"}) == 0);
  CHECK(stage.out.text.starts_with("#"));
}

TEST_CASE("commands: every verb with its flags, and what the exit codes mean") {
  Stage stage;
  CHECK(stage.run({"commands", "-o", "json"}) == 0);
  const auto found = document::parse_json(stage.out.text, "commands");
  REQUIRE(found);
  CHECK((*found)["commands"].as_list().size() > 20);
  CHECK((*found)["commands"][std::size_t{0}]["command"].as_string() == "corootctl contexts");
  CHECK((*found)["commands"][std::size_t{0}]["flags"][std::size_t{0}]["name"].as_string() == "--context");
  CHECK((*found)["exit_codes"][std::size_t{2}]["code"].as_integer() == 2);
  Stage names;
  CHECK(names.run({"commands", "-o", "name"}) == 0);
  CHECK(names.out.text.find("corootctl incidents show\n") != std::string::npos);
}

}  // namespace corootctl::cli::test::cli_shaped
