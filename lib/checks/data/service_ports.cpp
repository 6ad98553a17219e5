#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_service_ports(const Facts& facts, Outcome& out) {
  const auto* hub = judged_hub(facts, {parts::data}, out);
  if (hub == nullptr) return;
  out.looked = 0;
  for (const auto& member : hub->members) {
    if (!member.ok) continue;
    if (!member.port_series) {
      out.unchecked.push_back({hub->context, "member " + member.project + " was not asked for kube_service_port"});
      continue;
    }
    ++out.looked;
    if (*member.port_series > 0) continue;
    out.findings.push_back({Severity::error, hub->context, "member " + member.project,
                            "it has no kube_service_port, so calls into it from other clusters end at \"external\"",
                            ""});
  }
}

}  // namespace

Check service_ports_check() {
  return {
      "CRT405",
      "service-ports",
      Severity::error,
      When::check,
      "Calls between clusters can be resolved",
      "Which cluster a call leads to is found by the ports of Services, metric kube_service_port. This member has none "
      "of it: its cluster agent is too old or does not report.",
      "Bring the member's cluster agent to 1.5.1 or newer (CRT319), and see that it runs.",
      judge_service_ports};
}

}  // namespace corootctl::checks
