#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_pod_security(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::space}, out)) {
    const auto& space = cluster->space;
    if (!space.exists || space.refusal.empty()) continue;
    out.findings.push_back({Severity::error, cluster->context, "Namespace " + space.name, space.refusal,
                            space.hint.empty() ? "" : space.hint + "."});
  }
}

}  // namespace

Check pod_security_check() {
  return {
      "CRT107",
      "pod-security",
      Severity::error,
      When::both,
      "The node agents' pods are let in",
      "The node agent reads the kernel of its node by eBPF and is privileged. Where Pod Security keeps such pods out "
      "of the namespace, no agent ever starts, and the resource still says OK.",
      "Open the namespace: kubectl label namespace coroot pod-security.kubernetes.io/enforce=privileged --overwrite.",
      judge_pod_security};
}

}  // namespace corootctl::checks
