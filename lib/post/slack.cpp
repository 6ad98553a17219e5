#include "post/slack.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "document/json.hpp"

namespace corootctl::post {
namespace {

using document::List;
using document::Object;
using document::Value;

constexpr std::size_t slack_section = 3000;  // characters of a section's text
constexpr std::size_t longest_word = 80;

/// Slack takes these three for its own marks.
std::string slack_text(const std::string& text) {
  std::string out;
  for (const char c : printable(text, slack_section)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  }
  return out;
}

Value slack_block(const std::string& text) {
  return Object{{"type", "section"}, {"text", Object{{"type", "mrkdwn"}, {"text", text}}}};
}

/// Whole lines as long as they fit: a cut could part a character or a mark.
std::string slack_facts(const Message& message) {
  std::string out;
  const auto add = [&](const std::string& line) {
    if (out.size() + line.size() <= slack_section) out += line;
  };
  for (const auto& [label, text] : message.facts) add(fmt::format("*{}:* {}\n", label, slack_text(text)));
  for (std::size_t i = 0; i < std::min(most_steps, message.next.size()); ++i)
    add("• " + slack_text(message.next[i]) + "\n");
  return out;
}

}  // namespace

document::Object slack_value(const Message& message) {
  List blocks{slack_block("*" + slack_text(message.title) + "*")};
  const auto facts = slack_facts(message);
  if (!facts.empty()) blocks.push_back(slack_block(facts));
  std::string links;
  for (const auto& link : message.links)
    links += fmt::format("{}<{}|{}>", links.empty() ? "" : " · ", link.url, slack_text(link.text));
  if (!links.empty()) blocks.push_back(slack_block(links));
  return {{"text", slack_text(message.title)}, {"blocks", std::move(blocks)}};
}

SlackCall slack_call(const Message& message, const std::string& channel, const std::optional<SlackPost>& posted) {
  auto body = slack_value(message);
  body.set("channel", posted ? posted->channel : channel);
  if (posted) body.set("ts", posted->time);
  return {posted ? "chat.update" : "chat.postMessage", document::to_json(body, -1, document::Digits::six) + "\n"};
}

Result<SlackPost> slack_posted(std::string_view answer) {
  const auto value = document::parse_json(answer, "answer");
  if (!value || !value->is_object() || !(*value)["ok"].is_bool())
    return fail_with_hint(ErrorKind::failed, "With a bot, --post is the address of the API: https://slack.com/api.",
                          "the answer is none of Slack's API");
  if ((*value)["ok"].as_bool()) return SlackPost{(*value)["channel"].as_string(), (*value)["ts"].as_string()};
  const auto word = printable((*value)["error"].as_string(), longest_word);
  const bool is_gone = word == "message_not_found";
  return fail_with_hint(is_gone ? ErrorKind::not_found : ErrorKind::failed,
                        "The bot needs the scope chat:write and has to be in the channel; --post-channel is its id.",
                        "Slack answers {}", word);
}

}  // namespace corootctl::post
