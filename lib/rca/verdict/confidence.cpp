#include "rca/verdict/confidence.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// Much of the blame went to, or came from, a change next door: nobody measured that it is the cause.
bool change_unsettled(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  double moved = 0;
  for (const NextDoor& one : item.next_door)
    if (app && (one.app == *app || one.callee == *app)) moved += one.moved;
  return moved > constants::worth_a_look * suspect.blame;
}

/// Much of the blame was handed on to it in a level that nobody measured at it.
bool is_inferred(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  return app && item.inferred[*app] > constants::worth_a_look * suspect.blame;
}

/// Its own levels are known, and they are as usual.
bool is_well(const AppState& state) {
  return state.own_sli && state.latency.excess() <= 0 && state.errors.excess() <= 0;
}

/// An app of ours that gets requests from nobody that is measured may be behind an endpoint that only its callers see;
/// and an endpoint outside of all clusters that calls apps of ours is on the way to them.
bool may_hide_another(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  if (!app) return false;
  const bool outside = is_external(*item.world->apps[*app]);
  if (outside && !item.world->outgoing[*app].empty()) return true;
  if (item.measured.apps[*app].own_sli && !outside) return false;
  for (std::size_t other = 0; other < item.world->apps.size(); ++other)
    if (other != *app && item.world->apps[other]->observed && item.world->incoming[other].empty() &&
        item.flow.passing[other][0] + item.flow.passing[other][1] <= 0 && !is_well(item.measured.apps[other]))
      return true;
  return false;
}

/// Some cluster has apps whose requests were measured, but no latency of any of them: blame cannot be followed there.
bool latencies_missing(const World& world) {
  std::map<std::string, std::pair<std::size_t, std::size_t>> clusters;  // apps with requests, with latencies
  for (const signals::App* app : world.apps) {
    if (!app->observed || app->series.find("requests") == nullptr) continue;
    auto& [asked, timed] = clusters[app->cluster];
    ++asked;
    timed += service_level(app->series, "latency") != nullptr ? 1 : 0;
  }
  const bool any = std::any_of(clusters.begin(), clusters.end(), [](const auto& one) { return one.second.second > 0; });
  return any && std::any_of(clusters.begin(), clusters.end(), [](const auto& one) {
           return one.second.first >= constants::more_than_one && one.second.second == 0;
         });
}

/// How much longer a call may have got, within its noise, than was charged to it: seconds per request of its caller.
double uncounted(const Case& item, std::size_t call) {
  const Change& seen = item.measured.calls[call].latency;
  const Change& level = seen.measured ? seen : item.measured.apps[item.world->calls[call].to].latency;
  if (!level.measured) return 0;
  return calls_per_request(*item.world, item.measured, call).after *
         positive(level.delta + level.scale - level.excess());
}

/// An own part is none while the calls, each within its noise, may have taken half of it.
bool callees_could_explain(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  if (!app || item.flow.own[*app][0] < item.flow.own[*app][1]) return false;
  double more = 0;
  for (const std::size_t call : item.world->outgoing[*app]) more += uncounted(item, call);
  const double own = item.flow.splits[*app][0].own;
  return own > 0 && more > constants::most * own;
}

/// Nobody knows whom the app calls, nor who calls it, where calls of others are known: what it passes on looks like its
/// own.
bool calls_unknown(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  return app && !item.world->calls.empty() && item.world->outgoing[*app].empty() && item.world->incoming[*app].empty();
}

/// Hardly any of the usual calls are made, though their callee lives and answers others.
bool hardly_made(const Case& item, std::size_t call) {
  const AppState& callee = item.measured.apps[item.world->calls[call].to];
  const CallRatio ratio = calls_per_request(*item.world, item.measured, call);
  return ratio.measured && ratio.before > 0 && ratio.after < constants::worth_a_look * ratio.before &&
         !callee.lost_replicas() && callee.own_sli && callee.errors.excess() <= 0;
}

/// It fails, and its calls into another cluster are not made any more: it may fail before them, or nothing gets through
/// (an expired certificate, a policy), which leaves no trace in the network's own signals.
bool way_may_be_shut(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  if (!app || item.flow.own[*app][1] <= item.flow.own[*app][0]) return false;
  const auto& calls = item.world->outgoing[*app];
  return std::any_of(calls.begin(), calls.end(), [&](std::size_t call) {
    return item.world->crosses(item.world->calls[call]) && hardly_made(item, call);
  });
}

