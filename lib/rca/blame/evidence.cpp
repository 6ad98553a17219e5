#include "rca/blame/evidence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

using signals::Role;

double weight_of(Role role) {
  switch (role) {
    case Role::crash: return 1;
    case Role::saturation:
    case Role::usage:
    case Role::memory:
    case Role::wait:
    case Role::dns:
    case Role::disk:
    case Role::free_form: return constants::nearly_all;
    case Role::log: return constants::weight_log;
    default: return 0;
  }
}

/// Time between two points, positive when `later` is later.
std::int64_t between(const Window& window, std::size_t earlier, std::size_t later) {
  return (static_cast<std::int64_t>(later) - static_cast<std::int64_t>(earlier)) * window.step_ms;
}

/// What is looked at: one app or node, and when it began to suffer.
struct Seen {
  const World& world;
  const Window& window;
  const AppState& state;
  std::size_t symptom = 0;
  std::vector<const CallState*> calls{};  ///< of its callers
};

Seen look_at(const World& world, const Measured& measured, std::size_t app) {
  Seen out{world, measured.window, measured.apps[app], symptom_of(measured.window, measured.apps[app]), {}};
  for (const std::size_t call : world.incoming[app]) out.calls.push_back(&measured.calls[call]);
  return out;
}

double timing(const Seen& seen, const Change& change) {
  const Window& window = seen.window;
  if (!change.onset) return constants::most;
  if (between(window, seen.symptom, *change.onset) > std::max(window.step_ms, constants::long_step_ms))
    return constants::most;
  if (between(window, *change.onset, window.onset) > constants::incident_ms) return constants::a_part;
  return 1;
}

/// Signals that follow traffic count only beyond what the traffic explains.
double beyond_traffic(const AppState& state, Role role, const Change& change) {
  if (role != Role::usage && role != Role::log) return change.strength();
  if (!state.requests.measured || state.requests.before <= 0) return change.strength();
  const double more = std::max(1.0, state.requests.after / state.requests.before);
  Change rest = change;
  rest.peak_z -= change.before * (more - 1) / change.scale;
  return rest.strength();
}

double product(const ReasonTerms& terms) {
  return terms.kind * terms.place * terms.strength * terms.lasting * terms.timing;
}

void add_reason(Proof& proof, const ReasonTerms& terms, Evidence evidence) {
  const double weight = product(terms);
  if (weight > 0) proof.reasons.push_back({weight, std::move(evidence), terms, false});
}

/// Lines are counted, and few of them are: how surprising so many are at the usual rate, in deviations of a count (its
/// root is even), and the share of them that is new.
struct Lines {
  double surprise = 0;
  double fresh = 0;
};

Lines count_lines(const Window& window, const signals::Series& series) {
  if (series.values.size() < window.end) return {};
  const double step = static_cast<double>(window.step_ms) / 1000;
  const Mean usual = mean_of(usual_values(window, {series.values, series.reference}));
  const Mean now = mean_of(std::span<const float>(series.values).subspan(window.onset, window.end - window.onset));
  if (usual.count < constants::fewest_points || now.count == 0) return {};
  const double seen = now.value * step * static_cast<double>(now.count);
  const double rate = (usual.value * step * static_cast<double>(usual.count) + 0.5) / static_cast<double>(usual.count);
  const double expected = rate * static_cast<double>(now.count);
  return {count_surprise(seen, expected), seen > 0 ? positive(1 - expected / seen) : 0};
}

/// Error messages prove by their number; those of a kind that was never there before more than those that got more.
void read_log(const Seen& seen, const std::string& subject, const signals::Series& series, double share, Proof& proof) {
  const Lines lines = count_lines(seen.window, series);
  Change change = measure_change(seen.world, seen.window, &series);
  if (lines.surprise <= constants::abnormal_z || change.series == nullptr) return;
  change.peak_z = lines.surprise;  // counted over the whole window, so a burst is in time and lasts
  const double kind = constants::weight_log * (1 + lines.fresh);
  add_reason(proof, {kind, share, beyond_traffic(seen.state, Role::log, change), 1, 1},
             evidence_of(seen.world, seen.window, subject, change));
}

