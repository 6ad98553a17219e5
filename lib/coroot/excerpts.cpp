#include "coroot/excerpts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "coroot/answer.hpp"
#include "document/json.hpp"

namespace corootctl::coroot {

namespace {

using document::Value;

/// The numbers of one series of a chart or heatmap, each times `factor`.
Counts read_counts(const Value& context, const Value& data, double factor) {
  Counts out;
  out.step_ms = context["step"].as_integer();
  if (out.step_ms <= 0) return {};
  out.first_ms = context["from"].as_integer() / out.step_ms * out.step_ms;  // `from` itself is not rounded
  for (const auto& number : data.as_list())
    out.counts.push_back(number.is_number() ? static_cast<float>(number.as_number() * factor)
                                            : std::numeric_limits<float>::quiet_NaN());
  return out;
}

/// "Using ..." is no trouble.
std::string trouble_of(const Value& view) {
  const auto& message = view["message"].as_string();
  if (view["status"].as_string() == "ok" || message.starts_with("Using ")) return "";
  return clean_text(message);
}

/// How many buckets lie below the one with this upper end.
std::size_t buckets_below(const std::string& upper) {
  if (upper == "inf") return span_buckets.size();
  const double seconds = std::strtod(upper.c_str(), nullptr);
  constexpr double tolerance = 1.001;  // the server's numbers are float32
  return static_cast<std::size_t>(
      std::count_if(span_buckets.begin(), span_buckets.end(), [&](double end) { return end * tolerance < seconds; }));
}

void read_heatmap(const Value& heatmap, Traces& out) {
  constexpr double ms = 1000;
  const double seconds = static_cast<double>(heatmap["ctx"]["step"].as_integer()) / ms;  // of a rate per second
  for (const auto& series : heatmap["series"].as_list()) {
    const auto counts = read_counts(heatmap["ctx"], series["data"], seconds);
    const auto& upper = series["value"].as_string();
    if (upper == "err") {
      out.failed = counts;
      continue;
    }
    for (std::size_t i = 0; i <= buckets_below(upper); ++i) add_counts(out.slower.at(i), counts);
  }
}

/// The exception says more than "ERROR" does.
std::string problem_of(const Value& span) {
  const auto& status = span["status"]["message"].as_string();
  for (const auto& event : span["events"].as_list()) {
    const auto& message = event["attributes"]["exception.message"].as_string();
    if (event["name"].as_string() == "exception" && !message.empty()) return message;
  }
  return status == "ERROR" ? "" : status;
}

Span read_span(const Value& span) {
  constexpr double ms = 1000;
  Span out;
  out.trace = span["trace_id"].as_string();
  out.id = span["id"].as_string();
  out.parent = span["parent_id"].as_string();
  out.name = span["name"].as_string();
  out.seconds = span["duration"].as_number() / ms;
  out.failed = span["status"]["error"].as_bool();
  if (out.failed) out.problem = problem_of(span);
  return out;
}

}  // namespace

void add_counts(Counts& sum, const Counts& more) {
  if (sum.counts.size() < more.counts.size()) sum.counts.resize(more.counts.size(), 0);
  sum.first_ms = more.first_ms;
  sum.step_ms = more.step_ms;
  for (std::size_t i = 0; i < more.counts.size(); ++i)
    if (!std::isnan(more.counts[i])) sum.counts[i] += more.counts[i];
}

std::string log_patterns_query() { return document::to_json(document::Object{{"view", "patterns"}}); }

std::string trace_query(std::int64_t from_ms, std::int64_t to_ms, double slow_seconds) {
  return fmt::format("::{}-{}:{}-err", from_ms, to_ms, slow_seconds > 0 ? fmt::format("{}", slow_seconds) : "inf");
}

Result<LogPatterns> read_log_patterns(const Value& answer) {
  const auto& view = answer["data"];
  if (!view.is_object()) return fail(ErrorKind::no_data, "no view of its logs");
  LogPatterns out;
  for (const auto& pattern : view["patterns"].as_list()) {
    const auto& chart = pattern["chart"];
    for (const auto& series : chart["series"].as_list())
      out.all.push_back({pattern["severity"].as_string(), pattern["sample"].as_string(),
                         read_counts(chart["ctx"], series["data"], 1)});
  }
  // Patterns come from metrics and need no log store.
  if (out.all.empty()) out.missing = trouble_of(view);
  return out;
}

Result<Traces> read_traces(const Value& answer) {
  const auto& view = answer["data"];
  if (!view.is_object()) return fail(ErrorKind::no_data, "no view of its traces");
  Traces out;
  read_heatmap(view["heatmap"], out);
  for (const auto& span : view["spans"].as_list()) out.examples.push_back(read_span(span));
  if (out.examples.empty()) out.missing = trouble_of(view);
  return out;
}

}  // namespace corootctl::coroot
