#include "report/answer_findings.hpp"

#include "base/lists.hpp"
#include "report/forms.hpp"
#include "report/place.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

using pipeline::Baseline;
using pipeline::Level;

const pipeline::Rule cause_rule{"rca.root_cause",
                                "root-cause",
                                "The root cause of an incident",
                                "Something broke, and the data say what it was and where.",
                                "Follow the next steps of corootctl rca.",
                                Level::error};
const pipeline::Rule unknown_rule{"rca.unknown",
                                  "unknown-cause",
                                  "An incident without a known cause",
                                  "An alarm was raised, and the data do not say why.",
                                  "Repeat with a longer window (--since); corootctl inventory shows what is missing.",
                                  Level::warning};

pipeline::Finding verdict_finding(const rca::Answer& answer, const AnswerPlaces& places, const Change* change) {
  pipeline::Finding out{.fails = true, .message = verdict_sentence(answer), .names_place = true};
  out.level = answer.status == rca::Status::root_cause ? Level::error : Level::warning;
  const auto first = blamed_in(answer).suspects;
  const auto& subject = first.empty() ? answer.target : first.front();
  set_place(out, subject);
  const auto steps = next_steps(answer);
  if (!steps.empty()) out.hint = steps.front();
  out.url = places.incident.empty() ? page_of(subject, places.app) : places.incident;
  if (change == nullptr) return out;
  const bool is_new = has(change->is_new, subject);
  out.fails = is_new;
  out.baseline = is_new ? Baseline::is_new : Baseline::unchanged;
  return out;
}

void add_change(const Change& change, const AnswerPlaces& places, pipeline::Case& out) {
  const auto add = [&](const std::string& subject, Level level, Baseline baseline, const char* what) {
    pipeline::Finding finding{.level = level, .message = rca::short_name(subject) + what, .names_place = true};
    set_place(finding, subject);
    finding.fails = baseline == Baseline::is_new;
    finding.baseline = baseline;
    finding.url = page_of(subject, places.app);
    out.findings.push_back(std::move(finding));
  };
  const bool first_is_told = !out.findings.empty() && out.findings.front().baseline == Baseline::is_new;
  for (auto each = change.is_new.begin() + (first_is_told ? 1 : 0); each != change.is_new.end(); ++each)
    add(*each, Level::warning, Baseline::is_new, " is suspected, too, and was not in the baseline");
  for (const auto& each : change.gone)
    add(each, Level::note, Baseline::absent, " was suspected in the baseline and is not any more");
}

}  // namespace

pipeline::Report findings_of(const rca::Answer& answer, const AnswerPlaces& places, const Change* change) {
  pipeline::Report out{.verb = "rca", .rules = {cause_rule, unknown_rule}};
  pipeline::Case judged{.name = answer.target.empty() ? "no alarm" : answer.target, .rule = cause_rule.id};
  for (const auto& gap : gap_sentences(answer)) judged.unjudged.push_back({"", gap});
  if (answer.status != rca::Status::no_incident) {
    if (answer.status == rca::Status::unknown) judged.rule = unknown_rule.id;
    judged.findings.push_back(verdict_finding(answer, places, change));
    judged.text = to_text(answer, {});
  }
  if (change != nullptr) {
    add_change(*change, places, judged);
    judged.text += (judged.text.empty() ? "" : "\n") + to_text(*change);
  }
  out.cases.push_back(std::move(judged));
  return out;
}

}  // namespace corootctl::report