/// The strongest of its own signals that says why: no level, log or change.
double own_reason(const Case& item, const Suspect& suspect) {
  double best = 0;
  for (const WeighedReason& reason : suspect.parts.reasons)
    if (!is_change(reason.signal) && !is_symptom(*item.world, reason.signal)) best = std::max(best, reason.weight);
  return best;
}

/// What is left of a quantile when means are taken off is no own time.
bool own_part_is_mixed(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  if (!app || item.flow.own[*app][0] <= item.flow.own[*app][1]) return false;
  return mixes_statistics(*item.world, item.measured, *app);
}

/// What apps on a blamed node suffer is part of the claim.
bool is_member(const Case& item, const Suspect& node, const Suspect& other) {
  const auto place = item.world->node_index.find(node.subject);
  const auto app = item.world->find_app(other.subject);
  return node.kind == CauseKind::node && app && other.kind == CauseKind::app && place != item.world->node_index.end() &&
         item.world->apps_on[place->second].contains(*app);
}

/// The score of the best that claims something else.
double best_rival(const Case& item, const std::vector<Suspect>& suspects, std::size_t rank) {
  for (std::size_t other = rank + 1; other < suspects.size(); ++other)
    if (!is_member(item, suspects[rank], suspects[other])) return suspects[other].score;
  return 0;
}

double mean(std::initializer_list<double> terms) {
  return std::accumulate(terms.begin(), terms.end(), 0.0) / static_cast<double>(terms.size());
}

/// `high` is a promise: the excess was followed to where most of it stays (or the suspect's own signals point at it,
/// too: blame summed from the ground was not followed), no rival explains it nearly as well, what the suspect calls and
/// what else its callers call was measured, and no change next door fits the onset.
std::vector<Open> open_questions(const Case& item, const Suspect& suspect, const ConfidenceTerms& terms) {
  std::vector<Open> out;
  const auto ask = [&](bool is_open, Open question) {
    if (is_open) out.push_back(question);
  };
  const bool followed = terms.trust > constants::a_part && !item.by_ground;
  ask(!followed && terms.own_reason < constants::a_part, Open::trust);
  ask(terms.lead < constants::most, Open::lead);
  ask(suspect.blame < constants::most, Open::blame);
  ask(terms.proof < constants::worth_a_look, Open::proof);
  ask(terms.observed < constants::nearly_all, Open::observed);
  ask(change_unsettled(item, suspect), Open::change);
  ask(is_inferred(item, suspect) || may_hide_another(item, suspect), Open::hidden);
  const bool calls_open = calls_unknown(item, suspect) || way_may_be_shut(item, suspect);
  ask(callees_could_explain(item, suspect) || (calls_open && terms.own_reason < constants::a_part), Open::callees);
  ask(own_part_is_mixed(item, suspect) && terms.own_reason < constants::worth_a_look, Open::mixed);
  ask(latencies_missing(*item.world), Open::latencies);
  ask(suspect.affected < constants::most, Open::members);
  return out;
}

}  // namespace

ConfidenceTerms confidence_terms(const Case& item, const std::vector<Suspect>& suspects, std::size_t rank) {
  const Suspect& suspect = suspects[rank];
  const double second = best_rival(item, suspects, rank);
  ConfidenceTerms out;
  out.blame = suspect.blame * item.reach;
  out.lead = suspect.score > 0 ? 1 - second / suspect.score : 0;
  out.proof = suspect.parts.proof;
  out.trust = item.reach;
  out.followed = constants::most + (1 - constants::most) * item.reach;
  out.callees_known = constants::most + (1 - constants::most) * suspect.observed;
  out.place = rank == 0 ? 1 : constants::most;
  out.value = out.place * out.followed * out.callees_known * mean({out.blame, out.lead, out.proof, out.trust});
  out.observed = suspect.observed;
  out.own_reason = own_reason(item, suspect);
  if (rank == 0) out.open = open_questions(item, suspect, out);
  out.earned = rank == 0 && out.open.empty();
  return out;
}

Confidence grade(const ConfidenceTerms& terms) {
  if (terms.earned) return Confidence::high;
  return terms.value >= constants::most ? Confidence::medium : Confidence::low;
}

Status decide(const Case& item, const std::vector<Suspect>& suspects, double unobserved_blame) {
  if (suspects.empty() || suspects.front().score <= 0) return Status::unknown;
  if (unobserved_blame > constants::most) return Status::unknown;
  return confidence_terms(item, suspects, 0).value < constants::a_part ? Status::unknown : Status::root_cause;
}

}  // namespace corootctl::rca
