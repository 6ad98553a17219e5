#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_key_missing(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::keys}, out)) {
    for (const auto& installation : cluster->installations) {
      for (const auto& account : installation.accounts) {
        for (const auto& key : account.keys) {
          if (key.state == "missing")
            out.findings.push_back({Severity::error, cluster->context,
                                    object_of(installation) + ", service account " + account.name,
                                    key.place + " does not exist", ""});
        }
      }
      for (const auto& project : installation.projects) {
        for (const auto& key : project.keys) {
          if (key.state != "missing" || project.kind != "agents") continue;
          out.findings.push_back({Severity::error, cluster->context,
                                  object_of(installation) + ", project " + project.name, key.place + " does not exist",
                                  ""});
        }
      }
    }
  }
}

}  // namespace

Check key_missing_check() {
  return {"CRT301",
          "key-missing",
          Severity::error,
          When::check,
          "The keys of projects and service accounts are there",
          "A project, or a service account, names a key in a Secret that is not there. The operator makes such keys by "
          "itself, so it did not get "
          "that far: without the key agents and machines are refused, and a hub cannot be given one.",
          "See whether the operator works (CRT201, CRT202) and may write Secrets in the namespace (its value "
          "rbac.denyGlobalSecrets). It looks again when the Coroot resource changes, and once an hour.",
          judge_key_missing};
}

}  // namespace corootctl::checks
