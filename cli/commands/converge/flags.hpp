/// The flags of plan and apply, and the request they make.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/login.hpp"
#include "converge/request.hpp"

namespace corootctl::cli {

struct PlanOptions {
  FleetOptions fleet{};
  bool prune = false;
  std::string helm = "helm";
};

struct ApplyOptions {
  PlanOptions plan{};
  std::string plan_file{};
  std::string canary{};
  int max_parallel = 0;  ///< 0 = as many as are read at once
  bool yes = false;
  bool force_conflicts = false;
  bool wait = true;
  bool no_verify = false;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
  LoginOptions login{};
};

void declare_plan(CLI::App& app, PlanOptions& options);
void declare_apply(CLI::App& app, ApplyOptions& options);

/// Errors: usage and config, before anything is contacted; all bad contexts in one.
Result<converge::Request> plan_request(const PlanOptions& options, const Env& env);
Result<converge::Request> apply_request(const ApplyOptions& options, const Env& env);

/// Names and digests of the clusters in a plan that `plan -o json` or `-o yaml` wrote. Errors: not_found, config.
Result<std::vector<std::pair<std::string, std::string>>> read_plan(const std::string& file);

}  // namespace corootctl::cli
