#include "collect/excerpts.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "base/units.hpp"
#include "collect/parts.hpp"
#include "coroot/log_text.hpp"
#include "fleet/fan_out.hpp"
#include "signals/excerpts.hpp"

namespace corootctl::collect {

namespace {

using signals::Excerpt;

/// Servers answer up to an hour in steps of 15 s (coroot-api 21).
constexpr std::int64_t stretch_ms = 30 * 60'000;

enum class Store { logs, traces };

struct Question {
  std::string app{};         ///< as in the snapshot
  std::string project_id{};  ///< the member's own on the hub: an aggregate would rebuild all members' worlds
  Store store = Store::logs;
  double slow_seconds = 0;  ///< spans from this on are slow; 0 = none are asked for
};

struct Stretch {
  std::int64_t from_ms = 0, onset_ms = 0, to_ms = 0;
};

struct Found {
  std::vector<Excerpt> excerpts{};
  std::string missing{};
};

Stretch stretch_around(std::int64_t onset_ms, const signals::Grid& grid) {
  const auto end = grid.from_ms + grid.step_ms * static_cast<std::int64_t>(grid.points);
  return {std::max(grid.from_ms, onset_ms - stretch_ms), onset_ms, std::min(end, onset_ms + stretch_ms)};
}

/// Several times the app's mean latency before the onset, up to the next bucket of the server's histogram.
double slow_from(const signals::App& app, const signals::Grid& grid, std::int64_t onset_ms) {
  constexpr double times = 4;
  const auto* latency = app.series.find("latency_avg");
  double sum = 0;
  std::size_t points = 0;
  for (std::size_t i = 0; latency != nullptr && i < latency->values.size(); ++i) {
    if (grid.from_ms + grid.step_ms * static_cast<std::int64_t>(i) >= onset_ms) break;
    if (std::isnan(latency->values[i])) continue;
    sum += static_cast<double>(latency->values[i]);
    ++points;
  }
  if (points == 0) return 0;
  const auto* bucket = std::lower_bound(coroot::span_buckets.begin(), coroot::span_buckets.end(),
                                        times * sum / static_cast<double>(points));
  return bucket == coroot::span_buckets.end() ? 0 : *bucket;
}

std::vector<Question> questions_about(const coroot::Client& hub, const ExcerptsWanted& wanted, const Within& within,
                                      const signals::Snapshot& snapshot) {
  std::vector<Question> out;
  for (const auto& id : wanted.apps) {
    const auto app =
        std::find_if(snapshot.apps.begin(), snapshot.apps.end(), [&](const auto& each) { return each.id == id; });
    if (app == snapshot.apps.end()) continue;
    const auto project = hub.project_id(app->cluster, within);
    if (!project) continue;
    out.push_back({id, *project, Store::logs, 0});
    out.push_back({id, *project, Store::traces, slow_from(*app, snapshot.grid, wanted.onset_ms)});
  }
  return out;
}

/// What is left of an app's counts when nothing of them can be seen as a rise is nothing.
void keep(std::vector<Excerpt>& out, Excerpt excerpt, const coroot::Counts& counts, std::int64_t onset_ms) {
  excerpt.from_ms = counts.first_ms;
  excerpt.step_ms = counts.step_ms;
  for (const float count : counts.counts) excerpt.counts.push_back(std::isnan(count) ? 0 : std::round(count));
  const auto turn = signals::turn_at(excerpt, onset_ms);
  if (turn && turn->after > turn->before) out.push_back(std::move(excerpt));
}

/// "" for what says nothing about trouble.
std::string severity_of(const std::string& word) {
  if (word == "critical" || word == "fatal") return "fatal";
  return word == "error" || word == "warning" || word == "unknown" ? word : "";
}

int rank_of(const std::string& severity) {
  if (severity == "unknown") return 2;
  return severity == "warning" ? 1 : 0;
}

/// Messages that are equal once their secrets are hidden count together.
std::vector<Excerpt> patterns_of(const std::string& app, const coroot::LogPatterns& patterns, std::int64_t onset_ms) {
  constexpr std::size_t most = 3;
  std::map<std::pair<std::string, std::string>, coroot::Counts> same;
  for (const auto& pattern : patterns.all) {
    const auto severity = severity_of(pattern.severity);
    if (severity.empty() || pattern.messages.step_ms <= 0) continue;
    coroot::add_counts(same[{severity, coroot::quote_log(pattern.sample)}], pattern.messages);
  }
  std::vector<Excerpt> out;
  for (const auto& [key, counts] : same)
    keep(out, {app, "log_pattern", key.first, key.second, 0, 0, {}}, counts, onset_ms);
  const auto rise = [&](const Excerpt& one) {
    const auto turn = signals::turn_at(one, onset_ms);
    return turn->after - turn->before;
  };
  std::sort(out.begin(), out.end(), [&](const Excerpt& a, const Excerpt& b) {
    return std::tuple(rank_of(a.severity), -rise(a), a.text) < std::tuple(rank_of(b.severity), -rise(b), b.text);
  });
  if (out.size() > most) out.erase(out.begin() + most, out.end());
  return out;
}

/// The most frequent of these spans in words. A span that waited for another one of them is not what failed or was
/// slow.
std::string most_frequent(const std::vector<coroot::Span>& spans) {
  std::set<std::pair<std::string, std::string>> parents;
  for (const auto& span : spans) parents.insert({span.trace, span.parent});
  std::map<std::string, std::size_t> times;
  for (const auto& span : spans) {
    if (parents.contains({span.trace, span.id})) continue;
    ++times[coroot::quote_log(span.problem.empty() ? span.name : span.name + ": " + span.problem)];
  }
  const auto best =
      std::max_element(times.begin(), times.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return best == times.end() ? "" : best->first;
}

std::vector<Excerpt> spans_of(const Question& question, const coroot::Traces& traces, std::int64_t onset_ms) {
  std::vector<Excerpt> out;
  std::vector<coroot::Span> failed, slow;
  for (const auto& span : traces.examples) {
    if (span.failed) failed.push_back(span);
    if (!span.failed && question.slow_seconds > 0 && span.seconds >= question.slow_seconds) slow.push_back(span);
  }
  if (const auto text = most_frequent(failed); !text.empty())
    keep(out, {question.app, "trace_span", "failed", text, 0, 0, {}}, traces.failed, onset_ms);
  if (const auto text = most_frequent(slow); !text.empty()) {
    const auto bucket =
        std::lower_bound(coroot::span_buckets.begin(), coroot::span_buckets.end(), question.slow_seconds);
    const auto index = static_cast<std::size_t>(bucket - coroot::span_buckets.begin()) + 1;
    const auto words = text + ", " + format_value(question.slow_seconds, "s") + " or more";
    keep(out, {question.app, "trace_span", "slow", words, 0, 0, {}}, traces.slower.at(index), onset_ms);
  }
  return out;
}

Result<Found> ask(const coroot::Client& hub, const Question& question, const Stretch& stretch, const Within& within) {
  const auto id = question.project_id + question.app.substr(question.app.find(':'));
  if (question.store == Store::logs) {
    CTL_PASS(const auto patterns, hub.log_patterns(question.project_id, id, stretch.from_ms, stretch.to_ms, within));
    return Found{patterns_of(question.app, patterns, stretch.onset_ms), patterns.missing};
  }
  const auto wanted = coroot::trace_query(stretch.onset_ms, stretch.to_ms, question.slow_seconds);
  CTL_PASS(const auto traces, hub.traces(question.project_id, id, stretch.from_ms, stretch.to_ms, wanted, within));
  return Found{spans_of(question, traces, stretch.onset_ms), traces.missing};
}

std::string words_of(const Error& error) {
  if (error.reason == Reason::web_page) return "this Coroot has no such view";
  return error.summary.empty() ? describe(error) : error.summary;
}

/// Why a member's logs and traces cannot be had, in the words of the first app.
struct Missing {
  std::string logs{}, traces{};
  void note(Store store, const std::string& what) {
    auto& first = store == Store::logs ? logs : traces;
    if (first.empty()) first = what;
  }
};

void note_missing(std::vector<signals::Gap>& gaps, const std::map<std::string, Missing>& by_cluster) {
  for (const auto& [cluster, what] : by_cluster) {
    const bool same = what.logs == what.traces;
    if (!what.logs.empty()) gaps.push_back({(same ? "logs and traces of " : "logs of ") + cluster, what.logs});
    if (!what.traces.empty() && !same) gaps.push_back({"traces of " + cluster, what.traces});
  }
}

}  // namespace

void add_excerpts(const coroot::Client& hub, const ExcerptsWanted& wanted, const CollectRequest& request,
                  const Within& within, signals::Snapshot& snapshot) {
  const auto stretch = stretch_around(wanted.onset_ms, snapshot.grid);
  if (stretch.from_ms >= stretch.onset_ms || stretch.to_ms <= stretch.onset_ms) return;
  const auto deadline = Deadline::in(request.member_timeout).earlier(within.deadline);
  const auto questions = questions_about(hub, wanted, {deadline, within.stop}, snapshot);
  const auto answers = fleet::fan_out(questions, request.width, within.stop, [&](const auto& question, auto token) {
    return ask(hub, question, stretch, {deadline, token});
  });
  std::map<std::string, Missing> by_cluster;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const auto& answer = answers[i];
    const auto what = answer ? answer->missing : words_of(answer.error());
    by_cluster[cluster_of(questions[i].app)].note(questions[i].store, what);
    if (answer) snapshot.excerpts.insert(snapshot.excerpts.end(), answer->excerpts.begin(), answer->excerpts.end());
  }
  note_missing(snapshot.gaps, by_cluster);
}

}  // namespace corootctl::collect
