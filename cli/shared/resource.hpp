/// Flags that install and link-clusters share: what the Coroot resource says, and how to log in to Coroot.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "hub/client.hpp"
#include "ops/install.hpp"

namespace CLI {
class App;
}

namespace corootctl::cli {

struct ResourceOptions {
  deploy::ResourceSettings settings{};
  std::vector<std::string> value_files{};
};

void declare_resource(CLI::App& app, ResourceOptions& options, const char* heading_text);

/// Reads the --values files. Errors: config, with file, line and column.
Result<deploy::ResourceSettings> settings_of(const ResourceOptions& options);

struct LoginOptions {
  std::string user{};
  std::string password_file{};
  bool password_stdin = false;
};

void declare_login(CLI::App& app, LoginOptions& options);

/// Errors: usage, when there is a user without a password or the other way round.
Result<hub::Login> login_of(const LoginOptions& options, const Env& env);

/// "none", "client" or "server".
deploy::DryRun dry_run_of(const std::string& name);

/// What a use case of ops needs; `connector` must outlive it.
fleet::Surroundings surroundings(const Env& env, const fleet::Connector& connector);

}  // namespace corootctl::cli
