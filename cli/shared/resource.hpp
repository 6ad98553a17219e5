/// Flags of verbs that write a Coroot resource: what it says.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/settings.hpp"

namespace CLI {
class App;
}

namespace corootctl::cli {

struct ResourceOptions {
  deploy::ResourceSettings settings{};
  std::vector<std::string> value_files{};
  std::vector<std::string> service_accounts{};
};

void declare_resource(CLI::App& app, ResourceOptions& options, const char* heading_text);

/// Reads the --values files. Errors: config, with file, line and column; usage for a service account.
Result<deploy::ResourceSettings> settings_of(const ResourceOptions& options);

}  // namespace corootctl::cli
