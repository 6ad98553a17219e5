#include "rca/verdict/quotes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text_width.hpp"
#include "rca/constants.hpp"
#include "rca/verdict/explain.hpp"
#include "signals/excerpts.hpp"

namespace corootctl::rca {
namespace {

constexpr std::string_view log_pattern = "log_pattern";
constexpr std::string_view trace_span = "trace_span";

/// How much an excerpt says about why; nothing for what is not quoted.
int rank_of(const signals::Excerpt& excerpt) {
  const bool log = excerpt.kind == log_pattern;
  if (log && (excerpt.severity == "fatal" || excerpt.severity == "error")) return 5;
  if (excerpt.kind == trace_span) return excerpt.severity == "failed" ? 4 : 3;
  if (!log) return 0;
  return excerpt.severity == "warning" ? 2 : 1;
}

struct Quote {
  const signals::Excerpt* excerpt = nullptr;
  signals::Turn turn{};
};

bool tells_more(const Quote& a, const Quote& b) {
  const auto key = [](const Quote& quote) {
    return std::tuple(-rank_of(*quote.excerpt), quote.turn.before > 0, -quote.turn.after,
                      std::string_view(quote.excerpt->text));
  };
  return key(a) < key(b);
}

/// Causes are logged a little before the service level shows them. Its steps may be longer than the measurements'.
std::optional<Quote> quote_at(const signals::Excerpt& excerpt, std::int64_t onset_ms, std::int64_t step_ms) {
  const auto lead_ms = static_cast<std::int64_t>(constants::fewest_points) * step_ms;
  const auto turn = signals::turn_at(excerpt, onset_ms - lead_ms);
  if (rank_of(excerpt) == 0 || !turn || !signals::has_risen(*turn)) return std::nullopt;
  if (*turn->begin_ms > onset_ms + constants::long_step_ms + excerpt.step_ms) return std::nullopt;
  return Quote{&excerpt, *turn};
}

/// A file's texts come from anywhere.
std::string words_of(const signals::Excerpt& excerpt) {
  constexpr std::size_t columns = 160;
  const std::string text = cut_to_width(one_line(excerpt.text), columns);
  const std::string severity = one_line(excerpt.severity);
  if (excerpt.kind == trace_span) return fmt::format("{} spans such as \"{}\"", severity, text);
  return severity.empty() || severity == "unknown" ? fmt::format("log \"{}\"", text)
                                                   : fmt::format("{} log \"{}\"", severity, text);
}

Evidence evidence_from(const Quote& quote) {
  Evidence out;
  out.signal = quote.excerpt->kind;
  out.subject = quote.excerpt->subject;
  out.before = quote.turn.before;
  out.after = quote.turn.after;
  out.unit = quote.excerpt->kind == trace_span ? "spans" : "messages";
  out.onset_ms = quote.turn.begin_ms;
  out.text = words_of(*quote.excerpt);
  return out;
}

/// The app behind a candidate; "" for links, nodes, clusters, load, and what lies outside.
std::string app_of(const Candidate& candidate, const signals::Snapshot& snapshot) {
  if (candidate.kind == CauseKind::app) return candidate.subject;
  if (candidate.kind != CauseKind::instance) return "";
  for (const signals::App& app : snapshot.apps)
    for (const signals::Instance& pod : app.instances)
      if (pod.id == candidate.subject) return app.id;
  return "";
}

bool is_observed(const std::string& id, const signals::Snapshot& snapshot) {
  return std::any_of(snapshot.apps.begin(), snapshot.apps.end(),
                     [&](const signals::App& app) { return app.id == id && app.observed; });
}

}  // namespace

bool is_quote(std::string_view signal) { return signal == log_pattern || signal == trace_span; }

std::vector<std::string> apps_to_quote(const Answer& answer, const signals::Snapshot& snapshot) {
  constexpr std::size_t most_suspects = 3;
  std::vector<std::string> out;
  if (answer.status == Status::no_incident || !answer.onset_ms) return out;
  const auto add = [&](const std::string& app) {
    if (std::find(out.begin(), out.end(), app) == out.end() && is_observed(app, snapshot)) out.push_back(app);
  };
  for (std::size_t i = 0; i < std::min({most_suspects, answer.suspects, answer.candidates.size()}); ++i)
    add(app_of(answer.candidates[i], snapshot));
  add(answer.target);
  return out;
}

void quote_excerpts(Answer& answer, const signals::Snapshot& snapshot) {
  if (!answer.onset_ms || answer.status == Status::no_incident) return;
  std::map<std::string, Quote, std::less<>> best;
  for (const signals::Excerpt& excerpt : snapshot.excerpts) {
    const auto quote = quote_at(excerpt, *answer.onset_ms, snapshot.grid.step_ms);
    if (!quote) continue;
    const auto [at, is_first] = best.emplace(excerpt.subject, *quote);
    if (!is_first && tells_more(*quote, at->second)) at->second = *quote;
  }
  if (best.empty()) return;
  for (Candidate& candidate : answer.candidates) {
    const auto found = best.find(app_of(candidate, snapshot));
    if (found == best.end()) continue;
    std::erase_if(candidate.evidence, [](const Evidence& one) { return is_quote(one.signal); });
    candidate.evidence.push_back(evidence_from(found->second));
  }
}

void add_gaps(Answer& answer, const std::vector<signals::Gap>& gaps) {
  answer.data_gaps.insert(answer.data_gaps.end(), gaps.begin(), gaps.end());
  sort_gaps(answer.data_gaps);
}

}  // namespace corootctl::rca
