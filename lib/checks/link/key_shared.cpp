#include <map>
#include <set>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void note_keys(const Cluster& cluster, std::map<std::string, std::set<std::string>>& owners) {
  for (const auto& installation : cluster.installations) {
    for (const auto& project : installation.projects) {
      for (const auto& key : project.keys) {
        if (project.kind == "agents" && key.state == "present")
          owners[key.fingerprint].insert(project.name + " of " + cluster.context);
      }
    }
  }
}

void judge_key_shared(const Facts& facts, Outcome& out) {
  std::map<std::string, std::set<std::string>> owners;
  std::set<std::string> seen;
  for (const auto* cluster : judged(facts, {parts::installations, parts::keys}, out)) {
    if (!seen.insert(cluster->uid).second && !cluster->uid.empty()) continue;  // CRT108 says it
    note_keys(*cluster, owners);
  }
  for (const auto& [fingerprint, projects] : owners) {
    if (projects.size() < 2) continue;
    out.findings.push_back({Severity::error, "",
                            "projects " + join(std::vector(projects.begin(), projects.end()), ", "),
                            "they have the same key (fingerprint " + fingerprint + ")", ""});
  }
}

}  // namespace

Check key_shared_check() {
  return {
      "CRT303",
      "key-shared",
      Severity::error,
      When::both,
      "Each project has keys of its own",
      "A key says which project data belong to. With one key for two, agents that are pointed at the wrong server mix "
      "the data of two clusters without an error, and who may read one may read both.",
      "Give one of them another key: corootctl keys rotate.",
      judge_key_shared};
}

}  // namespace corootctl::checks
