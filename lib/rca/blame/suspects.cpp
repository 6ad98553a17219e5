#include "rca/blame/suspects.hpp"

#include <algorithm>
#include <cmath>

#include "base/cores.hpp"
#include "rca/blame/known.hpp"
#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// Shares of the blame that came by which stayed with the app itself, by currency.
OwnShare own_share(const Flow& flow, std::size_t app) {
  const double passing = flow.passing[app][0] + flow.passing[app][1];
  if (passing <= 0) return {};
  return {std::clamp(flow.own[app][0] / passing, 0.0, 1.0), std::clamp(flow.own[app][1] / passing, 0.0, 1.0)};
}

/// The largest blame of an app that measured itself.
double best_observed(const Case& item) {
  double best = 0;
  for (std::size_t app = 0; app < item.world->apps.size(); ++app)
    if (item.measured.apps[app].own_sli) best = std::max(best, item.flow.blame_of(app));
  return best;
}

double prior_of(const Case& item, std::size_t app, double observed) {
  const signals::App& subject = *item.world->apps[app];
  const double reached = item.reachable[app] ? 1 : item.reach + (1 - item.reach) * constants::a_part;
  if (!is_external(subject) || item.measured.apps[app].own_sli) return reached;
  return observed >= constants::a_part * item.flow.blame_of(app) ? constants::a_part : 1;
}

/// A kill for lack of memory is named by the memory that ran out.
std::string name_of(const Case& item, std::size_t app, const std::string& signal) {
  const bool killed = signal == "oom" || signal == "oom_kills";
  return killed && item.world->apps[app]->series.find("memory_rss") != nullptr ? "memory_rss" : signal;
}

signals::Role role_of(const Case& item, const Reason& reason) {
  return item.world->describe(reason.evidence.signal).role;
}

/// What a reason must prove to be named, beside the strongest that is no log: logs of victims are loud. Errors rarely
/// come from a busy CPU: there it must be the strongest.
double enough_to_name(const Case& item, const Proof& proof, const Reason& reason, bool errors) {
  const auto role = role_of(item, reason);
  const bool busy = role == signals::Role::usage || role == signals::Role::saturation;
  double strongest = 0;
  for (const Reason& other : proof.reasons)
    if (role_of(item, other) != signals::Role::log) strongest = std::max(strongest, other.weight);
  return strongest * (busy && errors ? 1 : constants::most);
}

/// An internal reason that proves enough beside the symptom. Memory that is used costs no time, so with lost time it is
/// named when nothing else is.
const Reason* internal_reason(const Case& item, std::size_t app, const Proof& proof) {
  const bool errors = item.flow.own[app][1] > item.flow.own[app][0];
  for (const bool memory : {errors, true})
    for (const Reason& reason : proof.reasons) {
      if (is_change(reason.evidence.signal) && reason.blamed) return &reason;
      if (is_change(reason.evidence.signal) || is_symptom(*item.world, reason.evidence.signal)) continue;
      const bool fits = memory || role_of(item, reason) != signals::Role::memory;
      if (fits && reason.weight >= enough_to_name(item, proof, reason, errors)) return &reason;
    }
  return nullptr;
}

/// The signal that names the cause: an internal reason, else the symptom; logs only when nothing else speaks.
std::string signal_of(const Case& item, std::size_t app, const Proof& proof) {
  if (const Reason* reason = internal_reason(item, app, proof)) return name_of(item, app, reason->evidence.signal);
  for (const bool logs : {false, true})
    for (const Reason& reason : proof.reasons)
      if (!is_change(reason.evidence.signal) && (logs || role_of(item, reason) != signals::Role::log))
        return reason.evidence.signal;
  const AppState& state = item.measured.apps[app];
  if (state.errors.measured && (!state.latency.measured || state.errors.mean_z > state.latency.mean_z))
    return "error_ratio";
  return state.latency.measured ? state.latency.series->signal : "";
}

/// Evidence for people: nothing that proves little beside the best, and no pod that repeats what its app shows.
std::vector<Evidence> worth_showing(const std::string& app, Proof& proof) {
  const double best = proof.reasons.empty() ? 0 : proof.reasons.front().weight;
  const auto said_by_app = [&](const Evidence& evidence) {
    return evidence.subject != app && std::any_of(proof.reasons.begin(), proof.reasons.end(), [&](const Reason& other) {
             return other.evidence.subject == app && other.evidence.signal == evidence.signal;
           });
  };
  std::vector<Evidence> out;
  for (const Reason& reason : proof.reasons)
    if (reason.weight >= constants::a_part * best && !said_by_app(reason.evidence)) out.push_back(reason.evidence);
  return out;
}

