#include "rca/verdict/verdict.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// The service levels of one kind at an app, each with its change.
std::vector<Change> levels_of(const World& world, const Window& window, std::size_t app, std::string_view slo) {
  std::vector<Change> out;
  for (const signals::Series* series : service_levels(world, app, slo))
    if (Change change = measure_change(world, window, series); change.measured) out.push_back(change);
  return out;
}

/// Robust deviations of each abnormal point, the mean over all levels: what average and quantiles agree on.
std::vector<float> joint_deviations(const Window& window, const std::vector<Change>& levels) {
  std::vector<float> out;
  for (std::size_t i = window.onset; i < window.end; ++i) {
    double sum = 0;
    double count = 0;
    for (const Change& level : levels) {
      const double value = static_cast<double>(level.series->values[i]);
      if (!std::isfinite(value)) continue;
      sum += std::clamp((value - level.before) / level.scale, -constants::joint_clip, constants::joint_clip);
      count += 1;
    }
    if (count > 0) out.push_back(static_cast<float>(sum / count));
  }
  return out;
}

/// Share of the usual points that are at least as bad as `level`, never 0.
double usual_share(const Window& window, const signals::Series& series, double level) {
  double all = 0;
  double bad = 0;
  for (const float value : usual_values(window, {series.values, series.reference})) {
    if (!std::isfinite(value)) continue;
    all += 1;
    bad += static_cast<double>(value) >= level ? 1 : 0;
  }
  return (bad + 0.5) / (all + 1);
}

/// The most surprising run of abnormal points: rare by its level, or by lasting.
double surprise(const Window& window, const Change& level) {
  std::vector<double> points;
  for (std::size_t i = window.onset; i < window.end; ++i)
    if (std::isfinite(level.series->values[i])) points.push_back(static_cast<double>(level.series->values[i]));
  double best = 0;
  for (std::size_t length = 1; length <= std::min(constants::longest_run, points.size()); ++length)
    for (std::size_t i = 0; i + length <= points.size(); ++i) {
      const double mildest = *std::min_element(points.begin() + static_cast<std::ptrdiff_t>(i),
                                               points.begin() + static_cast<std::ptrdiff_t>(i + length));
      if (mildest <= level.before + constants::abnormal_z * level.scale) continue;
      const double weight = 1 + constants::further_step * static_cast<double>(length - 1);
      best = std::max(best, -weight * std::log(usual_share(window, *level.series, mildest)));
    }
  return best;
}

/// Short steps must agree over three points; long steps are measurements of their own and are judged by their rarity.
bool left_usual_range(const Window& window, const std::vector<Change>& levels) {
  const bool long_steps = window.step_ms >= constants::long_step_ms;
  const auto span = static_cast<std::size_t>(constants::incident_span_ms / window.step_ms);
  const double peak =
      lasting_peak(joint_deviations(window, levels), 1, long_steps ? 1 : std::max(constants::lasting_points, span));
  if (peak <= constants::incident_z) return false;
  return std::any_of(levels.begin(), levels.end(), [&](const Change& level) {
    return long_steps ? surprise(window, level) >= constants::incident_surprise : level.outside;
  });
}

/// Averages and error ratios show every request; a quantile is blind to a fault that hits fewer requests than it skips.
bool shows_every_request(const signals::Series& series) {
  return series.signal == "latency_avg" || series.signal == "error_ratio";
}

/// Only a level whose own usual state is known can say that nothing happened: a reference period that lacks it, or a
/// few points, cannot.
bool can_refute(const Window& window, const std::vector<Change>& levels) {
  return std::any_of(levels.begin(), levels.end(), [&](const Change& level) {
    const std::size_t known = mean_of(usual_values(window, {level.series->values, level.series->reference})).count;
    const bool own = !window.has_reference || mean_of(level.series->reference).count >= constants::enough_usual_points;
    return shows_every_request(*level.series) && own && known >= constants::least_usual_points;
  });
}

/// A change of the app at most minutes before a point.
bool changed_before(const World& world, const Window& window, std::size_t app, std::size_t point) {
  const std::int64_t at = window.time_of(point);
  const auto& events = world.events_of[app];
  return std::any_of(events.begin(), events.end(), [&](const signals::Event* event) {
    return is_change(event->kind) && event->at_ms <= at + window.step_ms &&
           at - event->at_ms <= constants::blamed_change_reach_ms;
  });
}

/// The same of the app, or of something that it calls.
bool changed_nearby(const World& world, const Window& window, std::size_t app, std::size_t point) {
  const auto& calls = world.outgoing[app];
  return changed_before(world, window, app, point) || std::any_of(calls.begin(), calls.end(), [&](std::size_t call) {
           return changed_before(world, window, world.calls[call].to, point);
         });
}

