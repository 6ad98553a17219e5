#include "rca/gate/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "rca/constants.hpp"
#include "rca/gate/causes.hpp"
#include "rca/gate/compare.hpp"
#include "rca/names.hpp"

namespace corootctl::rca {
namespace {

const signals::Event* newest_deploy(const World& world, const GateQuestion& question) {
  const signals::Event* newest = nullptr;
  for (const auto* event : world.events) {
    if (event->kind != "deploy" || event->subject != question.app) continue;
    if (event->at_ms < question.deployed_since_ms.value_or(event->at_ms)) continue;
    if (newest == nullptr || event->at_ms > newest->at_ms) newest = event;
  }
  return newest;
}

/// The deploy that is meant by a time: the nearest one within five minutes.
const signals::Event* deploy_at(const World& world, const std::string& app, std::int64_t at_ms) {
  const signals::Event* nearest = nullptr;
  for (const auto* event : world.events) {
    const auto away = std::abs(event->at_ms - at_ms);
    if (event->kind != "deploy" || event->subject != app || away > constants::blamed_change_reach_ms) continue;
    if (nearest == nullptr || away < std::abs(nearest->at_ms - at_ms)) nearest = event;
  }
  return nearest;
}

void append(std::vector<Comparison>& to, std::vector<Comparison> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

std::vector<Comparison> compare_all(const Trial& trial) {
  auto out = compare_app(trial);
  append(out, compare_callers(trial));
  weigh_other_causes(trial, out);
  append(out, compare_callees(trial));
  append(out, compare_pods(trial));
  return out;
}

std::string name_of_level(const Comparison& each) {
  return fmt::format("{} of {}", signal_words(each.signal), short_name(each.subject));
}

std::vector<std::string> reasons_of(const std::vector<Comparison>& all, Finding finding, std::string_view what) {
  std::vector<std::string> out;
  for (const auto& each : all) {
    if (!each.decides || each.finding != finding) continue;
    out.push_back(fmt::format("{} {}{}", name_of_level(each), what, each.note.empty() ? "" : " (" + each.note + ")"));
  }
  return out;
}

/// Whether `signal` of what is asked of the app is known to be within what is allowed: by itself, or by all its callers
/// where it does not measure itself.
bool is_settled(const std::vector<Comparison>& all, const std::string& app, bool latency) {
  const auto is_kind = [&](const Comparison& each) {
    return each.decides && (latency ? each.signal.starts_with("latency") : each.signal == "error_ratio");
  };
  bool by_callers = false, callers_open = false;
  for (const auto& each : all) {
    if (!is_kind(each)) continue;
    if (each.subject == app && each.finding != Finding::unmeasured) return each.finding == Finding::same;
    if (!each.subject.ends_with(" -> " + app)) continue;
    by_callers = by_callers || each.finding == Finding::same;
    callers_open = callers_open || each.finding == Finding::unsure;
  }
  return by_callers && !callers_open;
}

void conclude(GateAnswer& answer, const GateQuestion& question, const Trial& trial) {
  const auto& all = answer.comparisons;
  answer.reasons = reasons_of(all, Finding::worse, "got worse");
  if (!answer.reasons.empty()) {
    answer.verdict = GateVerdict::harm;
    return;
  }
  const auto watched = answer.until_ms - trial.release_ms;
  if (watched < question.watch_ms) {
    answer.reasons.push_back(fmt::format("watched for {:.1f} of {:.1f} minutes",
                                         double(std::max<std::int64_t>(0, watched)) / minute_ms,
                                         double(question.watch_ms) / minute_ms));
  }
  for (const bool latency : {false, true}) {
    if (is_settled(all, answer.app, latency)) continue;
    answer.reasons.push_back(fmt::format("the {} is not known well enough", latency ? "latency" : "error rate"));
  }
  if (answer.reasons.empty()) {
    answer.verdict = GateVerdict::no_harm;
    answer.reasons.emplace_back("errors and latency stayed within what is allowed");
    return;
  }
  const auto doubts = reasons_of(all, Finding::unsure, "may have got worse");
  answer.reasons.insert(answer.reasons.end(), doubts.begin(), doubts.end());
}

}  // namespace

Result<GateAnswer> judge_release(const signals::Snapshot& snapshot, const GateQuestion& question) {
  const auto world = index_world(snapshot);
  const auto app = world.find_app(question.app);
  if (!app) return fail(ErrorKind::not_found, "there is no app {}", question.app);
  GateAnswer answer;
  answer.app = question.app;
  const auto* event =
      question.release_ms ? deploy_at(world, question.app, *question.release_ms) : newest_deploy(world, question);
  if (event != nullptr) answer.release = event->text;
  answer.release_ms = question.release_ms;
  if (event != nullptr && !question.release_ms) answer.release_ms = event->at_ms;
  if (!answer.release_ms) {
    answer.reasons.emplace_back("no release of it is in the data");
    return answer;
  }
  Trial trial{world, *app, sides_of(snapshot.grid, *answer.release_ms, question.watch_ms), *answer.release_ms,
              question.allowed};
  answer.until_ms = snapshot.grid.from_ms + static_cast<std::int64_t>(trial.sides.after_end) * snapshot.grid.step_ms;
  answer.comparisons = compare_all(trial);
  conclude(answer, question, trial);
  return answer;
}

}  // namespace corootctl::rca
