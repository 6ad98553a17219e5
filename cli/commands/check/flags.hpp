/// What was typed behind check and preflight.
#pragma once

#include <string>
#include <vector>

#include "checks/run.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/login.hpp"
#include "probing/probe.hpp"
#include "survey/survey.hpp"

namespace corootctl::cli {

struct CheckOptions {
  std::string hub{};
  std::vector<std::string> contexts{};  ///< CONTEXT; what stands behind "=" is a project and is left out
  std::string contexts_file{};
  FleetOptions fleet{};
  std::string helm = "helm";
  std::string manifests_file{};
  bool resource_only = false;
  std::vector<std::string> suppressed{};
  bool probes = false;  ///< --probe-from-hub: a Job in the hub's cluster asks the members' addresses
  std::string probe_image{};
  std::string fail_on = "error";
  LoginOptions login{};
  std::chrono::milliseconds timeout = std::chrono::seconds(30);
};

void declare_check(CLI::App& app, CheckOptions& options);
void declare_preflight(CLI::App& app, CheckOptions& options);

/// Errors: usage and config; nothing is contacted.
Result<survey::SurveyRequest> survey_request(const CheckOptions& options, checks::When when, const Env& env);
/// What --probe-from-hub wants; nullopt without it. Errors: usage, also for a hub that the fleet file has as readonly.
Result<std::optional<probing::ProbeRequest>> probe_request(const CheckOptions& options,
                                                           const survey::SurveyRequest& request, const Env& env);
Result<std::vector<checks::Suppression>> suppressions_of(const CheckOptions& options);

}  // namespace corootctl::cli
