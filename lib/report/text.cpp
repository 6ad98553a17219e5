#include <fmt/format.h>

#include <algorithm>

#include "base/text_width.hpp"
#include "rca/verdict/quotes.hpp"
#include "report/forms.hpp"
#include "report/path_tree.hpp"
#include "report/track.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

std::string paint(const std::string& text, Emphasis emphasis, const TextOptions& options) {
  return options.paint ? options.paint(text, emphasis) : text;
}

Emphasis emphasis_of(rca::Status status) {
  if (status == rca::Status::root_cause) return Emphasis::alarm;
  return status == rca::Status::unknown ? Emphasis::doubt : Emphasis::calm;
}

void put_heading(std::string& out, const std::string& heading, const TextOptions& options) {
  out += "\n" + paint(heading, Emphasis::heading, options) + "\n";
}

void put_line(std::string& out, const std::string& text, const TextOptions& options, std::size_t indent = 2) {
  constexpr std::size_t hanging = 2;
  out += std::string(indent, ' ') + wrap(text, options.width, indent, hanging) + "\n";
}

/// With the measurements drawn between the two levels.
std::string evidence_line(const rca::Evidence& evidence, const rca::Candidate& candidate, const rca::Answer& answer,
                          const TextOptions& options) {
  std::string drawing;
  if (options.snapshot != nullptr && evidence.before && !rca::is_quote(evidence.signal))
    drawing =
        sparkline(find_series(*options.snapshot, evidence.subject, evidence.signal), options.snapshot->grid, answer);
  return evidence_sentence(evidence, candidate.subject, answer.onset_ms, drawing);
}

void put_candidate(std::string& out, const rca::Answer& answer, std::size_t index, const TextOptions& options) {
  constexpr std::size_t most_evidence = 4;
  const rca::Candidate& candidate = answer.candidates[index];
  put_line(out, fmt::format("{}. {}: {}", index + 1, rca::name_cause(candidate), suspect_sentence(candidate)), options);
  std::size_t shown = 0;
  for (const rca::Evidence& evidence : candidate.evidence)
    if (rca::is_quote(evidence.signal) || ++shown <= most_evidence)
      put_line(out, "+ " + evidence_line(evidence, candidate, answer, options), options, 5);
  for (const std::string& objection : candidate.against) put_line(out, "- " + objection, options, 5);
}

/// Labels in a column of their own, so that the eye finds them.
void put_facts(std::string& out, const rca::Answer& answer, const TextOptions& options) {
  const std::vector<Fact> facts = headline_facts(answer);
  if (!facts.empty()) out += "\n";
  constexpr std::size_t column = 12;
  for (const Fact& fact : facts)
    out += fmt::format("  {}{}\n", paint(fmt::format("{:<{}}", fact.label, column), Emphasis::heading, options),
                       wrap(fact.text, options.width, column + 2));
}

void put_terms(std::string& out, const rca::Answer& answer, const TextOptions& options) {
  if (options.detail != Detail::explained || answer.candidates.empty()) return;
  put_heading(out, "How the scores come about", options);
  for (std::size_t i = 0; i < suspects_shown(answer, options.top); ++i) {
    put_line(out, fmt::format("{}. {}", i + 1, rca::name_cause(answer.candidates[i])), options);
    for (const std::string& line : explain_score(answer.candidates[i])) {
      const std::size_t indent = line.starts_with("  ") ? 2 : 0;
      put_line(out, line.substr(indent), options, 5 + indent);
    }
  }
}

void put_candidates(std::string& out, const rca::Answer& answer, const TextOptions& options) {
  const std::size_t shown = suspects_shown(answer, options.top);
  if (shown == 0) return;
  put_heading(out, "Suspects", options);
  for (std::size_t i = 0; i < shown; ++i) put_candidate(out, answer, i, options);
  if (answer.suspects > shown)
    put_line(out, fmt::format("and {} more (--top {})", answer.suspects - shown, answer.suspects), options);
}

void put_section(std::string& out, const std::string& heading, const std::vector<std::string>& lines,
                 const TextOptions& options, std::size_t most = static_cast<std::size_t>(-1)) {
  if (lines.empty()) return;
  put_heading(out, heading, options);
  for (std::size_t i = 0; i < std::min(most, lines.size()); ++i) put_line(out, lines[i], options);
  if (lines.size() > most) put_line(out, fmt::format("and {} more", lines.size() - most), options);
}

void put_path(std::string& out, const rca::Answer& answer, const TextOptions& options) {
  if (answer.path.empty()) return;
  put_heading(out, "Path (how much of the problem each call passed on)", options);
  for (const std::string& line : path_tree(answer, options.width - 2)) out += "  " + line + "\n";
}

void put_next(std::string& out, const rca::Answer& answer, const TextOptions& options) {
  const std::vector<std::string> steps = next_steps(answer);
  if (steps.empty()) return;
  put_heading(out, "Next", options);
  for (const std::string& step : steps) {
    // a command that is broken over two lines cannot be pasted
    if (step.find("kubectl -") != std::string::npos)
      out += "  " + step + "\n";
    else
      put_line(out, step, options);
  }
}

}  // namespace

std::string to_text(const rca::Answer& answer, const TextOptions& wanted) {
  TextOptions options = wanted;
  options.width = std::max<std::size_t>(options.width, 40);
  const std::string verdict = wrap(verdict_sentence(answer), options.width, 0);
  std::string out = paint(verdict, emphasis_of(answer.status), options) + "\n";
  put_facts(out, answer, options);
  put_candidates(out, answer, options);
  put_path(out, answer, options);
  put_section(out, "Ruled out", exclusion_sentences(answer), options);
  constexpr std::size_t most_gaps = 8;
  put_section(out, "Missing", gap_sentences(answer), options, most_gaps);
  put_next(out, answer, options);
  put_terms(out, answer, options);
  return out;
}

}  // namespace corootctl::report
