#include <algorithm>

#include "checks/all.hpp"
#include "checks/links.hpp"

namespace corootctl::checks {
namespace {

bool has_key(const Project& project, const std::string& fingerprint) {
  return std::any_of(project.keys.begin(), project.keys.end(),
                     [&](const Key& key) { return key.state == "present" && key.fingerprint == fingerprint; });
}

void judge_key_differs(const Facts& facts, Outcome& out) {
  for (const auto& link : links_of(facts)) {
    if (!judged_ends(link, out)) continue;
    if (!has_all_keys(*link.member_installation)) continue;
    for (const auto& key : link.remote->keys) {
      if (key.state != "present" || has_key(*link.project, key.fingerprint)) continue;
      out.findings.push_back({Severity::error, link.hub->context,
                              object_of(*link.installation) + ", project " + link.remote->name,
                              "the hub's copy of the key (fingerprint " + key.fingerprint +
                                  ") is none of the keys of " + link.project->name + " in " + link.member->context,
                              ""});
    }
  }
}

}  // namespace

Check key_differs_check() {
  return {
      "CRT304",
      "key-differs",
      Severity::error,
      When::both,
      "Hub and member have the same key",
      "The member refuses the hub, or will after its next restart. The aggregated project then stands still for all "
      "members, and the server's message names no member.",
      "Run link-clusters again: it copies the key and restarts the hub's server.",
      judge_key_differs};
}

}  // namespace corootctl::checks
