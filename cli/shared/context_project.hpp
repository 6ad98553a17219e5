/// Values that name a context and its Coroot project: CONTEXT=PROJECT.
#pragma once

#include <string>
#include <utility>

#include "kube/config/kubeconfig.hpp"

namespace corootctl::cli {

/// "CTX=PROJECT" in two, unless a context has the whole text as its name; the project is "" without one.
std::pair<std::string, std::string> split_target(const std::string& text, const kube::Kubeconfig& config);

}  // namespace corootctl::cli
