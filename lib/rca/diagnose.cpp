#include "rca/diagnose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "base/units.hpp"
#include "rca/blame/aggregates.hpp"
#include "rca/blame/behind.hpp"
#include "rca/blame/ground.hpp"
#include "rca/blame/next_door.hpp"
#include "rca/blame/unmeasured.hpp"
#include "rca/constants.hpp"
#include "rca/verdict/confidence.hpp"
#include "rca/verdict/explain.hpp"
#include "rca/verdict/quotes.hpp"
#include "rca/verdict/verdict.hpp"

namespace corootctl::rca {
namespace {

/// What is to be explained: an app, why, and since when people know.
struct Claim {
  std::size_t app = 0;
  std::string slo{};
  std::int64_t opened_ms = 0;
  std::optional<std::int64_t> resolved_ms{};
};

std::vector<Claim> claims_of(const World& world) {
  std::vector<Claim> out;
  const signals::Snapshot& snapshot = *world.snapshot;
  constexpr std::size_t any = static_cast<std::size_t>(-1);
  const std::size_t target = snapshot.target ? world.find_app(*snapshot.target).value_or(any) : any;
  for (const signals::Incident& incident : snapshot.incidents) {
    const auto app = world.find_app(incident.subject);
    if (app && (target == any || *app == target))
      out.push_back({*app, incident.slo, incident.opened_at_ms, incident.resolved_at_ms});
  }
  if (out.empty() && target != any && !snapshot.incidents.empty()) {
    const signals::Incident& first =
        *std::min_element(snapshot.incidents.begin(), snapshot.incidents.end(), [](const auto& a, const auto& b) {
          return std::tie(a.opened_at_ms, a.subject, a.slo) < std::tie(b.opened_at_ms, b.subject, b.slo);
        });
    out.push_back({target, first.slo, first.opened_at_ms, first.resolved_at_ms});
  }
  std::sort(out.begin(), out.end(), [&](const Claim& a, const Claim& b) {
    return std::tie(a.opened_ms, world.apps[a.app]->id, a.slo) < std::tie(b.opened_ms, world.apps[b.app]->id, b.slo);
  });
  return out;
}

/// Series that tell the onset when the subject's own service level is not there: all that can only get worse.
std::vector<const signals::Series*> all_series(const World& world) {
  std::vector<const signals::Series*> out;
  for (const signals::App* app : world.apps)
    for (const signals::Series& series : app->series.all)
      if (world.describe(series.signal).worse != signals::Worse::neither) out.push_back(&series);
  return out;
}

/// A level that was measured and tells nothing has no onset: people knew when. Where none was measured, all series
/// tell.
Window window_without_level(const World& world, const Claim& claim) {
  Window out = service_levels(world, claim.app, claim.slo).empty()
                   ? find_window(world, all_series(world), claim.opened_ms, claim.resolved_ms)
                   : window_at(world, claim.opened_ms, claim.resolved_ms);
  out.end = out.latest;
  return out;
}

struct Checked {
  Claim claim{};
  Window window{};
  bool has_window = true;  ///< false: no level tells, so all series shall; only the main claim is worth that
  Alarm alarm{};
};

/// Requests times latency, i.e. how many are on their way at a time, did not grow: the mean rose because the short
/// calls stopped, and those that wait on purpose (long polls, blocking reads) went on.
bool only_waits(const World& world, const Window& window, std::size_t app) {
  const Change requests = measure_change(world, window, world.apps[app]->series.find("requests"));
  const Change latency = measure_change(world, window, world.apps[app]->series.find("latency_avg"));
  if (!requests.measured || !latency.measured || latency.delta <= 0 || requests.after >= requests.before) return false;
  return requests.after * latency.after <= (1 + constants::worth_a_look) * requests.before * latency.before;
}

/// Looks at the claimed service level; when it was not measured, or came less near to an incident, at the other one.
Checked check_claim(const World& world, const Claim& claim) {
  Checked out{.claim = claim};
  double hint = 0;
  if (const auto own = service_levels(world, claim.app, claim.slo); !own.empty()) {
    out.window = find_window(world, own, claim.opened_ms, claim.resolved_ms);
    out.alarm = check_alarm(world, out.window, claim.app, claim.slo, claim.opened_ms);
    if (out.alarm.real && only_waits(world, out.window, claim.app)) {
      out.window = find_last_window(world, own, claim.opened_ms, claim.resolved_ms);
      out.alarm = check_alarm(world, out.window, claim.app, claim.slo, claim.opened_ms);
    }
    if (out.alarm.real || out.alarm.refuted || out.alarm.too_late) return out;
    hint = out.alarm.hint;
  }
  const std::string other = claim.slo == "availability" ? "latency" : "availability";
  if (const auto second = service_levels(world, claim.app, other); !second.empty()) {
    out.window = find_window(world, second, claim.opened_ms, claim.resolved_ms);
    out.alarm = check_alarm(world, out.window, claim.app, other, claim.opened_ms);
    out.alarm.refuted = out.alarm.too_late = false;  // it is not what the alarm spoke about, so it cannot refute it
    if (out.alarm.real || (out.alarm.hint >= constants::most && out.alarm.hint > hint)) return out;
  }
  out.has_window = false;
  out.alarm = Alarm{claim.slo == "availability" ? Currency::errors : Currency::latency};
  return out;
}

/// A question about an app that raised no alarm itself: both its service levels are looked at, up to the first alarm of
/// another app or to the end, and only what left its usual range counts.
std::vector<Checked> look_without_alarm(const World& world) {
  const signals::Snapshot& snapshot = *world.snapshot;
  const auto asked = snapshot.target ? world.find_app(*snapshot.target) : std::nullopt;
  const auto raised = [&](const signals::Incident& incident) { return incident.subject == *snapshot.target; };
  if (!asked || snapshot.grid.points == 0 || std::any_of(snapshot.incidents.begin(), snapshot.incidents.end(), raised))
    return {};
  std::int64_t known_ms =
      snapshot.grid.from_ms + static_cast<std::int64_t>(snapshot.grid.points - 1) * snapshot.grid.step_ms;
  for (const signals::Incident& incident : snapshot.incidents) known_ms = std::min(known_ms, incident.opened_at_ms);
  std::vector<Checked> out;
  for (const char* slo : {"availability", "latency"}) {
    Checked one = check_claim(world, {*asked, slo, known_ms, {}});
    const bool again = !out.empty() && out.front().alarm.currency == one.alarm.currency;
    if (one.alarm.real && !again) out.push_back(std::move(one));
  }
  return out;
}

/// The claim that says most: real before unmeasured, then the most certain, then the first.
bool says_more(const Checked& a, const Checked& b) {
  if (a.alarm.real != b.alarm.real) return a.alarm.real;
  if (a.alarm.too_late != b.alarm.too_late) return a.alarm.too_late;
  return std::round(a.alarm.deviations * 100) > std::round(b.alarm.deviations * 100);
}

std::vector<Source> sources_of(const std::vector<Checked>& checked) {
  std::vector<Source> out;
  for (const Checked& one : checked)
    if (!one.alarm.refuted && !one.alarm.too_late) out.push_back({one.claim.app, one.alarm.currency, 1});
  for (Source& source : out) source.weight = 1.0 / static_cast<double>(out.size());
  return out;
}

/// Apps that the sources call, over any number of hops, and the sources. Everything, when none of their calls is known.
std::vector<bool> reachable_from(const World& world, const std::vector<Source>& sources) {
  const bool linked = std::any_of(sources.begin(), sources.end(), [&](const Source& source) {
    return !world.outgoing[source.app].empty() || !world.incoming[source.app].empty();
  });
  if (!linked) return std::vector<bool>(world.apps.size(), true);
  std::vector<std::size_t> apps;
  for (const Source& source : sources) apps.push_back(source.app);
  return follow_calls(world, std::move(apps), Direction::to_callees);
}

/// Averages and error ratios add up along calls. Quantiles of apps do not: without measurements on the calls a flow of
/// them is a guess.
double quality_of(const Case& item, const Checked& main) {
  if (main.alarm.currency == Currency::errors) return 1;
  const Change& level = item.measured.apps[main.claim.app].latency;
  if (!level.measured || level.series->signal == "latency_avg") return 1;
  const auto& calls = item.world->outgoing[main.claim.app];
  const bool measured = std::any_of(calls.begin(), calls.end(),
                                    [&](std::size_t call) { return item.measured.calls[call].latency.measured; });
  return measured || calls.empty() ? 1 : constants::a_part;
}

/// How far the flow can be trusted: as far as the target's own excess is certain; without one, only when calls show
/// some.
double reach_of(const Case& item, const Checked& main) {
  if (item.sources.empty() || item.world->calls.empty()) return 0;
  const Split& split = item.flow.splits[main.claim.app][static_cast<std::size_t>(main.alarm.currency)];
  if (split.sum() <= 0) return main.alarm.real ? constants::nearly_all : 0;
  const double trust = main.alarm.real ? std::max(constants::nearly_all, main.alarm.certainty) : constants::a_part;
  return trust * quality_of(item, main);
}

/// What was lost below counts in full from a small share of what the alarmed app's requests take anyway.
double weight_of_loss(const Case& item, const Checked& main, double lost) {
  const AppState& state = item.measured.apps[main.claim.app];
  const double usual = state.requests.after * state.latency.before;
  return usual > 0 ? std::min(1.0, lost / (constants::hardly * usual)) : 1;
}

Case open_case(World& world, const Checked& main, const std::vector<Checked>& checked) {
  Case out;
  out.world = &world;
  out.window = main.has_window ? main.window : window_without_level(world, main.claim);
  out.measured = measure_world(world, out.window);
  out.sources = sources_of(checked);
  out.flow = run_flow(world, out.measured, out.sources);
  if (infer_hidden_calls(world, out.measured, out.flow) > 0) out.flow = run_flow(world, out.measured, out.sources);
  out.reach = reach_of(out, main);
  out.reachable = reachable_from(world, out.sources);
  if (!main.alarm.real)
    if (const double lost = blame_by_ground(out, out.flow); lost > 0) {
      out.by_ground = true;
      out.reach = std::max(out.reach, constants::most * weight_of_loss(out, main, lost));
    }
  return out;
}

/// Few requests of the alarmed app take the slow way, or its level is restless, and its mean hides them: something that
/// it calls, directly or not, surely got slower (or failed), by an amount that counts beside the app's own latency.
bool trouble_below(const World& world, const Checked& main) {
  const AppState state = measure_app(world, main.window, *world.apps[main.claim.app]);
  const bool errors = main.alarm.currency == Currency::errors;
  if (!state.requests.measured || state.requests.after <= 0 || (!errors && !state.latency.measured)) return false;
  Case item{.world = &world, .window = main.window};
  item.reachable = reachable_from(world, {{main.claim.app, Currency::latency, 1}});
  double lost = sure_loss_of_apps(item, main.claim.app, main.alarm.currency);
  if (!errors) lost = std::max(lost, sure_loss(item));
  return lost / state.requests.after > constants::hardly * (errors ? 1 : state.latency.before);
}

/// A cluster whose name resolution failed takes its members' link blame; the rest are apps, links, nodes and load.
std::vector<Suspect> gather(Case& item) {
  blame_unmeasured(item);
  blame_changes_next_door(item);
  const LinkBlame links = share_link_blame(item);
  std::vector<double> blame(item.world->apps.size());
  for (std::size_t app = 0; app < blame.size(); ++app) blame[app] = item.flow.blame_of(app);
  const std::vector<Suspect> load = suspect_load(item, blame);
  std::vector<Suspect> out = suspect_apps(item, links.apps);
  for (std::size_t app = 0; app < blame.size(); ++app) {
    const double moved = item.flow.blame_of(app) - blame[app];
    if (moved > 0) out[app].blame = std::max(0.0, out[app].blame - moved);
  }
  for (auto& more : {suspect_clusters(item), load, suspect_links(item, links), suspect_nodes(item, links)})
    out.insert(out.end(), more.begin(), more.end());
  return out;
}

/// Blame that ended in clusters whose telemetry ends, or at apps without an agent that may call into them: no claim can
/// be made about it.
double blame_in_the_dark(const Case& item) {
  const std::vector<std::string> silent = silent_clusters(*item.world);
  if (silent.empty()) return 0;
  const auto is_silent = [&](const signals::App& app) {
    return std::find(silent.begin(), silent.end(), app.cluster) != silent.end();
  };
  double out = 0;
  for (std::size_t app = 0; app < item.world->apps.size(); ++app) {
    const signals::App& one = *item.world->apps[app];
    if (is_silent(one) || (!one.observed && !is_external(one))) out += item.flow.blame_of(app);
  }
  for (std::size_t call = 0; call < item.world->calls.size(); ++call)
    if (is_silent(*item.world->apps[item.world->calls[call].to])) out += item.flow.links[call];
  return out;
}

Candidate candidate_of(const Case& item, std::vector<Suspect>& ranked, std::size_t rank) {
  constexpr std::size_t most_evidence = 6, most_explained = 10;
  Suspect& suspect = ranked[rank];
  suspect.parts.blame = suspect.blame;
  suspect.parts.trust = item.reach;
  suspect.parts.confidence = confidence_terms(item, ranked, rank);
  suspect.confidence = grade(suspect.parts.confidence);
  suspect.evidence.resize(std::min(suspect.evidence.size(), rank < most_explained ? most_evidence : 0));
  if (rank < most_explained) suspect.terms = std::move(suspect.parts);
  return std::move(suspect);
}

/// Nothing is claimed, or the claim does not hold. Where a whole cluster fell silent even that cannot be said.
Answer quiet_answer(const World& world, const Checked* main) {
  Answer out;
  if (main != nullptr)
    out.target = world.apps[main->claim.app]->id;
  else if (world.snapshot->target)
    out.target = *world.snapshot->target;
  out.data_gaps = world.snapshot->gaps;
  const std::vector<std::string> silent = silent_clusters(world);
  const bool too_late = main != nullptr && main->alarm.too_late;
  out.status = silent.empty() && !too_late ? Status::no_incident : Status::unknown;
  if (too_late)
    out.data_gaps.push_back(
        {out.target,
         fmt::format(
             "its alarm came only {} after the data begin, and nothing changed in them: look further back (--since)",
             format_span(main->alarm.history_ms))});
  for (const std::string& cluster : silent) {
    Candidate candidate;
    candidate.kind = CauseKind::cluster;
    candidate.subject = cluster;
    candidate.against = {"its telemetry ended; whether it works was not measured"};
    out.candidates.push_back(std::move(candidate));
    out.data_gaps.push_back({cluster, "telemetry of this cluster ends inside the window"});
  }
  sort_gaps(out.data_gaps);
  return out;
}

/// Per app whether another one of `callers` calls it, over any number of hops.
std::vector<bool> called_by_another(const World& world, const std::vector<std::size_t>& callers) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::array<std::size_t, 2>> from(world.apps.size(),
                                               {none, none});  // one of two is another, so two will do
  std::vector<std::pair<std::size_t, std::size_t>> open;
  for (const std::size_t caller : callers) open.emplace_back(caller, caller);
  while (!open.empty()) {
    const auto [app, caller] = open.back();
    open.pop_back();
    for (const std::size_t call : world.outgoing[app]) {
      auto& [first, second] = from[world.calls[call].to];
      if (first == caller || second != none) continue;
      (first == none ? first : second) = caller;
      open.emplace_back(world.calls[call].to, caller);
    }
  }
  std::vector<bool> out(from.size());
  for (std::size_t app = 0; app < out.size(); ++app)
    out[app] = from[app][1] != none || (from[app][0] != none && from[app][0] != app);
  return out;
}

/// The suffering app to tell the story from: no other alarmed app calls it, and most request-seconds (or errors) are
/// lost.
std::size_t narrator(const Case& item, const std::vector<Checked>& checked, const Checked& main) {
  std::vector<std::size_t> real;
  for (const Checked& one : checked)
    if (one.alarm.real) real.push_back(one.claim.app);
  const std::vector<bool> called = called_by_another(*item.world, real);
  std::size_t best = main.claim.app;
  double most = -1;
  for (const Checked& one : checked) {
    if (!one.alarm.real || called[one.claim.app] || item.world->calls.empty()) continue;
    const AppState& state = item.measured.apps[one.claim.app];
    const double rate = state.requests.measured ? state.requests.after : 1;
    const double lost =
        rate * (one.alarm.currency == Currency::errors ? state.errors.excess() : state.latency.excess());
    if (lost <= most) continue;
    most = lost;
    best = one.claim.app;
  }
  return best;
}

/// Apps whose alarms are explained: the one the story is told from, then the others by id.
std::vector<std::string> alarmed_apps(const Case& item, std::size_t target) {
  std::vector<std::string> out;
  for (const Source& source : item.sources)
    if (source.app != target) out.push_back(item.world->apps[source.app]->id);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  out.insert(out.begin(), item.world->apps[target]->id);
  return out;
}

Answer answer_case(Case& item, const std::vector<Checked>& checked, const Checked& main) {
  std::vector<Suspect> ranked = gather(item);
  rank_suspects(item, ranked);
  add_objections(item, ranked);
  Answer out;
  const std::size_t target = narrator(item, checked, main);
  out.target = item.world->apps[target]->id;
  out.alarmed = alarmed_apps(item, target);
  if (item.window.found) out.onset_ms = item.window.onset_ms();
  out.compared = explain_windows(item);
  out.status = decide(item, ranked, blame_in_the_dark(item));
  if (!ranked.empty()) out.path = explain_path(item, target, ranked.front());
  out.suspects = count_suspects(ranked);
  out.excluded = explain_exclusions(item, ranked, out.suspects);
  out.data_gaps = explain_gaps(item);
  for (std::size_t rank = 0; rank < ranked.size(); ++rank) out.candidates.push_back(candidate_of(item, ranked, rank));
  if (out.status == Status::unknown)  // who does not know cannot be sure of a part of it
    for (Candidate& candidate : out.candidates) candidate.confidence = Confidence::low;
  return out;
}

}  // namespace

Answer diagnose(const signals::Snapshot& snapshot, std::size_t threads) {
  World world = index_world(snapshot);
  world.threads = threads;
  std::vector<Checked> checked;
  for (const Claim& claim : claims_of(world)) checked.push_back(check_claim(world, claim));
  for (Checked& one : look_without_alarm(world)) checked.push_back(std::move(one));
  if (checked.empty() || snapshot.grid.points == 0) return quiet_answer(world, nullptr);
  Checked main = *std::min_element(checked.begin(), checked.end(), says_more);
  const bool quiet = std::all_of(checked.begin(), checked.end(),
                                 [](const Checked& one) { return one.alarm.refuted || one.alarm.too_late; });
  if (quiet) {
    if (!trouble_below(world, main)) return quiet_answer(world, &main);
    for (Checked& one : checked) one.alarm.refuted = one.alarm.too_late = false;
    main.alarm.refuted = main.alarm.too_late = false;
  }
  Case item = open_case(world, main, checked);
  Answer answer = answer_case(item, checked, main);
  quote_excerpts(answer, snapshot);
  return answer;
}

}  // namespace corootctl::rca
