#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

using States = std::initializer_list<std::string_view>;

/// The aggregates that this member keeps where they are; "" = none.
std::string frozen_text(const Hub& hub, const Member& member) {
  std::vector<std::string> names;
  for (const auto& aggregate : hub.aggregates) {
    const auto& all = aggregate.members;
    if (std::find(all.begin(), all.end(), member.project) != all.end()) names.push_back(aggregate.name);
  }
  return names.empty() ? "" : "; " + join(names, ", ") + " stands still for all members";
}

void judge_states(const Facts& facts, Outcome& out, const States& bad) {
  const auto* hub = judged_hub(facts, {parts::data}, out);
  if (hub == nullptr) return;
  for (const auto& member : hub->members) {
    if (std::find(bad.begin(), bad.end(), member.state) == bad.end()) continue;
    out.findings.push_back({Severity::error, hub->context, "member " + member.project,
                            member.state + (member.url.empty() ? "" : " at " + member.url) +
                                (member.detail.empty() ? "" : ": " + member.detail) + frozen_text(*hub, member),
                            member.hint});
  }
}

/// Where the hub's Coroot was not asked, a probe from inside of its cluster may have been.
void judge_member_unreachable(const Facts& facts, Outcome& out) {
  judge_states(facts, out, {"down", "hanging"});
  const auto cluster = facts.hub ? facts.hub->context : std::string();
  for (const auto& address : facts.addresses) {
    if (!address.inside) continue;
    if (address.outcome == "unprobed") {
      out.unchecked.push_back({cluster, address.url + " was not probed from " + address.from + ": " + address.detail});
      continue;
    }
    ++out.looked;
    if (address.outcome != "unreachable") continue;
    out.findings.push_back({Severity::error, cluster, "member " + address.project,
                            "at " + address.url + ", seen from " + address.from + ": " + address.detail, ""});
  }
}

void judge_member_refuses(const Facts& facts, Outcome& out) { judge_states(facts, out, {"wrong key"}); }
void judge_member_unknown(const Facts& facts, Outcome& out) { judge_states(facts, out, {"unknown project"}); }

/// Whether this address was looked at from inside of the hub's cluster.
bool is_seen_inside(const Facts& facts, const std::string& url) {
  return std::any_of(facts.addresses.begin(), facts.addresses.end(),
                     [&](const Address& each) { return each.inside && each.url == url && each.outcome != "unprobed"; });
}

/// As the hub sees it, or this machine where the hub was not asked.
void judge_member_address(const Facts& facts, Outcome& out) {
  judge_states(facts, out, {"wrong URL"});
  const bool hub_was_asked = facts.hub && !facts.hub->failure;
  for (const auto& address : facts.addresses) {
    if (address.outcome == "unreachable" && !hub_was_asked && !address.inside && !is_seen_inside(facts, address.url))
      out.unchecked.push_back({"", address.url + " cannot be reached from " + address.from + ", and no hub was asked"});
    if (address.outcome == "unreachable" || address.outcome == "tls" || address.outcome == "unprobed") continue;
    ++out.looked;
    if (address.outcome == "ok") continue;
    out.findings.push_back({Severity::error, "", "member " + address.project,
                            "at " + address.url + ", seen from " + address.from + ": " + address.detail, ""});
  }
}

}  // namespace

Check member_unreachable_check() {
  return {"CRT311",
          "member-unreachable",
          Severity::error,
          When::both,
          "The hub reaches every member",
          "The hub itself was asked, through its own Coroot, or with --probe-from-hub by a Job in its cluster: nothing "
          "answers at the member's address, or not in time. "
          "While it is so, the aggregated project stands still for all members.",
          "Check that the member's Coroot runs, and that the hub's pods may go to its address and port: firewalls, "
          "network policies, node ports.",
          judge_member_unreachable};
}

Check member_address_check() {
  return {
      "CRT312",
      "member-address",
      Severity::error,
      When::both,
      "Coroot answers at the members' addresses",
      "Something answers that is not Coroot's API: a page for people, a redirection, a proxy, or Coroot below another "
      "base path. The hub takes none of them, and a member that never answered properly looks like a cold start.",
      "Give the address with the path that the server has (spec.ingress.path, URL_BASE_PATH), and one that needs no "
      "redirection.",
      judge_member_address};
}

Check member_refuses_check() {
  return {"CRT314",
          "member-refuses",
          Severity::error,
          When::check,
          "Every member takes the hub's key",
          "The member answers and does not know the key that the hub sends.",
          "Run link-clusters again: it copies the present key and restarts the hub's server.",
          judge_member_refuses};
}

Check member_unknown_check() {
  return {"CRT322",
          "member-unknown",
          Severity::error,
          When::check,
          "The hub's server knows every remote project",
          "The resource names a remote project that the running server does not have: it was started before, or with "
          "another configuration.",
          "Wait for the hub's restart; if it stays so, look at the operator (CRT208).",
          judge_member_unknown};
}

}  // namespace corootctl::checks
