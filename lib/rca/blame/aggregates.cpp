#include "rca/blame/aggregates.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "rca/blame/gaps.hpp"
#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

void add_gap(const Case& item, std::size_t call, double blame, AppNetwork& network) {
  if (blame <= 0) return;
  network.blame += blame;
  Reason reason = gap_reason(item, {call});
  if (reason.weight > network.reason.weight) network.reason = std::move(reason);
}

using ClusterPair = std::pair<std::string, std::string>;

/// The strongest network signal over some calls.
Reason network_reason(const Case& item, const std::vector<std::size_t>& calls) {
  Reason best;
  for (const std::size_t call : calls) {
    const CallState& state = item.measured.calls[call];
    for (const Change* change : {&state.rtt, &state.retransmits, &state.connect_time, &state.failed_connects})
      if (change->measured && change->outside && change->peak_z > constants::abnormal_z)
        keep_stronger(best, {constants::nearly_all, 1, change->strength()}, *item.world, item.window,
                      item.world->id_of(item.world->calls[call]), *change);
  }
  return best;
}

/// Some calls, and how many of them are affected.
struct Share {
  double all = 0;
  double bad = 0;
  void add(bool is_bad) {
    all += 1;
    bad += is_bad ? 1 : 0;
  }
  double value() const { return all > 0 ? bad / all : 0; }
  Share without(const Share& part) const { return {all - part.all, bad - part.bad}; }
};

bool is_affected(const Case& item, std::size_t call) {
  return has_gap(item, call) || network_got_worse(item.measured.calls[call]);
}

double affected(const Case& item, const std::vector<std::size_t>& calls) {
  Share out;
  for (const std::size_t call : calls) out.add(is_affected(item, call));
  return out.value();
}

/// Measured calls out of each cluster and into each, and those over each pair.
struct ClusterCalls {
  std::map<std::string_view, Share> leaving{};
  std::map<std::string_view, Share> entering{};
  std::map<std::pair<std::string_view, std::string_view>, Share> between{};
};

ClusterCalls count_calls(const Case& item) {
  ClusterCalls out;
  for (std::size_t call = 0; call < item.world->calls.size(); ++call) {
    const Call& ends = item.world->calls[call];
    if (!item.measured.calls[call].latency.measured || external_end(item, ends)) continue;
    const std::string_view from = item.world->apps[ends.from]->cluster;
    const std::string_view to = item.world->apps[ends.to]->cluster;
    const bool bad = is_affected(item, call);
    out.leaving[from].add(bad);
    out.entering[to].add(bad);
    out.between[{from, to}].add(bad);
  }
  return out;
}

/// Share of the calls that leave the one cluster or enter the other, not over this link, and are affected, too.
double affected_beside(ClusterCalls& calls, const ClusterPair& pair) {
  const Share& link = calls.between[pair];
  return std::max(calls.leaving[pair.first].without(link).value(), calls.entering[pair.second].without(link).value());
}

Suspect link_between(const Case& item, const ClusterPair& pair, const std::vector<std::size_t>& calls,
                     const LinkBlame& blame, ClusterCalls& all) {
  Suspect out;
  out.kind = CauseKind::link;
  out.subject = pair.first + " -> " + pair.second;
  for (const std::size_t call : calls) out.blame += blame.crossing[call];
  out.blame = std::min(1.0, out.blame);
  Reason reason = network_reason(item, calls);
  Reason gap = gap_reason(item, calls);
  const double share = affected(item, calls);
  if (const Share& measured = all.between[pair]; measured.all > 0) out.affected = measured.value();
  out.parts.proof = std::max(reason.weight, gap.weight) * (share >= constants::most ? 1 : share / constants::most) *
                    (1 - affected_beside(all, pair));
  for (const Reason* one : {&reason, &gap}) keep_reason(*one, out);
  const bool measured = reason.weight >= gap.weight;
  out.signal = (measured ? reason : gap).evidence.signal;
  if (measured && reason.weight > 0) out.evidence.push_back(std::move(reason.evidence));
  if (gap.weight > 0) out.evidence.push_back(std::move(gap.evidence));
  if (share >= constants::most && calls.size() >= constants::more_than_one) out.parts.prior = constants::grown;
  return out;
}

// --- nodes --------------------------------------------------------------------------------------------------------

/// What a pod contributes to its app's excess, and whether it went away.
struct PodTrouble {
  double excess = 0;
  bool gone = false;
};

PodTrouble pod_trouble(const Case& item, const signals::Instance& pod) {
  PodTrouble out;
  const Change latency = measure_change(*item.world, item.window, service_level(pod.series, "latency"));
  const Change errors = measure_change(*item.world, item.window, pod.series.find("error_ratio"));
  const Change requests = measure_change(*item.world, item.window, pod.series.find("requests"));
  const double rate = requests.measured ? std::max(requests.after, 0.0) : 1;
  out.excess = rate * (latency.excess() + errors.excess());
  out.gone = fell_silent(item.window, pod.series);
  return out;
}

struct NodeShare {
  double blame = 0;
  std::size_t members = 0;     ///< blamed apps whose trouble sits on this node
  std::size_t controlled = 0;  ///< of these, with pods elsewhere that do fine
};

/// Per app that is blamed: what each of its pods contributes.
using Troubles = std::vector<std::vector<PodTrouble>>;

