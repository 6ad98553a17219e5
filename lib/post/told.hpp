/// What a receiver was told, kept in a file so that a later run says nothing twice and can tell the end.
#pragma once

#include <optional>
#include <string>

#include "post/message.hpp"
#include "post/slack.hpp"

namespace corootctl::post {

struct Told {
  std::optional<Message> incident{};
  std::optional<SlackPost> posted{};  ///< by a bot, about that incident
};

/// Nothing was told yet when there is no such file. Errors: config for a file that is something else, or unreadable.
Result<Told> read_told(const std::string& path);

/// Holds what the message says, and neither address nor token. Errors: config.
Result<> write_told(const Told& told, const std::string& path);

}  // namespace corootctl::post
