#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "rca/constants.hpp"
#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "report/path_tree.hpp"
#include "report/track.hpp"
#include "report/words.hpp"
#include "support/golden.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::report_forms {
namespace {

Answer worked_example() {
  Answer answer;
  answer.status = Status::root_cause;
  answer.target = "prod-a:shop:Deployment:web";
  answer.alarmed = {"prod-a:shop:Deployment:web", "prod-b:shop:Deployment:orders"};
  answer.onset_ms = 1'795'335'780'000;
  Candidate cause;
  cause.kind = CauseKind::app;
  cause.subject = "prod-b:shop:Deployment:orders";
  cause.signal = "error_ratio";
  cause.score = 0.8512345678;
  cause.blame = 0.9;
  cause.confidence = Confidence::high;
  cause.evidence = {{"error_ratio", cause.subject, 0.008, 0.432, "", 251.987, 1'795'335'810'000, ""},
                    {"deploy", cause.subject, {}, {}, "", {}, 1'795'335'780'000, "orders:1.30.0 -> orders:1.61.0"}};
  cause.against = {"a \"quoted\" doubt"};
  answer.candidates = {cause};
  answer.path = {{"prod-a:shop:Deployment:web", "prod-b:shop:Deployment:orders", 0.5, true}};
  answer.excluded = {{"prod-a:shop:Deployment:web", "77 % of its excess comes from the apps it calls"}};
  answer.data_gaps = {{"prod-c", "no telemetry"}};
  return answer;
}

}  // namespace

TEST_CASE("the JSON form has its fixed order and rounding") {
  CHECK(report::to_json(worked_example()) ==
        "{\"schema\":\"corootctl.rca/"
        "v1\",\"status\":\"root_cause\",\"target\":\"prod-a:shop:Deployment:web\",\"onset\":1795335780000,"
        "\"candidates\":["
        "{\"rank\":1,\"kind\":\"app\",\"subject\":\"prod-b:shop:Deployment:orders\",\"signal\":\"error_ratio\","
        "\"score\":0.851235,\"blame\":0.9,"
        "\"confidence\":\"high\",\"evidence\":["
        "{\"signal\":\"error_ratio\",\"subject\":\"prod-b:shop:Deployment:orders\",\"before\":0.008,\"after\":0.432,"
        "\"unit\":\"\",\"z\":251.99,"
        "\"onset\":1795335810000,\"text\":\"error_ratio 0.8 % -> 43.2 %\"},"
        "{\"signal\":\"deploy\",\"subject\":\"prod-b:shop:Deployment:orders\",\"before\":null,\"after\":null,\"unit\":"
        "\"\",\"z\":null,"
        "\"onset\":1795335780000,\"text\":\"deploy: orders:1.30.0 -> orders:1.61.0\"}],\"against\":[\"a \\\"quoted\\\" "
        "doubt\"]}],"
        "\"suspects\":1,\"path\":[{\"from\":\"prod-a:shop:Deployment:web\",\"to\":\"prod-b:shop:Deployment:orders\","
        "\"excess\":0.5,"
        "\"cross_cluster\":true}],"
        "\"excluded\":[{\"subject\":\"prod-a:shop:Deployment:web\",\"reason\":\"77 % of its excess comes from the apps "
        "it calls\"}],"
        "\"data_gaps\":[{\"subject\":\"prod-c\",\"what\":\"no telemetry\"}]}\n");
}

