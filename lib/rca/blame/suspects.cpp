#include "rca/blame/suspects.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/cores.hpp"
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
  const double reached = item.reachable[app] ? 1 : item.reach + (1 - item.reach) * constants::unreached_prior;
  if (!is_external(subject) || item.measured.apps[app].own_sli) return reached;
  return observed >= constants::mirrored_share * item.flow.blame_of(app) ? constants::client_only_prior : 1;
}

bool is_symptom(const World& world, const Evidence& evidence) {
  const auto role = world.describe(evidence.signal).role;
  return role == signals::Role::latency || role == signals::Role::errors || role == signals::Role::log;
}

/// A kill for lack of memory is named by the memory that ran out.
std::string name_of(const Case& item, std::size_t app, const std::string& signal) {
  const bool killed = signal == "oom" || signal == "oom_kills";
  return killed && item.world->apps[app]->series.find("memory_rss") != nullptr ? "memory_rss" : signal;
}

/// What a reason must prove beside the strongest one to be named. Errors rarely come from a busy CPU: there it must be
/// the strongest.
double enough_to_name(const Case& item, std::size_t app, const Reason& reason) {
  const auto role = item.world->describe(reason.evidence.signal).role;
  const bool busy = role == signals::Role::usage || role == signals::Role::saturation;
  const bool errors = item.flow.own[app][1] > item.flow.own[app][0];
  return busy && errors ? 1 : constants::name_reason_share;
}

/// An internal reason that proves enough beside the symptom.
const Reason* internal_reason(const Case& item, std::size_t app, const Proof& proof) {
  for (const Reason& reason : proof.reasons) {
    const bool enough = reason.weight >= enough_to_name(item, app, reason) * proof.reasons.front().weight;
    if (is_change(reason.evidence.signal) ? reason.blamed : enough && !is_symptom(*item.world, reason.evidence))
      return &reason;
  }
  return nullptr;
}

/// The signal that names the cause: an internal reason, else the symptom; logs only when nothing else speaks.
std::string signal_of(const Case& item, std::size_t app, const Proof& proof) {
  if (const Reason* reason = internal_reason(item, app, proof)) return name_of(item, app, reason->evidence.signal);
  for (const bool logs : {false, true})
    for (const Reason& reason : proof.reasons)
      if (!is_change(reason.evidence.signal) &&
          (logs || item.world->describe(reason.evidence.signal).role != signals::Role::log))
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
    if (reason.weight >= constants::shown_share * best && !said_by_app(reason.evidence)) out.push_back(reason.evidence);
  return out;
}

/// Share of the abnormal points at which the call's part in a currency was measured, on the call or at the callee. What
/// ended is known to have ended.
double known_part(const Case& item, std::size_t call, bool errors) {
  const CallState& state = item.measured.calls[call];
  const AppState& callee = item.measured.apps[item.world->calls[call].to];
  const Change& seen = errors ? state.errors : state.latency;
  const Change& level = seen.measured ? seen : (errors ? callee.errors : callee.latency);
  if (!level.measured || level.series == nullptr) return 0;
  if (state.ended || callee.lost_replicas()) return 1;
  const std::size_t points = item.window.end - item.window.onset;
  const auto values = std::span<const float>(level.series->values).subspan(item.window.onset, points);
  return static_cast<double>(mean_of(values).count) / static_cast<double>(points);
}

double known_share(const Case& item, const std::vector<std::size_t>& calls, bool errors) {
  if (calls.empty()) return 1;
  double known = 0;
  for (const std::size_t call : calls) known += known_part(item, call, errors);
  return known / static_cast<double>(calls.size());
}

/// Of an app's calls: known_share in the currencies latency and errors.
using KnownShares = std::array<double, currencies>;

std::vector<KnownShares> known_shares(const Case& item) {
  std::vector<KnownShares> out(item.world->apps.size());
  visit_each(out.size(), item.world->threads, [&](std::size_t app) {
    const auto& calls = item.world->outgoing[app];
    out[app] = {known_share(item, calls, false), known_share(item, calls, true)};
  });
  return out;
}

/// Blame that came over calls which nobody measured went where levels happened to be known. What else the same callers
/// call may be the cause as well: the known share of it, weighted by the blame that came.
double rivals_known(const Case& item, std::size_t app, bool errors, const std::vector<KnownShares>& shares) {
  double all = 0;
  double known = 0;
  for (const std::size_t call : item.world->incoming[app]) {
    const double came = item.flow.through[call];
    if (came <= 0) continue;
    const CallState& state = item.measured.calls[call];
    const bool seen = errors ? state.errors.measured : state.latency.measured;
    all += came;
    known += came * (seen ? 1 : shares[item.world->calls[call].from][errors ? 1 : 0]);
  }
  return all > 0 ? known / all : 1;
}

/// How much of what could be the cause beside an app, or behind it, was measured in the blamed currency, 0..1.
double observed_share(const Case& item, std::size_t app, const std::vector<KnownShares>& shares) {
  const auto& calls = item.world->outgoing[app];
  const signals::App& subject = *item.world->apps[app];
  if (calls.empty() && !subject.observed && !is_external(subject)) return 0;  // whom it calls is not known either
  const bool errors = item.flow.own[app][1] > item.flow.own[app][0];
  return std::min(shares[app][errors ? 1 : 0], rivals_known(item, app, errors, shares));
}

/// Where an app has no levels of its own, its callers' view is what there is to show. It proves no more than own levels
/// do.
void add_view_of_callers(const Case& item, std::size_t app, const OwnShare& own, double blame, Proof& proof) {
  const AppState& state = item.measured.apps[app];
  if (blame <= constants::negligible_blame || state.latency.measured || state.errors.measured) return;
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
    const Reason reason{constants::weight_next_door * one.fit, evidence_of_event(*one.change), {}, true};
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
  return blame > constants::traceable_blame || item.reach < constants::trusted_reach ||
         item.world->apps.size() <= constants::small_world;
}

double score_of(const Case& item, const Suspect& suspect) {
  const double proof = suspect.parts.proof;
  const double joined = suspect.blame * (constants::blame_alone + (1 - constants::blame_alone) * proof);
  const double alone = constants::evidence_alone * proof;
  return std::clamp(
      suspect.parts.prior * (item.reach * joined + (1 - item.reach) * constants::evidence_blind * proof + alone), 0.0,
      1.0);
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
    if (network[app].blame > constants::network_named_share * suspect.blame &&
        network[app].reason.weight > proof.weight) {
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
