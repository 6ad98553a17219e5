#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr int oldest_helm = 3;

void judge_helm(const Facts& facts, Outcome& out) {
  if (!facts.helm) return;
  const auto& helm = *facts.helm;
  const auto version = read_version(helm.version);
  if (helm.trouble.empty() && !version) {
    out.unchecked.push_back({"", helm.program + " says its version is \"" + helm.version + "\""});
    return;
  }
  ++out.looked;
  if (!helm.trouble.empty()) {
    out.findings.push_back({Severity::error, "", "helm", helm.trouble, ""});
  } else if (version->major < oldest_helm) {
    out.findings.push_back(
        {Severity::error, "", "helm", helm.program + " is " + helm.version + ", and 3 is needed", ""});
  }
}

}  // namespace

Check helm_check() {
  return {
      "CRT104",
      "helm",
      Severity::error,
      When::preflight,
      "helm is there",
      "install runs the helm of this machine for the operator, so that the release is one that everybody else can "
      "list, upgrade and roll back. It works with helm 3 and 4.",
      "Install helm, name it with --helm PATH, or use --operator-manifests FILE with the output of `helm template`.",
      judge_helm};
}

}  // namespace corootctl::checks
