/// Slack: what a webhook takes, and a bot's calls of the Web API, which can change what they posted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"
#include "post/message.hpp"

namespace corootctl::post {

/// {text, blocks}: an incoming webhook's body, and part of a bot's.
document::Object slack_value(const Message& message);

/// A message that the bot has posted.
struct SlackPost {
  std::string channel{};  ///< its id
  std::string time{};     ///< "ts", which names it in the channel
};

/// One call: the method's name stands behind the API's address.
struct SlackCall {
  std::string method{};
  std::string body{};
};

/// chat.postMessage into the channel, or chat.update of what is there.
SlackCall slack_call(const Message& message, const std::string& channel, const std::optional<SlackPost>& posted);

/// What the API answered with status 200. Errors: not_found when the message to change is gone; failed with Slack's
/// word for anything else that is not ok, or for an answer that is none of Slack's.
Result<SlackPost> slack_posted(std::string_view answer);

}  // namespace corootctl::post
