#include "post/forms.hpp"

#include <doctest/doctest.h>

#include "document/json.hpp"

namespace corootctl::tests::post_forms {

using post::Form;

namespace {

post::Message an_incident() {
  return {.key = "prod-global/prod-a:shop:Deployment:web",
          .state = "root_cause",
          .title = "orders <prod-b> is the root cause & more",
          .cluster = "prod-b",
          .app = "prod-a:shop:Deployment:web",
          .severity = "error",
          .since_ms = 1'760'000'000'000,
          .facts = {{"Since", "08:53:20 UTC"}},
          .next = {"Look at its log."},
          .links = {{"orders", "https://coroot.example.com/p/1/applications/x"}},
          .markdown = "## Root cause analysis\n",
          .answer = document::Object{{"schema", "corootctl.rca/v1"}}};
}

document::Value value_of(Form form, const post::Message& message = an_incident()) {
  const auto body = post::body_of(message, form, SecretString("key-1"), 1'760'000'600'000);
  CHECK(body.content_type == "application/json");
  return *document::parse_json(body.text, "body");
}

std::string json_of(const document::Value& value) { return document::to_json(value); }

}  // namespace

TEST_CASE("post: JSON has the incident's key and state, links, and the whole answer") {
  CHECK(json_of(value_of(Form::json)) ==
        R"({"schema":"corootctl.post/v1","key":"prod-global/prod-a:shop:Deployment:web","state":"open",)"
        R"("title":"orders <prod-b> is the root cause & more","links":[{"text":"orders",)"
        R"("url":"https://coroot.example.com/p/1/applications/x"}],"answer":{"schema":"corootctl.rca/v1"}})");
  CHECK(value_of(Form::json, post::over(an_incident()))["state"].as_string() == "over");
}

TEST_CASE("post: Markdown is the answer as a text, with its links") {
  const auto body = post::body_of(an_incident(), Form::markdown, {}, 0);
  CHECK(body.content_type == "text/markdown; charset=utf-8");
  CHECK(body.text ==
        "## Root cause analysis\n\n### Links\n\n- [orders](https://coroot.example.com/p/1/applications/x)\n");
}

TEST_CASE("post: Slack gets blocks in which no name can become a mark of its own") {
  CHECK(json_of(value_of(Form::slack)) ==
        R"({"text":"orders &lt;prod-b&gt; is the root cause &amp; more","blocks":[)"
        R"({"type":"section","text":{"type":"mrkdwn","text":"*orders &lt;prod-b&gt; is the root cause &amp; more*"}},)"
        R"({"type":"section","text":{"type":"mrkdwn","text":"*Since:* 08:53:20 UTC\n• Look at its log.\n"}},)"
        R"({"type":"section","text":{"type":"mrkdwn",)"
        R"("text":"<https://coroot.example.com/p/1/applications/x|orders>"}}]})");
}

TEST_CASE("post: what is too long for Slack's section loses whole lines, never a part of a character") {
  auto message = an_incident();
  message.facts = {{"Since", "08:53:20 UTC"}, {"Felt by", std::string(2990, '<')}, {"Last", "one"}};
  message.next.clear();
  CHECK(value_of(Form::slack, message)["blocks"].as_list()[1].at({"text", "text"}).as_string() ==
        "*Since:* 08:53:20 UTC\n*Last:* one\n");
}

TEST_CASE("post: Teams gets an Adaptive Card whose button opens the page") {
  auto linked = an_incident();
  linked.next = {"see [here](https://evil.example.com)"};
  CHECK(value_of(Form::teams, linked)["attachments"][std::size_t{0}]["content"]["body"][std::size_t{2}]["text"]
            .as_string() == "- see \\[here\\](https://evil.example.com)");
  const auto value = value_of(Form::teams);
  CHECK(value["type"].as_string() == "message");
  const auto& attachment = value["attachments"][std::size_t{0}];
  CHECK(attachment["contentType"].as_string() == "application/vnd.microsoft.card.adaptive");
  const auto& card = attachment["content"];
  CHECK(card["type"].as_string() == "AdaptiveCard");
  CHECK(card["body"][std::size_t{0}]["text"].as_string() == an_incident().title);
  CHECK(json_of(card["body"][std::size_t{1}]) ==
        R"({"type":"FactSet","facts":[{"title":"Since","value":"08:53:20 UTC"}]})");
  CHECK(json_of(card["actions"]) == R"([{"type":"Action.OpenUrl","title":"orders",)"
                                    R"("url":"https://coroot.example.com/p/1/applications/x"}])");
}

TEST_CASE("post: PagerDuty's event is triggered and resolved under one dedup_key") {
  CHECK(json_of(value_of(Form::pagerduty)) ==
        R"({"routing_key":"key-1","event_action":"trigger","dedup_key":"prod-global/prod-a:shop:Deployment:web",)"
        R"("payload":{"summary":"orders <prod-b> is the root cause & more","source":"prod-a:shop:Deployment:web",)"
        R"("severity":"error","group":"prod-b","custom_details":{"Since":"08:53:20 UTC","next":["Look at its log."]},)"
        R"("timestamp":"2025-10-09T08:53:20Z"},"client":"corootctl",)"
        R"("links":[{"href":"https://coroot.example.com/p/1/applications/x","text":"orders"}]})");
  CHECK(json_of(value_of(Form::pagerduty, post::over(an_incident()))) ==
        R"({"routing_key":"key-1","event_action":"resolve","dedup_key":"prod-global/prod-a:shop:Deployment:web"})");
  auto long_one = an_incident();
  long_one.title = std::string(5000, 'x');
  CHECK(value_of(Form::pagerduty, long_one)["payload"]["summary"].as_string().size() <= 1024);
}

TEST_CASE("post: Alertmanager's alert keeps its labels whatever is found out, and ends when it is over") {
  const auto now = value_of(Form::alertmanager);
  CHECK(json_of(now) ==
        R"([{"labels":{"alertname":"CorootIncident","incident":"prod-global/prod-a:shop:Deployment:web",)"
        R"("app":"prod-a:shop:Deployment:web"},"annotations":{"summary":"orders <prod-b> is the root cause & more",)"
        R"("severity":"error","cluster":"prod-b","since":"08:53:20 UTC","next":"Look at its log."},)"
        R"("startsAt":"2025-10-09T08:53:20Z","generatorURL":"https://coroot.example.com/p/1/applications/x"}])");
  auto later = an_incident();
  later.title = "db is the root cause";
  later.cluster = "prod-c";
  CHECK(value_of(Form::alertmanager, later)[std::size_t{0}]["labels"] == now[std::size_t{0}]["labels"]);
  const auto end = value_of(Form::alertmanager, post::over(an_incident()));
  CHECK(end[std::size_t{0}]["labels"] == now[std::size_t{0}]["labels"]);
  CHECK(end[std::size_t{0}]["endsAt"].as_string() == "2025-10-09T09:03:20Z");
}

TEST_CASE("post: Alertmanager's annotations have names that older servers take") {
  auto incident = an_incident();
  incident.facts = {{"Felt by", "web (prod-a)"}};
  CHECK(value_of(Form::alertmanager, incident)[std::size_t{0}]["annotations"]["felt_by"].as_string() == "web (prod-a)");
}

TEST_CASE("post: an answer's message goes by the suffering app; without an incident there is none") {
  rca::Answer answer{.status = rca::Status::root_cause, .target = "prod-a:shop:Deployment:web"};
  answer.candidates = {{.subject = "prod-b:shop:Deployment:orders", .signal = "error_ratio"}};
  const report::AnswerPlaces places{"", [](const std::string& app) { return "https://c/" + app; }};
  const auto message = post::message_of(answer, "prod-global", places);
  REQUIRE(message.has_value());
  CHECK(message->key == "prod-global/prod-a:shop:Deployment:web");
  CHECK(message->cluster == "prod-b");
  CHECK(message->severity == "error");
  CHECK(message->links.size() == 2);
  CHECK(message->answer["schema"].as_string() == "corootctl.rca/v1");
  answer.candidates[0].confidence = rca::Confidence::high;
  CHECK(post::message_of(answer, "prod-global", places)->state != message->state);
  answer.candidates[0].score = 0.5;
  CHECK(post::message_of(answer, "prod-global", places)->state == "root_cause prod-b:shop:Deployment:orders:high");
  CHECK_FALSE(post::message_of({.status = rca::Status::no_incident}, "", places).has_value());
}

}  // namespace corootctl::tests::post_forms