TEST_CASE("--explain shows every term of a score") {
  Candidate cause = worked_example().candidates.front();
  ScoreTerms terms{0.9, 0.6, 1, 1, {}, {0.95, 0.9}, {}, 0.05, {}};
  terms.reasons = {{"error_ratio", cause.subject, 0.55, ReasonTerms{0.55, 1, 1, 1, 1}},
                   {"deploy", cause.subject, 0.539, std::nullopt}};
  terms.confidence = {0.9, 0.8, 0.6, 1, 1, 1, 1, 0.81, 0.5, 0.2, {Open::lead, Open::observed}};
  cause.terms = terms;
  const std::vector<std::string> expected{
      "score 0.851 = prior 1.00 x (trust 1.00 x blame 0.900 x (0.30 + 0.70 x proof 0.600) + 0.00 x proof + 0.05 x "
      "proof)",
      "blame 0.900: of 0.950 that came by as errors 0.900 stayed",
      "proof 0.600: the strongest of these reasons, and 0.050 for a change right before it",
      "  0.550 error_ratio at orders (prod-b) = kind 0.55 x place 1.00 x strength 1.000 x lasting 1.00 x timing 1.00",
      "  0.539 deploy at orders (prod-b): a change, weighs as the symptom it may explain",
      "confidence 0.810 (high) = rank 1.00 x followed 1.00 x callees known 1.00 x the mean of blame 0.900, lead 0.800, "
      "proof 0.600 and trust 1.00; not high while open: lead, observed"};
  CHECK(report::explain_score(cause) == expected);
  Answer answer = worked_example();
  answer.candidates = {cause};
  const auto as_json = [&](report::Detail detail) {
    return (*document::parse_json(report::to_json(answer, detail), "answer"))["candidates"][std::size_t{0}]["terms"];
  };
  CHECK(document::to_json(as_json(report::Detail::explained)) ==
        "{\"blame\":0.9,\"proof\":0.6,\"trust\":1,\"prior\":1,\"latency\":{\"passing\":0,\"own\":0},\"errors\":{"
        "\"passing\":0.95,\"own\":0.9},\"reasons\":[{\"signal\":\"error_ratio\",\"subject\":\"prod-b:shop:Deployment:"
        "orders\",\"weight\":0.55,\"kind\":0.55,\"place\":1,\"strength\":1,\"lasting\":1,\"timing\":1},{\"signal\":"
        "\"deploy\",\"subject\":\"prod-b:shop:Deployment:orders\",\"weight\":0.539}],\"change_bonus\":0.05,"
        "\"confidence\":{\"value\":0.81,\"blame\":0.9,\"lead\":0.8,\"proof\":0.6,\"trust\":1,\"followed\":1,\"callees_"
        "known\":1,\"place\":1,\"observed\":0.5,\"own_reason\":0.2,\"open\":[\"lead\",\"observed\"]}}");
  CHECK(as_json(report::Detail::usual).is_null());
}

TEST_CASE("the terms of a real answer make up its score and its confidence") {
  const Answer answer = diagnose(slow_chain());
  const Candidate& cause = answer.candidates.front();
  REQUIRE(cause.terms.has_value());
  const ScoreTerms& terms = *cause.terms;
  const double joined = terms.blame * (constants::a_part + (1 - constants::a_part) * terms.proof);
  CHECK(cause.score ==
        doctest::Approx(std::min(1.0, terms.prior * (terms.trust * joined + (1 - terms.trust) * terms.proof +
                                                     constants::hardly * terms.proof))));
  const ConfidenceTerms& sure = terms.confidence;
  CHECK(sure.value == doctest::Approx(sure.place * sure.followed * sure.callees_known *
                                      (sure.blame + sure.lead + sure.proof + sure.trust) / 4));
  REQUIRE_FALSE(terms.reasons.empty());
  const WeighedReason& best = terms.reasons.front();
  REQUIRE(best.terms.has_value());
  CHECK(best.weight == doctest::Approx(best.terms->kind * best.terms->place * best.terms->strength *
                                       best.terms->lasting * best.terms->timing));
}

