#include "report/page/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "rca/constants.hpp"
#include "rca/measure/window.hpp"
#include "rca/verdict/quotes.hpp"
#include "report/page/ends.hpp"
#include "report/page/fill.hpp"
#include "report/page/headline.hpp"
#include "report/page/map.hpp"
#include "report/page/plot.hpp"
#include "report/page/timeline.hpp"
#include "report/track.hpp"
#include "report/words.hpp"
#include "signals/catalogue.hpp"
#include "signals/embedded.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

List texts_of(const std::vector<std::string>& lines) {
  List out;
  for (const std::string& line : lines) out.emplace_back(Object{{"text", line}});
  return out;
}

/// A line of evidence, drawn where its measurements are known.
Value figure_of(const rca::Evidence& evidence, const std::string& owner, const std::string& id,
                const rca::Answer& answer, const signals::Snapshot& snapshot) {
  const std::string sentence = evidence_sentence(evidence, owner, answer.onset_ms);
  Plot plot{id, sentence, nullptr, evidence.unit, evidence.before, evidence.after, evidence.onset_ms, {}};
  if (!rca::is_quote(evidence.signal)) plot.series = find_series(snapshot, evidence.subject, evidence.signal);
  return Object{{"sentence", sentence}, {"plot", plot_value(plot, answer, snapshot)}};
}

/// Those that are drawn first.
List figures_of(const rca::Candidate& candidate, std::size_t rank, const rca::Answer& answer,
                const signals::Snapshot& snapshot) {
  List drawn, told;
  for (const rca::Evidence& evidence : candidate.evidence) {
    const std::string id = fmt::format("s{}-{}", rank, drawn.size() + told.size() + 1);
    Value figure = figure_of(evidence, candidate.subject, id, answer, snapshot);
    (figure["plot"].is_null() ? told : drawn).push_back(std::move(figure));
  }
  drawn.insert(drawn.end(), told.begin(), told.end());
  return drawn;
}

Object suspect_value(const rca::Answer& answer, std::size_t index, const signals::Snapshot& snapshot, Detail detail) {
  const rca::Candidate& candidate = answer.candidates[index];
  const auto terms = detail == Detail::explained ? explain_score(candidate) : std::vector<std::string>{};
  return {
      {"rank", static_cast<std::int64_t>(index + 1)},
      {"name", rca::name_cause(candidate)},
      {"confidence", rca::to_string(candidate.confidence)},
      {"share",
       candidate.blame < rca::constants::told_share ? Value() : Value(fmt::format("{:.0f} %", 100 * candidate.blame))},
      {"score", fmt::format("{:.2f}", candidate.score)},
      {"figures", figures_of(candidate, index + 1, answer, snapshot)},
      {"has_against", !candidate.against.empty()},
      {"against", texts_of(candidate.against)},
      {"has_terms", !terms.empty()},
      {"terms", texts_of(terms)}};
}

/// The level that raised the alarm; it is shown first, because it is what people felt.
Value felt_value(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  const signals::App* app = find_app(snapshot, answer.target);
  if (app == nullptr || !answer.compared) return {};
  const signals::Incident* alarm = first_alarm(answer, snapshot);
  const std::string slo = alarm == nullptr ? "latency" : alarm->slo;
  List figures;
  for (const std::string& each : {slo, std::string(slo == "latency" ? "availability" : "latency")}) {
    const signals::Series* series = rca::service_level(app->series, each);
    if (series == nullptr) continue;
    const auto info = signals::describe_signal(series->signal, {});
    const Levels levels = levels_in(*series, snapshot.grid, answer);
    std::string sentence(info.words);
    if (levels.before && levels.after) {
      const double highest = std::max(*levels.before, *levels.after);
      sentence += fmt::format(" {} before, {} after", level_text(*levels.before, std::string(info.unit), highest),
                              level_text(*levels.after, std::string(info.unit), highest));
    }
    if (alarm != nullptr && each == slo) sentence += ", which raised the alarm";
    const Plot plot{"felt-" + each, sentence, series, std::string(info.unit), levels.before, levels.after, {}, {}};
    Value drawn = plot_value(plot, answer, snapshot);
    if (!drawn.is_null()) figures.emplace_back(Object{{"sentence", sentence}, {"plot", std::move(drawn)}});
  }
  if (figures.empty()) return {};
  return Object{{"name", rca::short_name(answer.target)}, {"figures", std::move(figures)}};
}

Object stop_value(const std::string& id, Value share, bool crosses) {
  const rca::AppParts app = rca::split_app_id(id);
  return {{"cluster", app.cluster},
          {"name", app.name.empty() ? id : app.name},
          {"share", std::move(share)},
          {"crosses", crosses}};
}

List path_value(const rca::Answer& answer) {
  List out;
  if (answer.path.empty()) return out;
  out.emplace_back(stop_value(answer.path.front().from, Value(), false));
  for (const rca::Hop& hop : answer.path)
    out.emplace_back(stop_value(hop.to, fmt::format("{:.0f} %", 100 * hop.excess), hop.cross_cluster));
  return out;
}

