/// The flags of install, and the request they make.
#pragma once

#include "cli/commands/install/options.hpp"
#include "cli/env.hpp"
#include "ops/install/install.hpp"

namespace corootctl::cli {

void declare_install(CLI::App& app, InstallOptions& options);

/// Reads the kubeconfig and the files the flags name. Errors: usage and config, before anything is contacted.
Result<ops::InstallRequest> install_request(const InstallOptions& options, const Env& env);

}  // namespace corootctl::cli
