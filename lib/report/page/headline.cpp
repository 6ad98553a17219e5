#include "report/page/headline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "rca/measure/window.hpp"
#include "report/track.hpp"
#include "report/words.hpp"
#include "signals/catalogue.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;

Value text_or_nothing(std::string text) { return text.empty() ? Value() : Value(std::move(text)); }

const char* words_of(const rca::Answer& answer) {
  if (answer.status == rca::Status::root_cause)
    return answer.candidates.front().confidence == rca::Confidence::high ? "Root cause found" : "Probable root cause";
  return answer.status == rca::Status::unknown ? "Root cause unknown" : "No incident";
}

std::string begin_sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

Object fact(std::string label, std::string value, std::string note, std::string look = "") {
  return {{"class", text_or_nothing(std::move(look))},
          {"label", std::move(label)},
          {"value", std::move(value)},
          {"note", text_or_nothing(std::move(note))}};
}

/// "latency 3.05 ms → 172 ms", and whose when it is not the suspect's own.
Fact shown_change(const rca::Evidence& evidence, const rca::Candidate& candidate) {
  const std::string owner = evidence.subject == candidate.subject ? "" : "of " + rca::short_name(evidence.subject);
  std::string out = rca::signal_words(evidence.signal);
  if (evidence.before && evidence.after) {
    const double highest = std::max(std::abs(*evidence.before), std::abs(*evidence.after));
    out += fmt::format(" {} → {}", level_text(*evidence.before, evidence.unit, highest),
                       level_text(*evidence.after, evidence.unit, highest));
  } else if (!evidence.text.empty()) {
    out += ": " + evidence.text;
  }
  return {owner, out};
}

/// A blamed change before what it did.
Object what_fact(const rca::Answer& answer) {
  const rca::Candidate& first = answer.candidates.front();
  const rca::Evidence *main = main_evidence(first), *change = blamed_change(first);
  if (main == nullptr) return fact("What", rca::signal_words(first.signal), "nothing of its own was measured");
  const Fact shown = shown_change(*main, first);
  if (change == nullptr || main == change) return fact("What", shown.text, shown.label);
  const std::string when = change->onset_ms ? " at " + rca::format_moment(*change->onset_ms, answer.onset_ms) : "";
  return fact("What", change->signal + when, (change->text.empty() ? "" : change->text + "; ") + "then " + shown.text);
}

std::string kind_and_namespace(const rca::AppParts& app) {
  const bool plain = app.ns.empty() || app.ns == "_" || app.kind == "ExternalService";
  return app.kind + (plain ? "" : " in namespace " + app.ns);
}

Object where_fact(const rca::Candidate& first) {
  const rca::AppParts app = rca::split_app_id(first.subject);
  if (first.kind == rca::CauseKind::link)
    return fact("Where", begin_sentence(rca::place_of(first)), "between two clusters");
  if (first.kind == rca::CauseKind::node) {
    const rca::NodeParts node = rca::split_node_id(first.subject);
    return fact("Where", "node " + node.name, node.cluster.empty() ? "" : "cluster " + node.cluster);
  }
  if (first.kind == rca::CauseKind::cluster) return fact("Where", "cluster " + first.subject, "many of its apps");
  if (app.name.empty()) return fact("Where", first.subject, rca::to_string(first.kind));
  const std::string more = first.kind == rca::CauseKind::load ? "more load at " : "";
  if (app.cluster == "external") return fact("Where", more + app.name, "outside of all clusters");
  return fact("Where", more + app.name, fmt::format("cluster {}, {}", app.cluster, kind_and_namespace(app)));
}

/// "the alarm came 1 min later and was resolved at 15:40:00 UTC"
std::string about_alarm(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  const signals::Incident* first = first_alarm(answer, snapshot);
  if (first == nullptr) return "no alarm was raised there";
  const std::int64_t later = ms_between(*answer.onset_ms, first->opened_at_ms);
  std::string out = later >= 1000 ? "the alarm came " + format_span(later) + " later" : "the alarm came with it";
  if (first->resolved_at_ms)
    return out + ", resolved at " + rca::format_moment(*first->resolved_at_ms, answer.onset_ms);
  const signals::Grid& grid = snapshot.grid;
  return out + ", still open when the data end (" +
         rca::format_moment(grid.from_ms + static_cast<std::int64_t>(grid.points) * grid.step_ms, answer.onset_ms) +
         ")";
}

/// The time first, because it is what people compare.
Object since_fact(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  if (!answer.onset_ms) return fact("Since", "not known", "no onset was found");
  const std::string whole = format_time(*answer.onset_ms);
  return fact("Since", whole.substr(11), whole.substr(0, 10) + "; " + about_alarm(answer, snapshot));
}

