/// Steps of a plan as lines.
#pragma once

#include "deploy/plan.hpp"

namespace corootctl::tests {

inline std::string name_of(deploy::Action action) {
  switch (action) {
    case deploy::Action::create: return "create";
    case deploy::Action::check: return "check";
    case deploy::Action::apply: return "apply";
    case deploy::Action::remove: return "delete";
    case deploy::Action::forget: return "forget";
    case deploy::Action::release: return "upgrade";
    case deploy::Action::await: break;
  }
  return "wait for";
}

/// One line a step: "prod-a: apply Coroot coroot/coroot (project prod-a)".
inline std::vector<std::string> show(const std::vector<deploy::Step>& steps) {
  std::vector<std::string> out;
  for (const auto& step : steps) {
    const auto why = step.why.empty() ? "" : " (" + step.why + ")";
    out.push_back(step.cluster + ": " + name_of(step.action) + " " + step.object.describe() + why);
  }
  return out;
}

}  // namespace corootctl::tests