TEST_CASE("the text form tells the whole story, the cause first") {
  CHECK(report::to_text(worked_example(), {110, 3}) ==
        "orders in cluster prod-b is the root cause: its error rate rose from 0.8 % to 43.2 % at 08:23:30 UTC, which\n"
        "accounts for 90 % of the problem at web (prod-a) and 1 more.\n"
        "\n"
        "  Since       2026-11-22 08:23:00 UTC\n"
        "  Confidence  high\n"
        "  Felt by     web (prod-a), orders (prod-b)\n"
        "\n"
        "Suspects\n"
        "  1. orders (prod-b): explains 90 %, confidence high, score 0.85\n"
        "     + error rate rose from 0.8 % to 43.2 % at 08:23:30 UTC, peak 252 times the usual spread\n"
        "     + deploy at 08:23:00 UTC: orders:1.30.0 -> orders:1.61.0\n"
        "     - a \"quoted\" doubt\n"
        "\n"
        "Path (how much of the problem each call passed on)\n"
        "  prod-a  web\n"
        "  prod-b  └─ orders  50 %  crosses clusters\n"
        "\n"
        "Ruled out\n"
        "  web (prod-a): 77 % of its excess comes from the apps it calls\n"
        "\n"
        "Missing\n"
        "  prod-c: no telemetry\n"
        "\n"
        "Next\n"
        "  kubectl --context prod-b -n shop describe deployment/orders\n"
        "  kubectl --context prod-b -n shop logs deployment/orders --since=1h --tail=200\n"
        "  What the deploys changed: kubectl --context prod-b -n shop rollout history deployment/orders\n"
        "  prod-b is the cluster's name in Coroot; where kubectl calls its context otherwise, use that.\n");
}

TEST_CASE("to be read out, every line is one fact, with no arrow and nothing drawn") {
  CHECK(report::to_plain(worked_example(), 3) ==
        "orders in cluster prod-b is the root cause: its error rate rose from 0.8 % to 43.2 % at 08:23:30 UTC, which "
        "accounts for 90 % of the problem at web (prod-a) and 1 more.\n"
        "Since: 2026-11-22 08:23:00 UTC\n"
        "Confidence: high\n"
        "Felt by: web (prod-a), orders (prod-b)\n"
        "Suspect 1: orders (prod-b): explains 90 %, confidence high, score 0.85\n"
        "For it: error rate rose from 0.8 % to 43.2 % at 08:23:30 UTC, peak 252 times the usual spread\n"
        "For it: deploy at 08:23:00 UTC: orders:1.30.0 to orders:1.61.0\n"
        "Against it: a \"quoted\" doubt\n"
        "Path: web (prod-a) calls orders (prod-b), 50 % of the problem came over this call, across clusters\n"
        "Ruled out: web (prod-a): 77 % of its excess comes from the apps it calls\n"
        "Missing: prod-c: no telemetry\n"
        "Next: kubectl --context prod-b -n shop describe deployment/orders\n"
        "Next: kubectl --context prod-b -n shop logs deployment/orders --since=1h --tail=200\n"
        "Next: What the deploys changed: kubectl --context prod-b -n shop rollout history deployment/orders\n"
        "Next: prod-b is the cluster's name in Coroot; where kubectl calls its context otherwise, use that.\n");
}

TEST_CASE("the text fits terminals of 60, 80, 120 and 200 columns, with the measurements drawn") {
  const signals::Snapshot snapshot = slow_chain();
  const Answer answer = diagnose(snapshot);
  std::string all;
  for (const std::size_t width : {60, 80, 120, 200}) {
    const std::string text = report::to_text(answer, {.width = width, .snapshot = &snapshot});
    all += fmt::format("==== {} columns\n{}", width, text);
    for (const std::string& line : split(text, '\n'))
      CHECK_MESSAGE((text_width(line) <= width || line.find("kubectl -") != std::string::npos), line);
  }
  CHECK(all == support::golden("answer-widths.txt", all));
}

TEST_CASE("a deep path of long names is indented less and cut in the middle, never wider than the terminal") {
  Answer answer;
  std::string caller = "europe-west-production:shop:Deployment:the-first-of-many-services";
  for (int i = 0; i < 12; ++i) {
    const std::string callee = fmt::format("europe-west-production:shop:Deployment:a-service-with-a-long-name-{}", i);
    answer.path.push_back({caller, callee, 0.5, i % 2 == 0});
    caller = callee;
  }
  for (const std::size_t columns : {60, 80, 120}) {
    const std::vector<std::string> lines = report::path_tree(answer, columns);
    REQUIRE(lines.size() == 13);
    for (const std::string& line : lines) CHECK_MESSAGE(text_width(line) <= columns, line);
    CHECK(lines.back().find("name-11") != std::string::npos);
  }
}

