/// The flags of every verb that reads the hub's aggregated project: which project, and the way to Coroot.
#pragma once

#include <chrono>
#include <string>

#include "cli/shared/login.hpp"
#include "hub/access.hpp"

namespace corootctl::cli {

struct HubOptions {
  std::string context{};  ///< --hub
  std::string project{};
  std::string coroot_url{}, coroot_ca{};
  bool coroot_insecure = false;
  LoginOptions login{};
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::chrono::milliseconds member_timeout = std::chrono::seconds(20);
};

/// --hub and --project. Without other clusters to name, kubectl's --context is the hub.
void declare_hub(CLI::App& app, HubOptions& options, const char* names = "--hub,--context");
/// --timeout and --member-timeout; their defaults are what `options` holds.
void declare_timeouts(CLI::App& app, HubOptions& options);
/// --coroot-url and what belongs to it, and the login.
void declare_other_way(CLI::App& app, HubOptions& options);

/// Reads what holds the password, and the kubeconfig unless it is `loaded` (its warnings are said by then) or there is
/// a URL. Errors: usage for flags that cannot be used together, config; nothing is contacted.
Result<hub::CorootAccess> access_of(const HubOptions& options, const Env& env,
                                    const kube::Kubeconfig* loaded = nullptr);

}  // namespace corootctl::cli
