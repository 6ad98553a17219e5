#include "post/forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "base/time.hpp"
#include "document/json.hpp"
#include "post/slack.hpp"

namespace corootctl::post {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr std::size_t pagerduty_summary = 1024;  // of an event's summary

/// A card's text may have links: nothing that a cluster says becomes one.
std::string teams_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']') out += '\\';
    out += c;
  }
  return out;
}

Value card_text(const std::string& text, bool is_title) {
  Object out{{"type", "TextBlock"}, {"text", teams_text(text)}, {"wrap", true}};
  if (is_title) out.set("weight", "bolder");
  return out;
}

Value teams_value(const Message& message) {
  List body{card_text(message.title, true)}, facts, actions;
  for (const auto& [label, text] : message.facts)
    facts.push_back(Object{{"title", label}, {"value", teams_text(text)}});
  if (!facts.empty()) body.push_back(Object{{"type", "FactSet"}, {"facts", std::move(facts)}});
  for (std::size_t i = 0; i < std::min(most_steps, message.next.size()); ++i)
    body.push_back(card_text("- " + message.next[i], false));
  for (const auto& link : message.links)
    actions.push_back(Object{{"type", "Action.OpenUrl"}, {"title", link.text}, {"url", link.url}});
  Object card{{"$schema", "http://adaptivecards.io/schemas/adaptive-card.json"},
              {"type", "AdaptiveCard"},
              {"version", "1.4"},
              {"body", std::move(body)}};
  if (!actions.empty()) card.set("actions", std::move(actions));
  Value attachment = Object{{"contentType", "application/vnd.microsoft.card.adaptive"}, {"content", std::move(card)}};
  return Object{{"type", "message"}, {"attachments", List{std::move(attachment)}}};
}

Value details_of(const Message& message) {
  Object out;
  for (const auto& [label, text] : message.facts) out.set(label, text);
  if (!message.next.empty()) out.set("next", List(message.next.begin(), message.next.end()));
  return out;
}

Value pagerduty_value(const Message& message, const SecretString& token) {
  Object out{{"routing_key", token.reveal()},
             {"event_action", message.is_open ? "trigger" : "resolve"},
             {"dedup_key", message.key}};
  if (!message.is_open) return out;
  Object payload{{"summary", printable(message.title, pagerduty_summary)},
                 {"source", message.app.empty() ? "corootctl" : message.app},
                 {"severity", message.severity},
                 {"group", message.cluster},
                 {"custom_details", details_of(message)}};
  if (message.since_ms) payload.set("timestamp", format_rfc3339(*message.since_ms));
  out.set("payload", std::move(payload));
  out.set("client", "corootctl");
  List links;
  for (const auto& link : message.links) links.push_back(Object{{"href", link.url}, {"text", link.text}});
  if (!links.empty()) out.set("links", std::move(links));
  return out;
}

/// Older servers take names of annotations for names of labels: letters, digits and underscores.
std::string annotation_name(const std::string& label) {
  auto out = lower(label);
  std::replace(out.begin(), out.end(), ' ', '_');
  return out;
}

/// Labels are the alert's identity, so what is found out about it stands in the annotations.
Value alertmanager_value(const Message& message, std::int64_t now_ms) {
  Object labels{{"alertname", "CorootIncident"}, {"incident", message.key}, {"app", message.app}};
  Object annotations{{"summary", message.title}, {"severity", message.severity}, {"cluster", message.cluster}};
  for (const auto& [label, text] : message.facts) annotations.set(annotation_name(label), text);
  if (!message.next.empty()) annotations.set("next", join(message.next, "\n"));
  Object alert{{"labels", std::move(labels)}, {"annotations", std::move(annotations)}};
  if (message.since_ms) alert.set("startsAt", format_rfc3339(*message.since_ms));
  if (!message.is_open) alert.set("endsAt", format_rfc3339(now_ms));
  if (!message.links.empty()) alert.set("generatorURL", message.links.front().url);
  return List{std::move(alert)};
}

Value json_value(const Message& message) {
  List links;
  for (const auto& link : message.links) links.push_back(Object{{"text", link.text}, {"url", link.url}});
  return Object{
      {"schema", "corootctl.post/v1"}, {"key", message.key},        {"state", message.is_open ? "open" : "over"},
      {"title", message.title},        {"links", std::move(links)}, {"answer", message.answer}};
}

std::string links_in_markdown(const Message& message) {
  std::string out;
  for (const auto& link : message.links) out += fmt::format("- [{}]({})\n", link.text, link.url);
  return out.empty() ? out : "\n### Links\n\n" + out;
}

Value value_of(const Message& message, Form form, const SecretString& token, std::int64_t now_ms) {
  switch (form) {
    case Form::slack:
    case Form::slack_bot: return slack_value(message);
    case Form::teams: return teams_value(message);
    case Form::pagerduty: return pagerduty_value(message, token);
    case Form::alertmanager: return alertmanager_value(message, now_ms);
    case Form::json:
    case Form::markdown: break;
  }
  return json_value(message);
}

}  // namespace

std::optional<Form> form_of(std::string_view name) {
  constexpr std::array<std::string_view, 7> names{"json",  "markdown",  "slack",       "slack-bot",
                                                  "teams", "pagerduty", "alertmanager"};
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Form>(found - names.begin());
}

bool must_be_repeated(Form form) { return form == Form::alertmanager; }

bool is_token_in_body(Form form) { return form == Form::pagerduty; }

Body body_of(const Message& message, Form form, const SecretString& token, std::int64_t now_ms) {
  if (form == Form::markdown) return {"text/markdown; charset=utf-8", message.markdown + links_in_markdown(message)};
  const auto value = value_of(message, form, token, now_ms);
  return {"application/json", document::to_json(value, -1, document::Digits::six) + "\n"};
}

}  // namespace corootctl::post
