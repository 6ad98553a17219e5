/// Values that name a context and its Coroot project: CONTEXT=PROJECT.
#pragma once

#include <string>

#include "cli/env.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::cli {

struct ContextProject {
  std::string context{};
  std::string project{};  ///< "" when none is named
  bool operator==(const ContextProject&) const = default;
};

/// "CONTEXT=PROJECT" in two, at the last "=": no project has one in its name. A context that has the whole text as its
/// name has no project.
ContextProject split_target(const std::string& text, const kube::Kubeconfig& config);

/// The same for flags that took PROJECT=CONTEXT once. Where only the right side names a context of the kubeconfig (by
/// name or glob) the old order is meant: it is read so, with a warning. `flag` = "--hub", for the messages. Errors:
/// usage, with both readings, when both sides or neither names a context.
Result<ContextProject> split_either_way(const std::string& text, const kube::Kubeconfig& config, const char* flag,
                                        const Env& env);

}  // namespace corootctl::cli
