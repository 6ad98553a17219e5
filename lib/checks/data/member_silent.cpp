#include <fmt/core.h>

#include <algorithm>

#include "base/time.hpp"
#include "base/units.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

constexpr std::int64_t stale_ms = 3 * 60'000;

std::string since_text(const Member& member) {
  return member.last_data_ms ? ", since " + format_time(*member.last_data_ms) : ", and none in the last 24 hours";
}

void judge_member_silent(const Facts& facts, Outcome& out) {
  const auto* hub = judged_hub(facts, {parts::data}, out);
  if (hub == nullptr) return;
  for (const auto& member : hub->members) {
    if (member.state != "no telemetry") continue;
    out.findings.push_back(
        {Severity::error, hub->context, "member " + member.project, "no node agent reports" + since_text(member), ""});
  }
}

void judge_member_late(const Facts& facts, Outcome& out) {
  const auto* hub = judged_hub(facts, {parts::data}, out);
  if (hub == nullptr) return;
  for (const auto& member : hub->members) {
    if (!member.ok || !member.last_data_ms) continue;
    const auto age = facts.taken_at_ms - *member.last_data_ms;
    if (age < stale_ms) continue;
    out.findings.push_back({Severity::warning, hub->context, "member " + member.project,
                            "its newest data are " + format_span(age) + " old", ""});
  }
}

void judge_agents_report(const Facts& facts, Outcome& out) {
  const auto* hub = judged_hub(facts, {parts::data}, out);
  if (hub == nullptr) return;
  out.looked = 0;
  for (const auto& member : hub->members) {
    const auto cluster = std::find_if(facts.clusters.begin(), facts.clusters.end(),
                                      [&](const Cluster& each) { return each.context == member.context; });
    if (!member.ok || cluster == facts.clusters.end() || gap_of(cluster->gaps, parts::nodes) != nullptr) continue;
    ++out.looked;
    const auto nodes = std::count_if(cluster->nodes.begin(), cluster->nodes.end(),
                                     [](const Node& node) { return node.os.empty() || node.os == "linux"; });
    if (member.agents >= nodes) continue;
    out.findings.push_back({Severity::warning, cluster->context, "member " + member.project,
                            fmt::format("{} node agents report, and the cluster has {} nodes", member.agents, nodes),
                            ""});
  }
}

}  // namespace

Check member_silent_check() {
  return {
      "CRT401",
      "member-silent",
      Severity::error,
      When::check,
      "Every member sends data",
      "The link works, and no node agent of the member has reported in the last five minutes. The aggregated project "
      "shows nothing of it, without a word.",
      "Look at the member's node agents: corootctl check --context CONTEXT. When they run, they send a key that their "
      "server refuses (CRT305, CRT306).",
      judge_member_silent};
}

Check member_late_check() {
  return {
      "CRT402",
      "member-late",
      Severity::warning,
      When::check,
      "The members' data are fresh",
      "A member's newest sample is more than three minutes old. The aggregated project ends where its slowest member "
      "does: one that lies behind keeps everybody's newest minutes away.",
      "Look at the member's Prometheus and its agents, and at the clocks (CRT109).",
      judge_member_late};
}

Check agents_report_check() {
  return {
      "CRT403",
      "agents-report",
      Severity::warning,
      When::check,
      "An agent reports from every node",
      "Fewer node agents report than the member has nodes. What runs on the others is missing from every picture, and "
      "a root cause there is not found.",
      "Compare: kubectl get pods -o wide -l app.kubernetes.io/component=coroot-node-agent, and kubectl get nodes.",
      judge_agents_report};
}

}  // namespace corootctl::checks
