#include "report/gate_forms.hpp"

#include <doctest/doctest.h>

#include "document/json.hpp"

namespace corootctl::report::report_gate_forms {
namespace {

const std::string shop = "a:shop:Deployment:shop";

/// A release that made its app slower, and what else was seen of it.
rca::GateAnswer slower_release() {
  using rca::Finding;
  rca::GateAnswer answer{.verdict = rca::GateVerdict::harm,
                         .app = shop,
                         .release_ms = 1'760'000'000'000,
                         .release = "shop:1 -> shop:2",
                         .until_ms = 1'760'000'600'000,
                         .reasons = {"latency of shop (a) got worse"}};
  answer.comparisons = {{.subject = shop,
                         .signal = "error_ratio",
                         .before = 0.001,
                         .after = 0.001,
                         .margin = 0.0004,
                         .finding = Finding::same},
                        {.subject = shop,
                         .signal = "latency_avg",
                         .unit = "s",
                         .before = 0.05,
                         .after = 0.25,
                         .margin = 0.01,
                         .finding = Finding::worse},
                        {.subject = "a:shop:Deployment:web -> " + shop, .signal = "latency_avg", .unit = "s"},
                        {.subject = shop,
                         .signal = "cpu_usage",
                         .unit = "cores",
                         .before = 1,
                         .after = 2,
                         .margin = 0.1,
                         .finding = Finding::worse,
                         .decides = false},
                        {.subject = shop + " -> b:x:Deployment:d",
                         .signal = "latency_avg",
                         .unit = "s",
                         .before = 0.01,
                         .after = 0.01,
                         .margin = 0.001,
                         .finding = Finding::same,
                         .decides = false}};
  return answer;
}

}  // namespace

TEST_CASE("gate: the text says the verdict, why, and what was compared") {
  CHECK(to_text(slower_release()) ==
        "harm: shop (a), release of 2025-10-09 08:53:20 UTC (shop:1 -> shop:2)\n"
        "  latency of shop (a) got worse\n"
        "\n"
        "Compared\n"
        "  same       error rate of shop (a)  0.1 % -> 0.1 % (give or take 0.04 %)\n"
        "  worse      latency of shop (a)  50.0 ms -> 250 ms (give or take 10.0 ms)\n"
        "  unmeasured latency of web (a) -> shop (a)  not measured well enough\n"
        "  worse      CPU use of shop (a)  1 cores -> 2 cores (give or take 0.1 cores)\n");
}

TEST_CASE("gate: Markdown has all comparisons, and no name can break its table") {
  auto answer = slower_release();
  answer.comparisons.resize(1);
  answer.comparisons.front().note = "a | b";
  CHECK(to_markdown(answer) ==
        "## Release gate\n"
        "\n"
        "**harm: shop (a), release of 2025-10-09 08:53:20 UTC (shop:1 -> shop:2)**\n"
        "\n"
        "- latency of shop (a) got worse\n"
        "\n"
        "| found | what | before -> after | note |\n"
        "|---|---|---|---|\n"
        "| same | error rate of shop (a) | 0.1 % -> 0.1 % (give or take 0.04 %) | a \\| b |\n");
}

TEST_CASE("gate for pipelines: a case for the verdict and for each comparison that decides, with the app's page") {
  const auto report = findings_of(slower_release(), [](const std::string& app) { return "https://c/" + app; });
  std::vector<std::string> told;
  for (const auto& each : report.cases) {
    auto line = each.rule + " " + each.name + (each.is_skipped ? ", skipped" : "");
    for (const auto& finding : each.findings)
      line += " | " + finding.cluster + "/" + finding.object + " | " + finding.message + " | " + finding.url;
    told.push_back(line);
  }
  CHECK(
      told ==
      std::vector<std::string>{
          "gate.harm verdict | a/shop:Deployment:shop | harm: shop (a), release of 2025-10-09 08:53:20 UTC (shop:1 -> "
          "shop:2): latency of shop (a) got worse | https://c/a:shop:Deployment:shop",
          "gate.worse error rate of shop (a)",
          "gate.worse latency of shop (a) | a/shop:Deployment:shop | latency of shop (a): 50.0 ms -> 250 ms (give or "
          "take 10.0 ms) | https://c/a:shop:Deployment:shop",
          "gate.worse latency of web (a) -> shop (a), skipped"});
}

TEST_CASE("gate for pipelines: a verdict that the data do not allow is skipped, and says what is missing") {
  const auto report = findings_of({.app = shop, .reasons = {"no release of it is in the data"}}, {});
  REQUIRE(report.cases.size() == 1);
  CHECK(report.cases[0].is_skipped);
  CHECK(report.cases[0].findings.empty());
  CHECK(report.cases[0].unjudged[0].why == "not_enough_data: shop (a): no release of it is in the data");
}

TEST_CASE("gate: JSON keeps its keys and their order, and says null for what was not measured") {
  auto answer = slower_release();
  answer.comparisons = {answer.comparisons[1], answer.comparisons[2]};
  CHECK(document::to_json(to_value(answer), -1, document::Digits::six) ==
        R"({"schema":"corootctl.gate/v1","verdict":"harm","app":"a:shop:Deployment:shop","release":1760000000000,)"
        R"("release_text":"shop:1 -> shop:2","until":1760000600000,"reasons":["latency of shop (a) got worse"],)"
        R"("comparisons":[{"subject":"a:shop:Deployment:shop","signal":"latency_avg","unit":"s","before":0.05,)"
        R"("after":0.25,"margin":0.01,"finding":"worse","decides":true,"note":""},)"
        R"({"subject":"a:shop:Deployment:web -> a:shop:Deployment:shop","signal":"latency_avg","unit":"s",)"
        R"("before":null,"after":null,"margin":null,"finding":"unmeasured","decides":true,"note":""}]})");
}

}  // namespace corootctl::report::report_gate_forms
