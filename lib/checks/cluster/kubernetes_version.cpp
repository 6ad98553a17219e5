#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr Version first_with_apply{1, 22, 0};

void judge_kubernetes_version(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {}, out)) {
    const auto version = read_version(cluster->version);
    if (!version) {
      --out.looked;
      out.unchecked.push_back({cluster->context, "the version \"" + cluster->version + "\" is not understood"});
    } else if (*version < first_with_apply) {
      out.findings.push_back({Severity::error, cluster->context, "API server",
                              "Kubernetes is " + cluster->version + ", and server-side apply came with 1.22", ""});
    }
  }
}

}  // namespace

Check kubernetes_version_check() {
  return {
      "CRT101",
      "kubernetes-version",
      Severity::error,
      When::both,
      "Kubernetes is new enough",
      "Everything is written by server-side apply, which API servers older than 1.22 do not have in its final form. "
      "Installing and linking would fail, or lose fields of others.",
      "Upgrade the cluster. docs/compatibility.md lists the versions that corootctl was run with.",
      judge_kubernetes_version};
}

}  // namespace corootctl::checks