/// Nothing is said against the first suspect's claim: either everything was checked, or the terms were not kept.
std::string about_certainty(const rca::Answer& answer) {
  return answer.candidates.front().confidence == rca::Confidence::high ? "nothing that was checked speaks against it"
                                                                       : "";
}

/// "error rate 0.97 % → 23 %": what raised the alarm; "" when it was not measured.
std::string felt_change(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  const signals::App* app = find_app(snapshot, answer.target);
  const signals::Incident* alarm = first_alarm(answer, snapshot);
  const auto* series = app == nullptr ? nullptr : rca::service_level(app->series, alarm ? alarm->slo : "latency");
  if (series == nullptr || !answer.compared) return "";
  const Levels levels = levels_in(*series, snapshot.grid, answer);
  if (!levels.before || !levels.after) return "";
  const auto info = signals::describe_signal(series->signal, {});
  const std::string unit(info.unit);
  const double highest = std::max(*levels.before, *levels.after);
  return fmt::format("{} {} → {}", info.words, level_text(*levels.before, unit, highest),
                     level_text(*levels.after, unit, highest));
}

/// How bad it is, before how many there are.
Object felt_fact(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  std::string note = felt_change(answer, snapshot);
  if (const std::size_t count = answer.alarmed.size(); count > 1)
    note += fmt::format("{}and {} more {}", note.empty() ? "" : "; ", count - 1, count == 2 ? "app" : "apps");
  return fact("Felt by", rca::short_name(answer.target), std::move(note), "felt");
}

List facts_of(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  List out{what_fact(answer), where_fact(answer.candidates.front()), since_fact(answer, snapshot)};
  for (const Fact& one : headline_facts(answer)) {
    const std::size_t comma = one.text.find(", because ");
    if (one.label == "Confidence")
      out.emplace_back(fact("How sure", one.text.substr(0, comma),
                            comma == std::string::npos ? about_certainty(answer) : one.text.substr(comma + 2),
                            to_string(answer.candidates.front().confidence)));
    if (one.label == "Felt by") out.emplace_back(felt_fact(answer, snapshot));
  }
  return out;
}

/// "3 clusters: prod-a, prod-b, prod-c"
std::string scope_of(const signals::Snapshot& snapshot) {
  std::set<std::string> names;
  for (const signals::Cluster& cluster : snapshot.clusters)
    if (cluster.id != "external") names.insert(cluster.name.empty() ? cluster.id : cluster.name);
  if (names.empty()) return "";
  constexpr std::size_t most = 6;
  const std::vector<std::string> list(names.begin(), names.end());
  return fmt::format("{} {}: {}", list.size(), list.size() == 1 ? "cluster" : "clusters", join_first(list, most));
}

}  // namespace

const signals::Incident* first_alarm(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  const signals::Incident* first = nullptr;
  const auto order = [](const signals::Incident& one) { return std::tie(one.opened_at_ms, one.slo); };
  for (const signals::Incident& one : snapshot.incidents)
    if (one.subject == answer.target && (first == nullptr || order(one) < order(*first))) first = &one;
  return first;
}

Value step_value(const std::string& step) {
  const std::size_t command = step.find("kubectl -");
  const std::size_t begin = command == std::string::npos ? step.find("kubectl ") : command;
  const bool has_command = begin != std::string::npos && (begin == 0 || step.substr(begin - 2, 2) == ": ");
  return Object{{"text", text_or_nothing(has_command ? std::string(trim(step.substr(0, begin))) : step)},
                {"command", has_command ? Value(step.substr(begin)) : Value()}};
}

Object headline_value(const rca::Answer& answer, const signals::Snapshot& snapshot) {
  std::string sentence = verdict_sentence(answer);
  const std::size_t colon = sentence.find(": ");
  const std::string claim = sentence.substr(0, colon);
  const bool told = answer.status != rca::Status::no_incident && !answer.candidates.empty();
  const std::vector<std::string> steps = next_steps(answer);
  return {{"title", claim + " - root cause analysis"},
          {"scope", text_or_nothing(scope_of(snapshot))},
          {"status", words_of(answer)},
          {"status_class", rca::to_string(answer.status)},
          {"claim", colon == std::string::npos && claim.ends_with('.') ? claim.substr(0, claim.size() - 1) : claim},
          {"because", colon == std::string::npos ? Value() : Value(begin_sentence(sentence.substr(colon + 2)))},
          {"has_facts", told},
          {"facts", told ? facts_of(answer, snapshot) : List{}},
          {"first_step", steps.empty() ? Value() : step_value(steps.front())}};
}

}  // namespace corootctl::report
