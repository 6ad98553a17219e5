#include <doctest/doctest.h>

#include "rca/render.hpp"

namespace corootctl::rca {
namespace {

Answer worked_example() {
  Answer answer;
  answer.status = Status::root_cause;
  answer.target = "prod-a:shop:Deployment:web";
  answer.onset_ms = 1'795'335'780'000;
  Candidate cause;
  cause.kind = "app";
  cause.subject = "prod-b:shop:Deployment:orders";
  cause.signal = "error_ratio";
  cause.score = 0.8512345678;
  cause.blame = 0.9;
  cause.confidence = Confidence::high;
  cause.evidence = {{"error_ratio", cause.subject, 0.008, 0.432, "", 251.987, 1'795'335'810'000, "error_ratio 0.8 % -> 43.2 %"},
                    {"deploy", cause.subject, {}, {}, "", {}, 1'795'335'780'000, "deploy: orders:1.30.0 -> orders:1.61.0"}};
  cause.against = {"a \"quoted\" doubt"};
  answer.candidates = {cause};
  answer.path = {{"prod-a:shop:Deployment:web", "prod-b:shop:Deployment:orders", 0.5, true}};
  answer.excluded = {{"prod-a:shop:Deployment:web", "77 % of its excess comes from the apps it calls"}};
  answer.data_gaps = {{"prod-c", "no telemetry"}};
  return answer;
}

}  // namespace

TEST_CASE("the JSON form has its fixed order and rounding") {
  CHECK(to_json(worked_example()) ==
        "{\"schema\":\"corootctl.rca/v1\",\"status\":\"root_cause\",\"target\":\"prod-a:shop:Deployment:web\",\"onset\":1795335780000,\"candidates\":["
        "{\"rank\":1,\"kind\":\"app\",\"subject\":\"prod-b:shop:Deployment:orders\",\"signal\":\"error_ratio\",\"score\":0.851235,\"blame\":0.9,"
        "\"confidence\":\"high\",\"evidence\":["
        "{\"signal\":\"error_ratio\",\"subject\":\"prod-b:shop:Deployment:orders\",\"before\":0.008,\"after\":0.432,\"unit\":\"\",\"z\":251.99,"
        "\"onset\":1795335810000,\"text\":\"error_ratio 0.8 % -> 43.2 %\"},"
        "{\"signal\":\"deploy\",\"subject\":\"prod-b:shop:Deployment:orders\",\"before\":null,\"after\":null,\"unit\":\"\",\"z\":null,"
        "\"onset\":1795335780000,\"text\":\"deploy: orders:1.30.0 -> orders:1.61.0\"}],\"against\":[\"a \\\"quoted\\\" doubt\"]}],"
        "\"path\":[{\"from\":\"prod-a:shop:Deployment:web\",\"to\":\"prod-b:shop:Deployment:orders\",\"excess\":0.5,\"cross_cluster\":true}],"
        "\"excluded\":[{\"subject\":\"prod-a:shop:Deployment:web\",\"reason\":\"77 % of its excess comes from the apps it calls\"}],"
        "\"data_gaps\":[{\"subject\":\"prod-c\",\"what\":\"no telemetry\"}]}\n");
}

TEST_CASE("the text form tells the whole story") {
  CHECK(to_text(worked_example(), {false, 110, 3}) ==
        "The root cause for the trouble of web (prod-a) is orders (prod-b) (error_ratio) since 2026-11-22 08:23:00 UTC:\n"
        "confidence high; 90 % of the incident's excess stays there.\n"
        "\n"
        "Suspects\n"
        "  1. orders (prod-b) (error_ratio)  score 0.85, blame 90 %, confidence high\n"
        "     + orders (prod-b): error_ratio 0.8 % -> 43.2 %, 252 deviations at its peak, since 2026-11-22 08:23:30 UTC\n"
        "     + orders (prod-b): deploy: orders:1.30.0 -> orders:1.61.0 at 2026-11-22 08:23:00 UTC\n"
        "     - a \"quoted\" doubt\n"
        "\n"
        "Path (share of the incident's excess that came over each call)\n"
        "  web (prod-a) -> orders (prod-b)  50 %  (crosses clusters)\n"
        "\n"
        "Ruled out\n"
        "  web (prod-a): 77 % of its excess comes from the apps it calls\n"
        "\n"
        "Missing\n"
        "  prod-c: no telemetry\n"
        "\n"
        "Next\n"
        "  In cluster prod-b: kubectl -n shop get pods -o wide | grep orders\n"
        "  In cluster prod-b: kubectl -n shop logs deployment/orders --since=1h\n"
        "  If nothing speaks against it, roll back: kubectl -n shop rollout undo deployment/orders\n");
}

TEST_CASE("a quiet answer is one sentence") {
  Answer answer;
  answer.status = Status::no_incident;
  CHECK(to_text(answer, {}) == "No incident: the service level stayed in its usual range.\n");
  CHECK(to_text(answer, {true, 80, 3}) == "\x1b[1;32mNo incident: the service level stayed in its usual range.\x1b[0m\n");
}

TEST_CASE("Markdown escapes what names may carry") {
  Answer answer = worked_example();
  answer.candidates[0].subject = "prod-b:shop:Deployment:or|de<r>s*";
  const std::string text = to_markdown(answer, 1);
  CHECK(text.find("| 1 | or\\|de&lt;r>s\\* (prod-b) | error\\_ratio | 0.85 | 90 % | high |") != std::string::npos);
}

TEST_CASE("control characters never reach the JSON raw") {
  Answer answer = worked_example();
  answer.data_gaps = {{"x\n\x01", "y\\"}};
  CHECK(to_json(answer).find("{\"subject\":\"x\\u000a\\u0001\",\"what\":\"y\\\\\"}") != std::string::npos);
}

}  // namespace corootctl::rca
