#include "pipeline/forms.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "document/json.hpp"

namespace corootctl::tests::pipeline_forms {

using pipeline::Level;

namespace {

/// A failed case with two findings, one that passed with a remark, one that could not be judged, an unread cluster.
pipeline::Report mixed_report() {
  pipeline::Report out{.verb = "check"};
  out.rules = {{"R1", "first", "The first rule", "It means something.", "Put it right.", Level::error},
               {"R2", "second", "The second rule", "It means less.", "Leave it.", Level::note}};
  pipeline::Case failed{.name = "R1 first", .rule = "R1"};
  failed.findings = {{.fails = true, .cluster = "prod-a", .object = "Namespace coroot", .message = "it is <bad>: 100%"},
                     {.level = Level::warning,
                      .cluster = "prod-a",
                      .object = "Namespace coroot",
                      .message = "it is slow",
                      .hint = "Wait.",
                      .url = "https://coroot.example.com/p/1"}};
  pipeline::Case passed{.name = "R2 second", .rule = "R2"};
  passed.findings = {{.level = Level::note, .message = "two lines\nof text\x01"}};
  pipeline::Case skipped{.name = "R2 again", .rule = "R2", .unjudged = {{"prod-b", "no right to read"}}};
  skipped.is_skipped = true;
  out.cases = {failed, passed, skipped};
  out.unread = {{"prod-c", "connection refused"}};
  return out;
}

}  // namespace

TEST_CASE("pipelines: JUnit fails, skips and errs by case, and no text can break the file") {
  CHECK(
      pipeline::to_junit(mixed_report()) ==
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites>\n"
      "  <testsuite name=\"corootctl check\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\">\n"
      "    <testcase classname=\"corootctl.check\" name=\"R1 first\">\n"
      "      <failure type=\"R1\" message=\"it is &lt;bad>: 100%\">error prod-a: Namespace coroot: it is &lt;bad&gt;: "
      "100%\n"
      "  Put it right.\n"
      "warning prod-a: Namespace coroot: it is slow\n"
      "  Wait.\n"
      "  https://coroot.example.com/p/1\n"
      "</failure>\n"
      "    </testcase>\n"
      "    <testcase classname=\"corootctl.check\" name=\"R2 second\">\n"
      "      <system-out>info two lines\n"
      "of text\n"
      "  Leave it.\n"
      "</system-out>\n"
      "    </testcase>\n"
      "    <testcase classname=\"corootctl.check\" name=\"R2 again\">\n"
      "      <skipped message=\"no right to read\" />\n"
      "    </testcase>\n"
      "    <testcase classname=\"corootctl.check\" name=\"cluster prod-c\">\n"
      "      <error type=\"unread\" message=\"connection refused\" />\n"
      "    </testcase>\n"
      "  </testsuite>\n"
      "</testsuites>\n");
}

TEST_CASE("pipelines: GitHub annotations are a line each, and nothing in them can end the line or the command") {
  CHECK(
      pipeline::to_github(mixed_report()) ==
      "::error title=R1 The first rule::prod-a: Namespace coroot: it is <bad>: 100%25. Put it right.\n"
      "::warning title=R1 The first rule::prod-a: Namespace coroot: it is slow. Wait. https://coroot.example.com/p/1\n"
      "::notice title=R2 The second rule::two lines%0Aof text\x01. Leave it.\n"
      "::notice title=R2 not judged::prod-b: no right to read\n"
      "::warning title=not read::prod-c: connection refused\n");
}

TEST_CASE("pipelines: an annotation names the file that all of it is about") {
  auto report = mixed_report();
  report.file = "fleets/a,b.yaml";
  report.cases.resize(1);
  report.cases[0].findings.resize(1);
  report.unread.clear();
  CHECK(pipeline::to_github(report) ==
        "::error file=fleets/a%2Cb.yaml,title=R1 The first rule::prod-a: Namespace coroot: it is <bad>: 100%25. Put it "
        "right.\n");
  const auto sarif = pipeline::to_sarif(report, "1");
  const auto& result = sarif["runs"][std::size_t{0}]["results"][std::size_t{0}];
  CHECK(result["locations"][std::size_t{0}].at({"physicalLocation", "artifactLocation", "uri"}).as_string() ==
        "fleets/a%2Cb.yaml");
  CHECK(pipeline::to_gitlab(report)[std::size_t{0}].at({"location", "path"}).as_string() == "fleets/a,b.yaml");
}

TEST_CASE("pipelines: GitLab's code quality has its five fields, and a fingerprint of its own for each finding") {
  const auto quality = pipeline::to_gitlab(mixed_report());
  REQUIRE(quality.as_list().size() == 4);
  std::vector<std::string> marks, severities;
  for (const auto& each : quality.as_list()) {
    REQUIRE(each.as_object().size() == 5);
    CHECK_FALSE(each["description"].as_string().empty());
    CHECK_FALSE(each["check_name"].as_string().empty());
    CHECK_FALSE(each.at({"location", "path"}).as_string().empty());
    CHECK(each.at({"location", "lines", "begin"}).as_integer() == 1);
    CHECK(each["fingerprint"].as_string().size() == 64);
    marks.push_back(each["fingerprint"].as_string());
    severities.push_back(each["severity"].as_string());
  }
  CHECK(severities == std::vector<std::string>{"major", "minor", "info", "major"});
  std::sort(marks.begin(), marks.end());
  CHECK(std::adjacent_find(marks.begin(), marks.end()) == marks.end());
  auto later = mixed_report();
  later.cases[0].findings[0].message = "it is bad: 101%";
  CHECK(pipeline::to_gitlab(later)[std::size_t{0}]["fingerprint"] == quality[std::size_t{0}]["fingerprint"]);
}

TEST_CASE("pipelines: SARIF points at rules, places and pages, and says what the run lacks") {
  const auto log = pipeline::to_sarif(mixed_report(), "1.2.3");
  const auto& run = log["runs"][std::size_t{0}];
  CHECK(run.at({"tool", "driver", "version"}).as_string() == "1.2.3");
  REQUIRE(run["results"].as_list().size() == 3);
  const auto& first = run["results"][std::size_t{0}];
  CHECK(first["ruleId"].as_string() == "R1");
  CHECK(first["level"].as_string() == "error");
  CHECK(first.at({"message", "text"}).as_string() == "prod-a: Namespace coroot: it is <bad>: 100%. Put it right.");
  const auto& place = first["locations"][std::size_t{0}];
  CHECK(place.at({"physicalLocation", "artifactLocation", "uri"}).as_string() == "prod-a/Namespace%20coroot");
  CHECK(place["logicalLocations"][std::size_t{0}]["fullyQualifiedName"].as_string() == "prod-a/Namespace coroot");
  const auto& second = run["results"][std::size_t{1}];
  CHECK(second["hostedViewerUri"].as_string() == "https://coroot.example.com/p/1");
  CHECK(first.as_object().find("baselineState") == nullptr);
  CHECK(run["results"][std::size_t{2}]["level"].as_string() == "note");
  const auto& invocation = run["invocations"][std::size_t{0}];
  CHECK_FALSE(invocation["executionSuccessful"].as_bool(true));
  CHECK(document::to_json(invocation["toolExecutionNotifications"]) ==
        "[{\"level\":\"error\",\"message\":{\"text\":\"prod-c: connection refused\"}},"
        "{\"level\":\"warning\",\"message\":{\"text\":\"R2 not judged: prod-b: no right to read\"}}]");
}

TEST_CASE("pipelines: what was compared with an earlier answer has its state; who is gone is a notice") {
  pipeline::Report report{.verb = "rca", .rules = {{.id = "R"}}};
  pipeline::Case judged{.name = "x", .rule = "R"};
  using pipeline::Baseline;
  judged.findings = {{.message = "a", .baseline = Baseline::is_new},
                     {.message = "b", .baseline = Baseline::unchanged},
                     {.message = "c", .baseline = Baseline::absent}};
  report.cases = {judged};
  std::vector<std::string> states;
  const auto log = pipeline::to_sarif(report, "1");
  for (const auto& each : log["runs"][std::size_t{0}]["results"].as_list())
    states.push_back(each["baselineState"].as_string());
  CHECK(states == std::vector<std::string>{"new", "unchanged", "absent"});
  CHECK(pipeline::to_github(report).ends_with("::notice title=R ::c.\n"));
  CHECK(pipeline::to_gitlab(report).as_list().size() == 2);
}

TEST_CASE("pipelines: Markdown is a table of the findings, and lists what is not known") {
  auto report = mixed_report();
  report.cases[0].findings[0].message = "a|b `c`";
  CHECK(pipeline::to_markdown(report) ==
        "## corootctl check: 1 error, 1 warning, 1 info, 1 not read\n"
        "\n"
        "| level | rule | cluster | object | problem | what to do |\n"
        "|---|---|---|---|---|---|\n"
        "| error | R1 | prod-a | Namespace coroot | a\\|b \\`c\\` | Put it right. |\n"
        "| warning | R1 | prod-a | Namespace coroot | [it is slow](https://coroot.example.com/p/1) | Wait. |\n"
        "| info | R2 | - | - | two lines of text\x01 | Leave it. |\n"
        "\n"
        "### Not judged\n"
        "\n"
        "- R2: prod-b: no right to read\n"
        "\n"
        "### Not read\n"
        "\n"
        "- prod-c: connection refused\n");
  CHECK(pipeline::to_markdown({.verb = "status"}) == "## corootctl status: nothing found\n");
}

}  // namespace corootctl::tests::pipeline_forms