List ruled_out_value(const rca::Answer& answer) {
  List out;
  for (const Exclusion& one : exclusions(answer))
    out.emplace_back(Object{{"names", one.names}, {"reason", one.reason}});
  return out;
}

Value step(std::string text, Value command = {}) {
  return Object{{"text", std::move(text)}, {"command", std::move(command)}};
}

List reproduce_value(const signals::Snapshot& snapshot, const PageOptions& options) {
  List out;
  const signals::Grid& grid = snapshot.grid;
  const std::int64_t until = grid.from_ms + static_cast<std::int64_t>(grid.points) * grid.step_ms;
  out.push_back(
      step(fmt::format("Made from measurements of {} to {}, one every {}: {} apps, {} calls, {} nodes.",
                       format_time(grid.from_ms), format_time(until), format_span(ms_between(0, grid.step_ms)),
                       snapshot.apps.size(), snapshot.edges.size(), snapshot.nodes.size())));
  if (options.embeds)
    out.push_back(step("All of them are in this file, so that no cluster is needed:", "corootctl rca --snapshot FILE"));
  else
    out.push_back(step("They are not in this file; -o html --embed-snapshot would put them into it."));
  if (!options.command.empty()) out.push_back(step("It was made with", options.command));
  out.push_back(step("To ask the hub for the same time again, add",
                     fmt::format("--since {} --until {}", format_rfc3339(grid.from_ms), format_rfc3339(until))));
  return out;
}

/// What the page has, for the list at its top.
List sections_of(const Object& page) {
  List out;
  const auto add = [&](const char* key, const char* id, const std::string& heading) {
    const Value* value = page.find(key);
    if (value != nullptr && !value->is_null() && value->as_bool(true))
      out.emplace_back(Object{{"id", id}, {"heading", heading}});
  };
  add("has_next", "next", "What to do");
  add("map", "map", "Map");
  add("has_suspects", "evidence", "Evidence");
  add("ends", "call", "Both ends of a call");
  add("timeline", "timeline", "Timeline");
  add("has_excluded", "ruled-out", "Ruled out");
  add("claim", "gaps", "Not measured");
  add("claim", "reproduce", "Reproduce");
  return out;
}

std::string words_of_usual(const rca::Answer& answer) {
  if (!answer.compared) return "";
  const rca::Span& usual = answer.compared->usual;
  return answer.compared->by_reference
             ? "The usual state is that of a reference period; its usual range is shaded."
             : fmt::format("Usual is what was measured from {} to {}.", format_time(usual.from_ms),
                           rca::format_moment(usual.until_ms, usual.from_ms));
}

void add_evidence(const rca::Answer& answer, const signals::Snapshot& snapshot, const PageOptions& options,
                  Object& page) {
  const std::size_t shown = suspects_shown(answer, options.top);
  List suspects;
  for (std::size_t i = 0; i < shown; ++i) suspects.emplace_back(suspect_value(answer, i, snapshot, options.detail));
  page.set("has_suspects", shown > 0);
  page.set("suspects", std::move(suspects));
  page.set("more_suspects", answer.suspects > shown && shown > 0
                                ? Value(fmt::format("{} more suspects are not shown (--top {}).",
                                                    answer.suspects - shown, answer.suspects))
                                : Value());
  page.set("felt", felt_value(answer, snapshot));
  page.set("usual_words", words_of_usual(answer));
}

void add_lists(const rca::Answer& answer, const signals::Snapshot& snapshot, const PageOptions& options, Object& page) {
  List next;
  for (const std::string& one : next_steps(answer)) next.push_back(step_value(one));
  page.set("has_next", !next.empty());
  page.set("next", std::move(next));
  page.set("has_path", !answer.path.empty());
  page.set("path", path_value(answer));
  page.set("has_excluded", !answer.excluded.empty());
  page.set("excluded", ruled_out_value(answer));
  page.set("has_gaps", !answer.data_gaps.empty());
  page.set("gaps", texts_of(gap_sentences(answer)));
  page.set("reproduce", reproduce_value(snapshot, options));
}

}  // namespace

Result<std::string> to_page(const rca::Answer& answer, const signals::Snapshot& snapshot, const PageOptions& options) {
  Object page = headline_value(answer, snapshot);
  page.set("version", COROOTCTL_VERSION);
  page.set("map", map_value(answer, snapshot, options.top));
  add_evidence(answer, snapshot, options, page);
  page.set("ends", ends_value(answer, snapshot));
  page.set("timeline", timeline_value(answer, snapshot, options.top));
  add_lists(answer, snapshot, options, page);
  page.set("sections", sections_of(page));
  page.set("footer", "corootctl " COROOTCTL_VERSION ". The same measurements give the same page.");
  CTL_PASS(std::string out, fill_page(Template::answer, page));
  if (!options.embeds) return out;
  CTL_PASS(const std::string data, signals::embed_snapshot(snapshot));
  return out.insert(out.rfind("</body>"), data);
}

}  // namespace corootctl::report
