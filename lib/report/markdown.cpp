#include <fmt/format.h>

#include "base/markup.hpp"
#include "report/forms.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

void put_list(std::string& out, const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += "\n### " + heading + "\n\n";
  for (const std::string& line : lines) out += "- " + markdown_text(line) + "\n";
}

void put_table(std::string& out, const rca::Answer& answer, std::size_t shown) {
  if (shown == 0) return;
  out += "\n| # | suspect | signal | explains | confidence | score |\n|--:|---|---|--:|---|--:|\n";
  for (std::size_t i = 0; i < shown; ++i) {
    const rca::Candidate& candidate = answer.candidates[i];
    out += fmt::format("| {} | {} | {} | {:.0f} % | {} | {:.2f} |\n", i + 1, markdown_text(rca::name_cause(candidate)),
                       markdown_text(candidate.signal), 100 * candidate.blame, to_string(candidate.confidence),
                       candidate.score);
  }
}

void put_suspect(std::string& out, const rca::Answer& answer, std::size_t index) {
  const rca::Candidate& candidate = answer.candidates[index];
  std::vector<std::string> lines;
  for (const rca::Evidence& evidence : candidate.evidence)
    lines.push_back(evidence_sentence(evidence, candidate.subject, answer.onset_ms));
  for (const std::string& objection : candidate.against) lines.push_back("but: " + objection);
  put_list(out, fmt::format("{}. {}", index + 1, markdown_text(rca::name_cause(candidate))), lines);
}

/// Commands are code: nothing in them is escaped, because only plain names get into them.
void put_next(std::string& out, const rca::Answer& answer) {
  const std::vector<std::string> steps = next_steps(answer);
  if (!steps.empty()) out += "\n### Next\n\n";
  for (const std::string& step : steps) {
    const std::size_t command = step.find("kubectl -");
    const bool has_command = command != std::string::npos && step.find('`') == std::string::npos;
    out += "- " +
           (has_command ? markdown_text(step.substr(0, command)) + "`" + step.substr(command) + "`"
                        : markdown_text(step)) +
           "\n";
  }
}

}  // namespace

std::string to_markdown(const rca::Answer& answer, std::size_t top, Detail detail) {
  const std::size_t shown = suspects_shown(answer, top);
  std::string out = "## Root cause analysis\n\n**" + markdown_text(verdict_sentence(answer)) + "**\n";
  const std::vector<Fact> facts = headline_facts(answer);
  if (!facts.empty()) out += "\n";
  for (const Fact& fact : facts) out += fmt::format("- {}: {}\n", fact.label, markdown_text(fact.text));
  put_table(out, answer, shown);
  for (std::size_t i = 0; i < shown; ++i) put_suspect(out, answer, i);
  put_list(out, "Path", path_sentences(answer));
  put_list(out, "Ruled out", exclusion_sentences(answer));
  put_list(out, "Missing", gap_sentences(answer));
  put_next(out, answer);
  for (std::size_t i = 0; detail == Detail::explained && i < shown; ++i)
    put_list(out, fmt::format("Score of {}", markdown_text(rca::name_cause(answer.candidates[i]))),
             explain_score(answer.candidates[i]));
  return out;
}

}  // namespace corootctl::report