/// Where an app has no levels of its own, its callers' view is what there is to show. It proves no more than own levels
/// do.
void add_view_of_callers(const Case& item, std::size_t app, const OwnShare& own, double blame, Proof& proof) {
  const AppState& state = item.measured.apps[app];
  if (blame <= constants::negligible || state.latency.measured || state.errors.measured) return;
  for (Reason& reason : seen_by_callers(*item.world, item.measured, app, own)) {
    proof.weight = std::max(proof.weight, reason.weight);
    proof.reasons.push_back(std::move(reason));
  }
  std::stable_sort(proof.reasons.begin(), proof.reasons.end(),
                   [](const Reason& a, const Reason& b) { return a.weight > b.weight; });
}

/// A change right before what its callers suffer is the reason that is named, unless its own signals say more.
void add_next_door(const Case& item, std::size_t app, Proof& proof) {
  for (const NextDoor& one : item.next_door) {
    if (one.callee != app) continue;
    const Reason reason{constants::most * one.fit, evidence_of_event(*one.change), {}, true};
    std::erase_if(proof.reasons, [&](const Reason& other) {
      return other.evidence.signal == reason.evidence.signal && other.evidence.onset_ms == reason.evidence.onset_ms &&
             other.evidence.subject == reason.evidence.subject;
    });
    const auto place = std::find_if(proof.reasons.begin(), proof.reasons.end(),
                                    [&](const Reason& other) { return other.weight <= reason.weight; });
    proof.reasons.insert(place, reason);
    proof.weight = std::max(proof.weight, reason.weight);
    return;
  }
}

/// Reading all signals of an app costs; without blame it only matters while the flow decides nothing.
bool worth_proving(const Case& item, double blame) {
  return blame > constants::negligible || item.reach < constants::nearly_all ||
         item.world->apps.size() <= constants::many_apps;
}

double score_of(const Case& item, const Suspect& suspect) {
  const double proof = suspect.parts.proof;
  const double joined = suspect.blame * (constants::a_part + (1 - constants::a_part) * proof);
  const double alone = constants::hardly * proof;
  return std::clamp(suspect.parts.prior * (item.reach * joined + (1 - item.reach) * proof + alone), 0.0, 1.0);
}

}  // namespace

void keep_reason(const Reason& reason, Suspect& suspect) {
  constexpr std::size_t most_reasons = 8;
  if (reason.weight > 0 && suspect.parts.reasons.size() < most_reasons)
    suspect.parts.reasons.push_back({reason.evidence.signal, reason.evidence.subject, reason.weight, reason.terms});
}

std::vector<Suspect> suspect_apps(const Case& item, const std::vector<AppNetwork>& network) {
  std::vector<Suspect> out(item.world->apps.size());
  const double observed = best_observed(item);
  const std::vector<KnownShares> known = known_shares(item);
  visit_each(out.size(), item.world->threads, [&](std::size_t app) {
    Suspect& suspect = out[app];
    suspect.kind = is_external(*item.world->apps[app]) ? CauseKind::external : CauseKind::app;
    suspect.subject = item.world->apps[app]->id;
    suspect.blame = std::min(1.0, item.flow.blame_of(app) + network[app].blame);
    suspect.observed = observed_share(item, app, known);
    suspect.parts.prior = prior_of(item, app, observed);
    Proof proof;
    const OwnShare own = own_share(item.flow, app);
    if (worth_proving(item, suspect.blame)) proof = prove_app(*item.world, item.measured, app, own);
    add_view_of_callers(item, app, own, suspect.blame, proof);
    add_next_door(item, app, proof);
    if (network[app].blame > constants::a_part * suspect.blame && network[app].reason.weight > proof.weight) {
      proof.weight = network[app].reason.weight;
      proof.reasons.insert(proof.reasons.begin(), network[app].reason);
    }
    suspect.parts.proof = proof.weight;
    suspect.parts.change_bonus = proof.change_bonus;
    suspect.parts.latency = {item.flow.passing[app][0], item.flow.own[app][0]};
    suspect.parts.errors = {item.flow.passing[app][1], item.flow.own[app][1]};
    for (const Reason& reason : proof.reasons) keep_reason(reason, suspect);
    suspect.signal = signal_of(item, app, proof);
    suspect.evidence = worth_showing(suspect.subject, proof);
  });
  return out;
}

void rank_suspects(const Case& item, std::vector<Suspect>& suspects) {
  for (Suspect& suspect : suspects) suspect.score = std::round(score_of(item, suspect) * 1e6) / 1e6;
  std::sort(suspects.begin(), suspects.end(), [](const Suspect& a, const Suspect& b) {
    if (a.score != b.score) return a.score > b.score;
    return a.subject != b.subject ? a.subject < b.subject : a.kind < b.kind;
  });
}

}  // namespace corootctl::rca
