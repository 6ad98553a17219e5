/// The flags that log in to Coroot.
#pragma once

#include <string>

#include "cli/env.hpp"
#include "hub/access.hpp"

namespace corootctl::cli {

struct LoginOptions {
  std::string user{};
  std::string password_file{};
  bool password_stdin = false;
  std::string key_file{};
  bool key_stdin = false;
  std::string key_secret{};  ///< CONTEXT/NAMESPACE/NAME/KEY
};

void declare_login(CLI::App& app, LoginOptions& options);

/// Reads the password or the key; a key in a Secret is read from its cluster. Errors: usage, when there is a user
/// without a password or the other way round, and for two sources of one thing.
Result<hub::Login> login_of(const LoginOptions& options, const Env& env);

}  // namespace corootctl::cli
