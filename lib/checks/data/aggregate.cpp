#include <algorithm>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

/// A member that does not answer is the reason, and told by a check of its own (CRT311, CRT312, CRT314, CRT322).
bool has_silent_member(const Hub& hub, const Aggregate& aggregate) {
  const auto& names = aggregate.members;
  return std::any_of(hub.members.begin(), hub.members.end(), [&](const Member& member) {
    return !member.ok && std::find(names.begin(), names.end(), member.project) != names.end();
  });
}

void judge_aggregate(const Facts& facts, Outcome& out) {
  const auto* hub = judged_hub(facts, {parts::data}, out);
  if (hub == nullptr) return;
  out.looked = hub->aggregates.size();
  for (const auto& aggregate : hub->aggregates) {
    if (has_silent_member(*hub, aggregate) || aggregate.status == "ok" || aggregate.message.empty()) continue;
    out.findings.push_back({Severity::error, hub->context, "project " + aggregate.name, aggregate.message, ""});
  }
}

}  // namespace

Check aggregate_check() {
  return {
      "CRT404",
      "aggregate",
      Severity::error,
      When::check,
      "The aggregated project moves on",
      "Coroot builds an aggregate from all of its members or not at all. All of them answer, and yet the server says "
      "that this project is behind or fails: its caches are being filled, or its configuration is wrong (CRT318).",
      "After a restart of the hub wait for the first synchronisation, some minutes. If it stays so, read the log of "
      "the hub's server. rca works meanwhile: it asks the members themselves.",
      judge_aggregate};
}

}  // namespace corootctl::checks
