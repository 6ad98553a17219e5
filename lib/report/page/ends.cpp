#include "report/page/ends.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "report/page/plot.hpp"
#include "report/track.hpp"
#include "report/words.hpp"
#include "signals/catalogue.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

/// The call that most evidence of the first suspect is about, or the path's last.
std::string call_to_show(const rca::Answer& answer, const signals::Snapshot& snapshot, bool& blamed) {
  if (!answer.candidates.empty())
    for (const rca::Evidence& evidence : answer.candidates.front().evidence)
      if (find_call(snapshot, evidence.subject) != nullptr) {
        blamed = true;
        return evidence.subject;
      }
  return answer.path.empty() ? "" : answer.path.back().from + " -> " + answer.path.back().to;
}

/// Both ends of the call.
struct Ends {
  const signals::Edge* call = nullptr;
  const signals::App* callee = nullptr;
};

const signals::Series* latency_of(const signals::SeriesBag& bag) {
  for (const char* name : {"latency_avg", "latency_p50", "latency_p90", "latency_p95", "latency_p99"})
    if (const signals::Series* series = bag.find(name)) return series;
  return nullptr;
}

/// These very calls where they were measured at the callee, else all that the callee answers.
const signals::Series* latency_at_callee(const Ends& ends) {
  if (const signals::Series* same = ends.call->series.find("server_latency_avg")) return same;
  return ends.callee == nullptr ? nullptr : latency_of(ends.callee->series);
}

/// One end's levels of a row; words where nothing was measured.
struct Side {
  std::string before = "-";
  std::string after = "-";
};

Side side_of(const signals::Series* series, const rca::Answer& answer, const signals::Grid& grid) {
  Side out;
  if (series == nullptr) return out;
  const Levels levels = levels_in(*series, grid, answer);
  const std::string unit(signals::describe_signal(series->signal, {}).unit);
  const double highest = std::max(levels.before.value_or(0), levels.after.value_or(0));
  if (levels.before) out.before = level_text(*levels.before, unit, highest);
  if (levels.after) out.after = level_text(*levels.after, unit, highest);
  return out;
}

List rows_of(const Ends& ends, const rca::Answer& answer, const signals::Grid& grid) {
  List out;
  const auto add = [&](const signals::Series* caller, const signals::Series* callee) {
    const Side left = side_of(caller, answer, grid), right = side_of(callee, answer, grid);
    if (left.before + left.after + right.before + right.after == "----") return;
    out.emplace_back(Object{{"what", rca::signal_words((caller != nullptr ? caller : callee)->signal)},
                            {"caller_before", left.before},
                            {"caller_after", left.after},
                            {"callee_before", right.before},
                            {"callee_after", right.after}});
  };
  const auto& bag = ends.call->series;
  const auto at_callee = [&](const char* name) {
    return ends.callee == nullptr ? nullptr : ends.callee->series.find(name);
  };
  add(latency_of(bag), latency_at_callee(ends));
  add(bag.find("error_ratio"), at_callee("error_ratio"));
  add(bag.find("requests"), at_callee("requests"));
  for (const char* name : {"rtt", "connect_time", "failed_connects", "retransmits", "active_connections"})
    add(bag.find(name), nullptr);
  return out;
}

/// Both measurements of one thing.
struct Pair {
  const signals::Series* caller = nullptr;
  const signals::Series* callee = nullptr;
  const char* id = "";
};

/// Whether one of them changed enough to be looked at.
bool has_moved(const Pair& pair, const rca::Answer& answer, const signals::Grid& grid) {
  constexpr double hardly = 0.2;
  for (const signals::Series* series : {pair.caller, pair.callee}) {
    if (series == nullptr) continue;
    const Levels levels = levels_in(*series, grid, answer);
    const double floor = signals::describe_signal(series->signal, {}).floor;
    if (levels.before && levels.after &&
        std::abs(*levels.after - *levels.before) > std::max(floor, hardly * *levels.before))
      return true;
  }
  return false;
}

/// Side by side, on one scale.
void add_plots(const Pair& pair, const Ends& ends, const rca::Answer& answer, const signals::Snapshot& snapshot,
               List& out) {
  const auto seen = highest(pair.caller, answer, snapshot), served = highest(pair.callee, answer, snapshot);
  if (!seen || !served) return;
  const auto add = [&](const signals::Series& series, const char* end, const std::string& where) {
    const Levels levels = levels_in(series, snapshot.grid, answer);
    const auto info = signals::describe_signal(series.signal, {});
    const std::string title = fmt::format("{} {}", info.words, where);
    const Plot plot{fmt::format("end-{}-{}", pair.id, end),
                    title,
                    &series,
                    std::string(info.unit),
                    levels.before,
                    levels.after,
                    {},
                    std::max(*seen, *served)};
    if (Value drawn = plot_value(plot, answer, snapshot); !drawn.is_null())
      out.emplace_back(Object{{"sentence", title}, {"plot", std::move(drawn)}});
  };
  add(*pair.caller, "caller", "as the caller " + rca::short_name(ends.call->from) + " sees it");
  add(*pair.callee, "callee", "at the callee " + rca::short_name(ends.call->to));
}

/// What moved, or else the latency, so that one sees that it did not.
List plots_of(const Ends& ends, const rca::Answer& answer, const signals::Snapshot& snapshot) {
  const Pair latency{latency_of(ends.call->series), latency_at_callee(ends), "latency"};
  const Pair errors{ends.call->series.find("error_ratio"),
                    ends.callee == nullptr ? nullptr : ends.callee->series.find("error_ratio"), "errors"};
  List out;
  for (const Pair& pair : {latency, errors})
    if (has_moved(pair, answer, snapshot.grid)) add_plots(pair, ends, answer, snapshot, out);
  if (out.empty()) add_plots(latency, ends, answer, snapshot, out);
  return out;
}

std::string note_of(const Ends& ends) {
  const signals::Series* latency = latency_at_callee(ends);
  return latency != nullptr && latency->signal == "server_latency_avg"
             ? "The callee's latency is that of these very calls, its other figures are of all that it answered."
             : "The callee's figures are of all that it answered.";
}

}  // namespace

Value ends_value(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  bool blamed = false;
  const std::string id = call_to_show(answer, snapshot, blamed);
  const Ends ends{find_call(snapshot, id), nullptr};
  if (ends.call == nullptr) return {};
  const Ends both{ends.call, find_app(snapshot, ends.call->to)};
  List rows = rows_of(both, answer, snapshot.grid);
  if (rows.empty()) return {};
  return Object{{"call", rca::short_name(id)},
                {"caller", rca::short_name(both.call->from)},
                {"callee", rca::short_name(both.call->to)},
                {"heading", blamed ? "The blamed call from both ends" : "The call into the cause, from both ends"},
                {"rows", std::move(rows)},
                {"note", note_of(both)},
                {"plots", plots_of(both, answer, snapshot)}};
}

}  // namespace corootctl::report