/// CPU use that moved by a small part of its limit hurts nobody, however quiet it was before.
void weigh_by_limit(const Window& window, const signals::SeriesBag& bag, Change& change) {
  const signals::Series* limit = bag.find("cpu_limit");
  if (!change.measured || limit == nullptr || limit->values.size() < window.end) return;
  const Mean cores = mean_of(std::span<const float>(limit->values).first(window.end));
  const double wider = std::max(1.0, constants::hardly * cores.value / change.scale);
  change.scale *= wider;
  change.mean_z /= wider;
  change.peak_z /= wider;
}

/// What the signals of the app, of one of its pods, or of a node prove; `share` is how much of it counts for the app.
void read_bag(const Seen& seen, const std::string& subject, const signals::SeriesBag& bag, double share, Proof& proof) {
  for (const signals::Series& series : bag.all) {
    const auto info = seen.world.describe(series.signal);
    const double weight = weight_of(info.role);
    if (info.role == Role::log) read_log(seen, subject, series, share, proof);
    if (weight <= 0 || info.role == Role::log) continue;
    Change change = measure_change(seen.world, seen.window, &series);
    if (info.role == Role::usage) weigh_by_limit(seen.window, bag, change);
    if (!change.measured || change.peak_z <= constants::abnormal_z || !change.outside) continue;
    // A level must hold over the window; what is counted (kills, restarts) need not.
    const double lasting = info.role == Role::crash ? 1 : std::max(constants::a_part, change.certainty());
    const ReasonTerms terms{weight, share, beyond_traffic(seen.state, info.role, change), lasting,
                            timing(seen, change)};
    add_reason(proof, terms, evidence_of(seen.world, seen.window, subject, change));
  }
}

/// The signals of an app and of its pods.
Proof read_internals(const Seen& seen, const signals::App& app, double pod_share) {
  Proof proof;
  read_bag(seen, app.id, app.series, 1, proof);
  for (const signals::Instance& pod : app.instances) read_bag(seen, pod.id, pod.series, pod_share, proof);
  return proof;
}

/// A quantile over so few requests that hardly one lies beyond it is the luck of one request: the share of points,
/// 0..1, that have one. An average has no such bound.
double support_of(const Seen& seen, const Change& level) {
  constexpr std::array<std::pair<std::string_view, double>, 4> beyond{
      {{"latency_p50", 0.5}, {"latency_p90", 0.1}, {"latency_p95", 0.05}, {"latency_p99", 0.01}}};
  if (!seen.state.requests.measured) return 1;
  const double asked = seen.state.requests.after * static_cast<double>(seen.window.step_ms) / 1000;
  for (const auto& [signal, share] : beyond)
    if (level.series->signal == signal) return std::clamp(asked * share / 2, 0.0, 1.0);
  return 1;
}

/// Its callers' calls were measured at it, as means of all requests, and none of them got slower: then a quantile moved
/// by the luck of some.
bool refuted_by_calls(const Seen& seen, const Change& level) {
  if (level.series->signal.rfind("latency_p", 0) != 0) return false;
  bool measured = false;
  for (const CallState* call : seen.calls) {
    if (call->server_latency.certainty() > 0) return false;
    measured = measured || call->server_latency.measured;
  }
  return measured;
}

void read_own_levels(const Seen& seen, const std::string& subject, const OwnShare& own, Proof& proof) {
  const auto read = [&](const Change& level, double weight, double share) {
    if (!level.measured || level.certainty() <= 0) return;
    const double lasting = level.outside && !refuted_by_calls(seen, level) ? 1 : constants::a_part;
    const double strength = std::max(level.outside ? constants::worth_a_look : 0, level.strength());
    add_reason(proof, {weight, share * support_of(seen, level), strength, lasting},
               evidence_of(seen.world, seen.window, subject, level));
  };
  read(seen.state.latency, constants::most, own.latency);
  read(seen.state.errors, constants::most, own.errors);
}

/// Mean of a pod's level over the part of the abnormal window in which it was measured.
double level_in_window(const Window& window, const signals::SeriesBag& bag, const char* signal) {
  const signals::Series* series = bag.find(signal);
  if (series == nullptr) return -1;
  const Mean mean = mean_of(std::span<const float>(series->values).subspan(window.onset, window.end - window.onset));
  return mean.count > 0 ? mean.value : -1;
}

