/// The flags of install, and the request they make.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/shared/resource.hpp"
#include "cli/shared/write_flags.hpp"
#include "ops/install/install.hpp"

namespace corootctl::cli {

struct InstallOptions {
  std::vector<std::string> contexts{};  ///< CONTEXT or CONTEXT=PROJECT
  std::string contexts_file{};
  std::string project{};
  bool current_context = false;
  deploy::OperatorSource source{};
  ResourceOptions resource{};
  WriteOptions write{};
  bool operator_only = false;
  bool resource_only = false;
};

void declare_install(CLI::App& app, InstallOptions& options);

/// Reads the kubeconfig and the files the flags name. Errors: usage and config, before anything is contacted.
Result<ops::InstallRequest> install_request(const InstallOptions& options, const Env& env);

}  // namespace corootctl::cli
