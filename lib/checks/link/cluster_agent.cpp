#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr Version first_with_ports{1, 5, 1};

void judge_cluster_agent(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::components}, out)) {
    --out.looked;
    for (const auto& installation : cluster->installations) {
      for (const auto& component : installation.components) {
        if (component.name != "cluster-agent" || !component.found) continue;
        const auto version = version_of_image(component.image);
        if (!version) {
          out.unchecked.push_back({cluster->context, "the image " + component.image + " does not say its version"});
          continue;
        }
        ++out.looked;
        if (*version >= first_with_ports) continue;
        out.findings.push_back({Severity::error, cluster->context, component.object,
                                "the cluster agent is " + component.image + ", and 1.5.1 is needed", ""});
      }
    }
  }
}

}  // namespace

Check cluster_agent_check() {
  return {
      "CRT319",
      "cluster-agent",
      Severity::error,
      When::check,
      "The cluster agents report Service ports",
      "Which cluster a call leads to is found by the ports of Services (metric kube_service_port), which only cluster "
      "agents from 1.5.1 on report. With an older one calls between clusters end at \"external\", without an error.",
      "Take the pin of the image out of spec.clusterAgent.image, or set a newer one.",
      judge_cluster_agent};
}

}  // namespace corootctl::checks
