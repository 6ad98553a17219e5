#include <fmt/core.h>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

std::string readiness_text(const Component& component) {
  if (!component.reason.empty()) return fmt::format("{} is not ready: {}", component.name, component.reason);
  return fmt::format("{} is not ready: {} of {} pods", component.name, component.pods_ready, component.pods_wanted);
}

void judge_component_ready(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::components}, out)) {
    if (cluster->installations.empty()) --out.looked;
    for (const auto& installation : cluster->installations) {
      for (const auto& component : installation.components) {
        if (component.ready || component.unseen) continue;
        out.findings.push_back({Severity::error, cluster->context, component.object, readiness_text(component),
                                component.hint.empty() ? "" : component.hint + "."});
      }
    }
  }
}

}  // namespace

Check component_ready_check() {
  return {
      "CRT206",
      "component-ready",
      Severity::error,
      When::check,
      "Everything of Coroot runs",
      "Objects, pods, volumes and events are looked at, never the resource's own status: that says OK also when the "
      "operator could not create what it wanted, since it only logs such failures.",
      "The reason is what the workload, its pods, their volumes or the newest event say. Put that right; the operator "
      "does the rest within a minute.",
      judge_component_ready};
}

}  // namespace corootctl::checks