TEST_CASE("a series is drawn as long before the onset as after it, from zero where it moves") {
  const signals::Snapshot snapshot = slow_chain();
  const Answer answer = diagnose(snapshot);
  const auto draw = [&](const signals::Series& series) { return report::sparkline(&series, snapshot.grid, answer); };
  CHECK(draw(step_series("cpu_delay", 0.01, 0.5)) == "▁▁▁▁▁▁▁▁████████");
  CHECK(draw(step_series("instances_ready", 4, 2)) == "████████▄▄▄▄▄▄▄▄");
  signals::Series lost = step_series("requests", 10, 10);
  std::fill(lost.values.begin() + fixture_onset, lost.values.end(), NAN);
  CHECK(draw(lost).ends_with("········"));
  CHECK(report::sparkline(nullptr, snapshot.grid, answer) == "");
  CHECK(report::sparkline(&lost, snapshot.grid, Answer{}) == "");
}

TEST_CASE("a quiet answer is one sentence") {
  Answer answer;
  answer.status = Status::no_incident;
  CHECK(report::to_text(answer, {}) == "No incident: no known app raised an alarm.\n");
  answer.target = "prod-a:shop:Deployment:web";
  CHECK(report::to_text(answer, {}) == "No incident: the service level of web (prod-a) stayed in its usual range.\n");
  const auto paint = [](std::string_view text, report::Emphasis emphasis) {
    return fmt::format("<{}>{}</>", static_cast<int>(emphasis), text);
  };
  CHECK(report::to_text(answer, {.width = 80, .paint = paint}) ==
        "<3>No incident: the service level of web (prod-a) stayed in its usual range.</>\n");
}

TEST_CASE("Markdown holds the whole answer and escapes what names may carry") {
  Answer answer = worked_example();
  answer.candidates[0].subject = "prod-b:shop:Deployment:or|de<r>s*";
  for (Evidence& evidence : answer.candidates[0].evidence) evidence.subject = answer.candidates[0].subject;
  const auto markdown = report::to_markdown(answer, 1);
  CHECK(markdown == support::golden("answer.md", markdown));
}

TEST_CASE("Markdown names the next steps as commands") {
  const std::string markdown = report::to_markdown(worked_example(), 1);
  CHECK(markdown.substr(markdown.find("### Next")) ==
        "### Next\n"
        "\n"
        "- `kubectl --context prod-b -n shop describe deployment/orders`\n"
        "- `kubectl --context prod-b -n shop logs deployment/orders --since=1h --tail=200`\n"
        "- What the deploys changed: `kubectl --context prod-b -n shop rollout history deployment/orders`\n"
        "- prod-b is the cluster's name in Coroot; where kubectl calls its context otherwise, use that.\n");
}

TEST_CASE("JSON and YAML are two spellings of one document") {
  Answer answer = worked_example();
  answer.candidates[0].evidence[0].before = 1'234'567'890.0;
  answer.candidates[0].evidence[0].after = 24.0;
  const document::Value value = report::to_value(answer);
  const std::string json = report::to_json(answer);
  const auto at = json.find("\"evidence\"");
  CHECK(json.substr(at, json.find('}', at) - at) ==
        "\"evidence\":[{\"signal\":\"error_ratio\",\"subject\":\"prod-b:shop:Deployment:orders\",\"before\":1.23457e+"
        "09,\"after\":24,\"unit\":\"\",\"z\":251.99,\"onset\":1795335810000,\"text\":\"error_ratio 1.23e+09 -> 24.0\"");
  CHECK(*document::parse_json(report::to_json(answer), "answer") == value);
  CHECK(*document::parse_yaml(document::to_yaml(value), "answer") == value);
}

TEST_CASE("control characters never reach the JSON raw") {
  Answer answer = worked_example();
  answer.data_gaps = {{"x\n\x01", "y\\"}};
  const std::string json = report::to_json(answer);
  CHECK(json.substr(json.find("\"data_gaps\"")) ==
        "\"data_gaps\":[{\"subject\":\"x\\n\\u0001\",\"what\":\"y\\\\\"}]}\n");
}

}  // namespace corootctl::rca::report_forms
