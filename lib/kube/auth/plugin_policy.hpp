/// Which credential plugins the user allows: kuberc, kubectl's file of preferences (connections 45).
#pragma once

#include <string>

#include "base/environment.hpp"
#include "base/result.hpp"

namespace corootctl::kube {

/// Whether `command` may run. The file is KUBERC, else $HOME/.kube/kuberc; without a file, or with KUBERC=off, every
/// plugin may. Errors: config: the policy forbids it, or the file cannot be understood (a security control fails shut).
Result<> check_plugin_policy(const std::string& command, const Environment& env);

}  // namespace corootctl::kube
