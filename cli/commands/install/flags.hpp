/// The flags of install, and the request they make.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cli/shared/resource.hpp"

namespace corootctl::cli {

struct InstallOptions {
  std::vector<std::string> contexts{};  ///< CTX or CTX=PROJECT
  std::string contexts_file{};
  std::string project{};
  bool current_context = false;
  deploy::OperatorSource source{};
  ResourceOptions resource{};
  bool operator_only = false;
  bool force_conflicts = false;
  std::string dry_run = "none";
  bool wait = true;
  std::chrono::milliseconds timeout = std::chrono::minutes(10);
  bool yes = false;
};

void declare_install(CLI::App& app, InstallOptions& options);

/// Reads the kubeconfig and the files the flags name. Errors: usage and config, before anything is contacted.
Result<ops::InstallRequest> install_request(const InstallOptions& options, const Env& env);

/// "CTX=PROJECT" in two, unless a context has the whole text as its name; the project is "" without one.
std::pair<std::string, std::string> split_target(const std::string& text, const kube::Kubeconfig& config);

}  // namespace corootctl::cli
