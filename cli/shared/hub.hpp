/// The flags of every verb that reads the hub's aggregated project: which project, and the way to Coroot.
#pragma once

#include <chrono>
#include <string>

#include "cli/shared/fleet.hpp"
#include "cli/shared/login.hpp"
#include "hub/access.hpp"

namespace corootctl::cli {

struct HubOptions {
  std::string context{};  ///< --hub
  std::string project{};
  FleetOptions fleet{};
  std::string coroot{};  ///< name of the hub's Coroot resource
  std::string coroot_url{}, coroot_ca{};
  bool coroot_insecure = false;
  LoginOptions login{};
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::chrono::milliseconds member_timeout = std::chrono::seconds(20);
};

/// --hub, --project, --coroot and --fleet. Without other clusters to name, kubectl's --context is the hub.
void declare_hub(CLI::App& app, HubOptions& options, const char* names = "--hub,--context", bool members_too = true);
/// --timeout and --member-timeout; their defaults are what `options` holds.
void declare_timeouts(CLI::App& app, HubOptions& options);
/// --coroot-url and what belongs to it, and the login.
void declare_other_way(CLI::App& app, HubOptions& options);

/// The way to a hub, and what a fleet file says beside it.
struct HubChoice {
  hub::CorootAccess access{};
  std::string project{};                      ///< --project, or the file's first aggregate; "" = the hub's only one
  std::vector<fleetfile::Cluster> members{};  ///< that --member names
};

/// Reads what holds the password, the fleet file, and the kubeconfig unless it is `loaded` (its warnings are said by
/// then) or there is a URL. Errors: usage for flags that cannot be used together, config; nothing is contacted.
Result<HubChoice> choose_hub(const HubOptions& options, const Env& env, const kube::Kubeconfig* loaded = nullptr);

}  // namespace corootctl::cli
