/// The bodies that receivers understand.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret_string.hpp"
#include "post/message.hpp"

namespace corootctl::post {

enum class Form { json, markdown, slack, slack_bot, teams, pagerduty, alertmanager };
std::optional<Form> form_of(std::string_view name);

/// Alertmanager takes an alert for over that it has not heard of for some minutes.
bool must_be_repeated(Form form);

/// PagerDuty's token is the routing key in the body; elsewhere it is a bearer token.
bool is_token_in_body(Form form);

struct Body {
  std::string content_type{};
  std::string text{};
};

/// slack, slack_bot: an incoming webhook's blocks; teams: an Adaptive Card for a workflow; pagerduty: an event of the
/// Events API v2, `trigger` or `resolve`; alertmanager: one alert of its API v2, with the same labels for the same key,
/// and an end when it is over at `now_ms`; json: "corootctl.post/v1" around the answer; markdown: text.
Body body_of(const Message& message, Form form, const SecretString& token, std::int64_t now_ms);

}  // namespace corootctl::post