/// Errors of a minute or two are averaged away. Right after a change, and never seen before at this height, they are an
/// incident all the same, unless they are a handful of requests.
bool burst_after_change(const World& world, const Window& window, std::size_t app, const std::vector<Change>& levels) {
  const signals::Series* requests = world.apps[app]->series.find("requests");
  for (const Change& level : levels) {
    if (level.series->signal != "error_ratio") continue;
    for (std::size_t i = window.onset; i < window.end; ++i) {
      const auto share = static_cast<double>(level.series->values[i]);
      const double asked = requests == nullptr
                               ? constants::handful / constants::burst_share
                               : static_cast<double>(requests->values[i]) * static_cast<double>(window.step_ms) / 1000;
      const bool usual = usual_share(window, *level.series, share) * 2 > constants::burst_share;
      if (share - level.before >= constants::burst_share && share * asked >= constants::handful && !usual &&
          changed_nearby(world, window, app, i))
        return true;
    }
  }
  return false;
}

/// When the levels were first measured.
std::int64_t first_measured(const Window& window, const std::vector<Change>& levels) {
  std::size_t first = window.onset;
  for (const Change& level : levels)
    for (std::size_t i = 0; i < first; ++i)
      if (std::isfinite(level.series->values[i])) first = i;
  return window.time_of(first);
}

/// Much of the blame went to, or came from, a change next door: nobody measured that it is the cause.
bool change_unsettled(const Case& item, const Suspect& suspect) {
  const auto app = item.world->find_app(suspect.subject);
  double moved = 0;
  for (const NextDoor& one : item.next_door)
    if (app && (one.app == *app || one.callee == *app)) moved += one.moved;
  return moved > constants::moved_doubt * suspect.blame;
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
           return one.second.first >= constants::least_members && one.second.second == 0;
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
  return own > 0 && more > constants::own_doubt * own;
}

/// `high` is a promise: the excess was followed to where most of it stays, no rival explains it nearly as well, what
/// the suspect calls and what else its callers call was measured, and no change next door fits the onset.
bool is_earned(const Case& item, const Suspect& suspect, const ConfidenceTerms& terms) {
  return terms.trust > constants::least_reach && suspect.blame >= constants::earned_blame &&
         terms.lead >= constants::earned_lead && terms.proof >= constants::earned_proof &&
         suspect.observed >= constants::earned_observed && !change_unsettled(item, suspect) &&
         !may_hide_another(item, suspect) && !callees_could_explain(item, suspect) && !latencies_missing(*item.world);
}

}  // namespace

Alarm check_alarm(const World& world, const Window& window, std::size_t app, std::string_view slo,
                  std::int64_t opened_ms) {
  Alarm out;
  out.currency = slo == "availability" ? Currency::errors : Currency::latency;
  const std::vector<Change> levels = levels_of(world, window, app, slo);
  if (levels.empty()) return out;
  for (const Change& level : levels) {
    out.certainty = std::max(out.certainty, level.certainty());
    out.deviations = std::max(out.deviations, level.mean_z);
  }
  out.real = left_usual_range(window, levels) || burst_after_change(world, window, app, levels);
  const bool quiet = !out.real && can_refute(window, levels) && !world.calls.empty();
  out.history_ms = opened_ms - first_measured(window, levels);
  out.too_late = quiet && !window.has_reference && out.history_ms < constants::refuting_history_ms;
  out.refuted = quiet && !out.too_late;
  return out;
}

ConfidenceTerms confidence_terms(const Case& item, const std::vector<Suspect>& suspects, std::size_t rank) {
  const Suspect& suspect = suspects[rank];
  const double second = rank + 1 < suspects.size() ? suspects[rank + 1].score : 0;
  ConfidenceTerms out;
  out.blame = suspect.blame * item.reach;
  out.lead = suspect.score > 0 ? 1 - second / suspect.score : 0;
  out.proof = suspect.parts.proof;
  out.trust = item.reach;
  out.followed = constants::blind_confidence + (1 - constants::blind_confidence) * item.reach;
  out.callees_known = constants::unmeasured_callees + (1 - constants::unmeasured_callees) * suspect.observed;
  out.place = rank == 0 ? 1 : constants::second_place;
  out.value = out.place * out.followed * out.callees_known *
              (constants::confidence_blame * out.blame + constants::confidence_lead * out.lead +
               constants::confidence_proof * out.proof + constants::confidence_trust * out.trust);
  out.earned = rank == 0 && is_earned(item, suspect, out);
  return out;
}

Confidence grade(const ConfidenceTerms& terms) {
  if (terms.earned) return Confidence::high;
  return terms.value >= constants::confidence_medium ? Confidence::medium : Confidence::low;
}

Status decide(const Case& item, const std::vector<Suspect>& suspects, double unobserved_blame) {
  if (suspects.empty() || suspects.front().score <= 0) return Status::unknown;
  if (unobserved_blame > constants::dark_blame) return Status::unknown;
  return confidence_terms(item, suspects, 0).value < constants::confidence_unknown ? Status::unknown
                                                                                   : Status::root_cause;
}

}  // namespace corootctl::rca
