#include "report/page/timeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "report/page/roles.hpp"
#include "report/track.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

struct Happening {
  std::int64_t at_ms = 0;
  std::string what{};
  std::string where{};
  std::string kind{};     ///< alarm, onset, change, crash or other: how it looks
  std::size_t times = 1;  ///< so often until `last_ms`
  std::int64_t last_ms = 0;
};

/// The apps, their pods and the nodes that the answer names.
std::set<std::string_view> subjects_of(const Cast& cast, const signals::Snapshot& snapshot) {
  std::set<std::string_view> apps, out;
  for (const Named& one : cast.all) apps.insert(one.id);
  out = apps;
  for (const signals::App& app : snapshot.apps)
    if (apps.contains(app.id))
      for (const signals::Instance& pod : app.instances) out.insert(pod.id);
  return out;
}

std::string kind_of(const std::string& event) {
  if (event == "deploy" || event == "config" || event == "scale") return "change";
  return event == "oom" || event == "restart" ? "crash" : "other";
}

std::string words_of_event(const signals::Event& event) {
  const std::string kind = event.kind == "oom" ? "killed for lack of memory" : event.kind;
  return event.text.empty() || event.text == event.kind ? kind : kind + ": " + event.text;
}

void add_alarms(const signals::Snapshot& snapshot, std::vector<Happening>& out) {
  for (const signals::Incident& alarm : snapshot.incidents) {
    const std::string slo = alarm.slo.empty() ? "" : " (" + alarm.slo + ")";
    out.push_back({alarm.opened_at_ms, "alarm" + slo + " opened", rca::short_name(alarm.subject), "alarm"});
    if (alarm.resolved_at_ms)
      out.push_back({*alarm.resolved_at_ms, "alarm" + slo + " resolved", rca::short_name(alarm.subject), "other"});
  }
}

/// Neighbours that say the same of the same are one; `out` is in order.
void join_repeats(std::vector<Happening>& all) {
  std::vector<Happening> out;
  for (Happening& one : all) {
    one.last_ms = one.at_ms;
    if (!out.empty() && out.back().what == one.what && out.back().where == one.where) {
      ++out.back().times;
      out.back().last_ms = one.at_ms;
    } else {
      out.push_back(std::move(one));
    }
  }
  all = std::move(out);
}

std::string beside_onset(std::int64_t at_ms, const rca::Answer& answer) {
  if (!answer.onset_ms) return "";
  const std::int64_t apart = ms_between(*answer.onset_ms, at_ms);
  if (apart == 0) return "at the onset";
  return format_span(std::abs(apart)) + (apart < 0 ? " before" : " after");
}

Value row_of(const Happening& one, const rca::Answer& answer) {
  std::string what = one.what;
  if (one.times > 1) what += fmt::format(", {} times until {}", one.times, rca::format_moment(one.last_ms, one.at_ms));
  return Object{{"time", format_time(one.at_ms)},
                {"datetime", format_rfc3339(one.at_ms)},
                {"after", one.kind == "onset" ? std::string("onset") : beside_onset(one.at_ms, answer)},
                {"what", std::move(what)},
                {"where", one.where},
                {"class", one.kind}};
}

/// Of too many those nearest to the onset stay.
std::size_t keep_nearest(std::vector<Happening>& all, std::int64_t onset_ms) {
  constexpr std::size_t most = 40;
  if (all.size() <= most) return 0;
  const std::size_t left_out = all.size() - most;
  std::stable_sort(all.begin(), all.end(), [&](const Happening& a, const Happening& b) {
    return std::abs(ms_between(onset_ms, a.at_ms)) < std::abs(ms_between(onset_ms, b.at_ms));
  });
  all.resize(most);
  return left_out;
}

}  // namespace

Value timeline_value(const rca::Answer& answer, const signals::Snapshot& snapshot, std::size_t top) {
  const auto by_time = [](const Happening& a, const Happening& b) {
    return std::tie(a.at_ms, a.where, a.what) < std::tie(b.at_ms, b.where, b.what);
  };
  const Cast cast = cast_of(answer, snapshot, top);
  const auto subjects = subjects_of(cast, snapshot);
  std::vector<Happening> all;
  add_alarms(snapshot, all);
  for (const signals::Event& event : snapshot.events)
    if (subjects.contains(event.subject))
      all.push_back({event.at_ms, words_of_event(event), rca::short_name(event.subject), kind_of(event.kind)});
  std::sort(all.begin(), all.end(), by_time);
  join_repeats(all);
  if (all.empty()) return {};
  const std::size_t left_out = keep_nearest(all, answer.onset_ms.value_or(all.back().at_ms));
  if (answer.onset_ms) all.push_back({*answer.onset_ms, "the trouble began", rca::short_name(answer.target), "onset"});
  std::sort(all.begin(), all.end(), by_time);
  List rows;
  for (const Happening& one : all) rows.push_back(row_of(one, answer));
  return Object{{"rows", std::move(rows)},
                {"left_out", left_out == 0 ? Value() : Value(fmt::format("{} more are further away.", left_out))}};
}

}  // namespace corootctl::report
