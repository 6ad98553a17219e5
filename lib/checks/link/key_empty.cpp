#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_key_empty(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::keys}, out)) {
    for (const auto& installation : cluster->installations) {
      for (const auto& account : installation.accounts) {
        for (const auto& key : account.keys) {
          if (key.state == "empty")
            out.findings.push_back({Severity::error, cluster->context,
                                    object_of(installation) + ", service account " + account.name,
                                    key.place + " is empty", ""});
        }
      }
      for (const auto& project : installation.projects) {
        for (const auto& key : project.keys) {
          if (key.state != "empty") continue;
          out.findings.push_back({Severity::error, cluster->context,
                                  object_of(installation) + ", project " + project.name, key.place + " is empty", ""});
        }
      }
    }
  }
}

}  // namespace

Check key_empty_check() {
  return {
      "CRT302",
      "key-empty",
      Severity::error,
      When::both,
      "No key is empty",
      "The API server takes an empty value, and the operator only looks whether it is there. Coroot's server does not "
      "start with an empty key.",
      "On a member take the key out of the Secret, so that the operator makes a new one. On the hub run link-clusters "
      "again.",
      judge_key_empty};
}

}  // namespace corootctl::checks