bool born_after(const Window& window, const signals::SeriesBag& bag, std::int64_t at_ms) {
  bool any = false;
  for (const signals::Series& series : bag.all)
    for (std::size_t i = 0; i < series.values.size(); ++i) {
      if (!std::isfinite(series.values[i])) continue;
      if (window.time_of(i) + window.step_ms < at_ms) return false;
      any = true;
    }
  return any;
}

/// The pods that came with the change suffer, those before it did not: the one test that tells a bad deploy from a
/// decoy.
bool new_pods_suffer(const Seen& seen, std::size_t app, const signals::Event& event) {
  for (const char* signal : {"error_ratio", "latency_avg"}) {
    double young = -1;
    std::size_t old = 0;
    for (const signals::Instance& pod : seen.world.apps[app]->instances)
      if (born_after(seen.window, pod.series, event.at_ms))
        young = std::max(young, level_in_window(seen.window, pod.series, signal));
      else
        ++old;
    const Change& level = std::string_view(signal) == "error_ratio" ? seen.state.errors : seen.state.latency;
    if (old > 0 && young > constants::several * std::max(level.before, level.scale)) return true;
  }
  return false;
}

/// Changes that could have brought the symptom, latest first.
std::vector<const signals::Event*> changes_before(const Seen& seen, std::size_t app) {
  const std::int64_t begun = seen.window.time_of(seen.symptom) + seen.window.step_ms;
  const auto& events = seen.world.events_of[app];
  std::vector<const signals::Event*> out;
  for (auto event = events.rbegin(); event != events.rend() && out.size() < constants::most_told; ++event)
    if (is_change((*event)->kind) && (*event)->at_ms <= begun && begun - (*event)->at_ms <= constants::incident_ms)
      out.push_back(*event);
  return out;
}

double strongest_of(const Proof& proof) {
  double out = 0;
  for (const Reason& reason : proof.reasons) out = std::max(out, reason.weight);
  return out;
}

/// Changes stand behind the symptom they may explain, and add a bonus that fades with their age.
double read_changes(const Seen& seen, std::size_t app, Proof& proof) {
  const double strongest = strongest_of(proof);
  if (strongest <= 0) return 0;
  double bonus = 0;
  double place = 1 - constants::negligible;
  for (const signals::Event* event : changes_before(seen, app)) {
    const std::int64_t passed = std::max<std::int64_t>(0, seen.window.time_of(seen.symptom) - event->at_ms);
    const double age = static_cast<double>(passed) / static_cast<double>(constants::incident_ms);
    const bool at_once = passed <= constants::blamed_change_reach_ms;
    Reason reason{strongest * place, evidence_of_event(*event), {}, at_once && new_pods_suffer(seen, app, *event)};
    bonus = std::max(bonus, (reason.blamed ? constants::several : 1) * constants::worth_a_look * (1 - age));
    place -= constants::negligible;
    proof.reasons.push_back(std::move(reason));
  }
  return bonus;
}

void read_crash_events(const World& world, const Window& window, std::size_t app, Proof& proof) {
  for (const signals::Event* event : world.events_of[app]) {
    if (event->kind != "oom" && event->kind != "restart") continue;
    if (event->at_ms < window.onset_ms() - window.step_ms || event->at_ms > window.time_of(window.end)) continue;
    add_reason(proof, {1}, evidence_of_event(*event));
  }
}

/// Memory that grew until the kernel killed the process is the reason; the kill is its end.
void prefer_memory(Proof& proof) {
  const auto is = [](const char* name) {
    return [name](const Reason& reason) { return reason.evidence.signal == name; };
  };
  const bool killed = std::any_of(proof.reasons.begin(), proof.reasons.end(), is("oom")) ||
                      std::any_of(proof.reasons.begin(), proof.reasons.end(), is("oom_kills"));
  if (!killed) return;
  for (Reason& reason : proof.reasons)
    if (reason.evidence.signal == "memory_rss") {
      reason.weight = 1;
      reason.terms = ReasonTerms{1};
    }
}

