#include "checks/all.hpp"
#include "checks/links.hpp"

namespace corootctl::checks {
namespace {

void judge_hub_key(const Facts& facts, Outcome& out) {
  for (const auto& link : links_of(facts)) {
    if (const auto* why = gap_of(link.hub->gaps, parts::keys)) {
      out.unchecked.push_back({link.hub->context, *why});
      continue;
    }
    ++out.looked;
    for (const auto& key : link.remote->keys) {
      if (key.state != "missing") continue;
      out.findings.push_back({Severity::error, link.hub->context,
                              object_of(*link.installation) + ", project " + link.remote->name,
                              key.place + " does not exist: the hub's server does not start again without it", ""});
    }
    if (!link.remote->keys.empty()) continue;
    out.findings.push_back({Severity::error, link.hub->context,
                            object_of(*link.installation) + ", " + link.remote->place,
                            "project " + link.remote->name + " names no key of the member", ""});
  }
}

}  // namespace

Check hub_key_check() {
  return {
      "CRT307",
      "hub-key",
      Severity::error,
      When::check,
      "The hub has a key for every member",
      "The operator takes the address out of a remote project whose key it cannot read, and Coroot's server refuses a "
      "project with nothing in it: the hub's pod crashes at its next start, also one that worked before.",
      "Run link-clusters again: it writes the Secret before the resource. A pod that stays in CrashLoopBackOff after "
      "that is deleted by hand once.",
      judge_hub_key};
}

}  // namespace corootctl::checks
