/// rca --post: the answer goes to a receiver.
#pragma once

#include <optional>
#include <string>

#include "cli/env.hpp"
#include "post/receiver.hpp"

namespace CLI {
class App;
}

namespace corootctl::cli {

struct PostOptions {
  std::string to{};  ///< URL, or @FILE with one
  std::string as = "json";
  std::string token_file{};
  std::string channel{};
  std::string state_file{};
};

void declare_post(CLI::App& app, PostOptions& options);

/// The receiver that the flags name; nothing without --post. Reads the files. Errors: usage, config and not_found.
Result<std::optional<post::Receiver>> receiver_of(const PostOptions& options, const Env& env);

/// Tells it. A receiver that does not take it is a warning: the answer and its exit code stand.
void tell(post::Receiver& receiver, const std::optional<post::Message>& message, const Env& env);

}  // namespace corootctl::cli