void settle(Proof& proof) {
  std::sort(proof.reasons.begin(), proof.reasons.end(), [](const Reason& a, const Reason& b) {
    if (a.weight != b.weight) return a.weight > b.weight;
    return std::tie(a.evidence.subject, a.evidence.signal, a.evidence.onset_ms) <
           std::tie(b.evidence.subject, b.evidence.signal, b.evidence.onset_ms);
  });
  proof.weight = proof.reasons.empty() ? 0 : proof.reasons.front().weight;
}

}  // namespace

bool is_symptom(const World& world, std::string_view signal) {
  const Role role = world.describe(signal).role;
  return role == Role::latency || role == Role::errors || role == Role::log;
}

Evidence evidence_of_event(const signals::Event& event) {
  return {.signal = event.kind, .subject = event.subject, .onset_ms = event.at_ms, .text = event.text};
}

std::size_t symptom_of(const Window& window, const AppState& state) {
  const std::size_t earliest = window.onset > constants::fewest_points ? window.onset - constants::fewest_points : 0;
  std::size_t out = window.onset;
  if (state.latency.onset && state.latency.certainty() > 0) out = std::max(earliest, *state.latency.onset);
  if (state.errors.onset && state.errors.certainty() > 0) out = std::min(out, std::max(earliest, *state.errors.onset));
  return out;
}

Evidence evidence_of(const World& world, const Window& window, const std::string& subject, const Change& change) {
  Evidence out{.signal = change.series->signal, .subject = subject, .before = change.before, .after = change.after};
  out.unit = world.describe(out.signal).unit;
  out.z = change.peak_z;
  if (change.onset) out.onset_ms = window.time_of(*change.onset);
  return out;
}

void keep_stronger(Reason& best, const ReasonTerms& terms, const World& world, const Window& window,
                   const std::string& subject, const Change& change) {
  const double weight = product(terms);
  if (weight > best.weight) best = {weight, evidence_of(world, window, subject, change), terms, false};
}

Proof prove_app(const World& world, const Measured& measured, std::size_t app, const OwnShare& own) {
  const signals::App& item = *world.apps[app];
  const Seen seen = look_at(world, measured, app);
  // One pod of several proves less about the app, but names the place.
  Proof proof = read_internals(seen, item, item.series.all.empty() ? 1 : constants::nearly_all);
  read_crash_events(world, measured.window, app, proof);
  read_own_levels(seen, item.id, own, proof);
  prefer_memory(proof);
  const double bonus = read_changes(seen, app, proof);
  settle(proof);
  proof.change_bonus = std::min(1.0, proof.weight + bonus) - proof.weight;
  proof.weight += proof.change_bonus;
  return proof;
}

std::vector<Reason> seen_by_callers(const World& world, const Measured& measured, std::size_t app,
                                    const OwnShare& own) {
  Reason slow;
  Reason failed;
  for (const std::size_t call : world.incoming[app]) {
    const CallState& state = measured.calls[call];
    const auto consider = [&](const Change& change, double kind, double stayed, Reason& best) {
      if (change.certainty() > 0)
        keep_stronger(best, {kind, stayed, change.strength()}, world, measured.window, world.id_of(world.calls[call]),
                      change);
    };
    consider(state.latency, constants::most, own.latency, slow);
    consider(state.errors, constants::most, own.errors, failed);
  }
  std::vector<Reason> out;
  for (Reason* one : {&slow, &failed})
    if (one->weight > 0) out.push_back(std::move(*one));
  return out;
}

double strongest_internal(const World& world, const Measured& measured, std::size_t app) {
  const Seen seen = look_at(world, measured, app);
  double best = 0;
  for (const Reason& reason : read_internals(seen, *world.apps[app], constants::nearly_all).reasons)
    if (world.describe(reason.evidence.signal).role != Role::log) best = std::max(best, reason.weight);
  return best;
}

Proof prove_node(const World& world, const Window& window, const signals::Node& node) {
  Proof proof;
  const AppState no_state;
  read_bag({world, window, no_state, window.onset, {}}, node.id, node.series, 1, proof);
  settle(proof);
  return proof;
}

}  // namespace corootctl::rca
