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
};

void declare_login(CLI::App& app, LoginOptions& options);

/// Reads the password. Errors: usage, when there is a user without a password or the other way round.
Result<hub::Login> login_of(const LoginOptions& options, const Env& env);

}  // namespace corootctl::cli