Troubles trouble_of_pods(const Case& item, const std::vector<double>& app_blame) {
  Troubles out(app_blame.size());
  for (std::size_t app = 0; app < out.size(); ++app)
    if (app_blame[app] > constants::negligible)
      for (const signals::Instance& pod : item.world->apps[app]->instances) out[app].push_back(pod_trouble(item, pod));
  return out;
}

/// Share of an app's trouble that its pods on `node` make.
void add_app_to_node(const signals::App& app, const std::vector<PodTrouble>& troubles, const std::string& node,
                     double blame, NodeShare& out) {
  double here = 0;
  double all = 0;
  std::size_t elsewhere = 0;
  bool gone = false;
  for (std::size_t pod = 0; pod < troubles.size(); ++pod) {
    const PodTrouble& trouble = troubles[pod];
    const bool on_node = app.instances[pod].node == node;
    all += trouble.excess;
    if (on_node) here += trouble.excess, gone = gone || trouble.gone;
    if (!on_node && !trouble.gone) ++elsewhere;
  }
  const double share = gone ? 1 : (all > 0 ? here / all : (elsewhere == 0 ? 1 : 0));
  if (share < constants::most) return;
  out.blame += blame * share;
  if (blame < constants::negligible) return;
  ++out.members;
  if (elsewhere > 0) ++out.controlled;
}

NodeShare share_of_node(const Case& item, std::size_t node, const std::vector<double>& app_blame,
                        const Troubles& troubles) {
  NodeShare out;
  for (const std::size_t app : item.world->apps_on[node])
    if (app_blame[app] > constants::negligible)
      add_app_to_node(*item.world->apps[app], troubles[app], item.world->nodes[node]->id, app_blame[app], out);
  return out;
}

std::vector<double> blame_per_app(const Case& item, const LinkBlame& links) {
  std::vector<double> out(item.world->apps.size());
  for (std::size_t app = 0; app < out.size(); ++app) out[app] = item.flow.blame_of(app) + links.apps[app].blame;
  // Calls that never arrived count for the app they were meant for.
  for (std::size_t call = 0; call < item.world->calls.size(); ++call)
    out[item.world->calls[call].to] += links.crossing[call];
  return out;
}

Suspect node_suspect(const Case& item, std::size_t node, const NodeShare& share) {
  Suspect out;
  out.kind = CauseKind::node;
  out.subject = item.world->nodes[node]->id;
  Proof proof = prove_node(*item.world, item.window, *item.world->nodes[node]);
  out.parts.proof = proof.weight;
  out.signal = proof.reasons.empty() ? "" : proof.reasons.front().evidence.signal;
  for (const Reason& reason : proof.reasons) keep_reason(reason, out);
  for (Reason& reason : proof.reasons) out.evidence.push_back(std::move(reason.evidence));
  // One blamed app on a busy node is that app's own work; a node needs two, or its own death.
  const bool dead = out.signal == "up";
  const bool enough = share.members >= constants::more_than_one || dead;
  out.blame = out.parts.proof > constants::worth_a_look ? std::min(1.0, share.blame) : 0;
  out.parts.prior = enough ? constants::grown : constants::most;
  if (dead) out.parts.prior = constants::grown;
  return out;
}

}  // namespace

LinkBlame share_link_blame(const Case& item) {
  LinkBlame out{std::vector<AppNetwork>(item.world->apps.size()), std::vector<double>(item.world->calls.size(), 0)};
  GapCounts counts(item);
  for (std::size_t call = 0; call < item.world->calls.size(); ++call) {
    const double blame = item.flow.links[call];
    if (blame <= 0) continue;
    const Call& ends = item.world->calls[call];
    if (item.world->crosses(ends) && !external_end(item, ends)) {
      out.crossing[call] = blame;
      continue;
    }
    const double caller = caller_part(item, call, counts);
    add_gap(item, call, blame * caller, out.apps[ends.from]);
    add_gap(item, call, blame * (1 - caller), out.apps[ends.to]);
  }
  return out;
}

std::vector<Suspect> suspect_links(const Case& item, const LinkBlame& blame) {
  std::map<ClusterPair, std::vector<std::size_t>> pairs;
  for (std::size_t call = 0; call < item.world->calls.size(); ++call) {
    const Call& ends = item.world->calls[call];
    if (item.world->crosses(ends) && !external_end(item, ends))
      pairs[{item.world->apps[ends.from]->cluster, item.world->apps[ends.to]->cluster}].push_back(call);
  }
  std::vector<Suspect> out;
  ClusterCalls all = count_calls(item);
  for (const auto& [pair, calls] : pairs) {
    Suspect link = link_between(item, pair, calls, blame, all);
    if (link.blame > constants::negligible) out.push_back(std::move(link));
  }
  return out;
}

std::vector<Suspect> suspect_nodes(const Case& item, const LinkBlame& blame) {
  const std::vector<double> per_app = blame_per_app(item, blame);
  const Troubles troubles = trouble_of_pods(item, per_app);
  std::vector<Suspect> out;
  for (std::size_t node = 0; node < item.world->nodes.size(); ++node) {
    Suspect suspect = node_suspect(item, node, share_of_node(item, node, per_app, troubles));
    if (suspect.blame > constants::negligible || (item.reach < constants::nearly_all && suspect.parts.proof > 0))
      out.push_back(std::move(suspect));
  }
  return out;
}

}  // namespace corootctl::rca
