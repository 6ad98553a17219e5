#include <fmt/format.h>

#include <string>
#include <vector>

#include "report/forms.hpp"
#include "report/words.hpp"

namespace corootctl::report {
namespace {

/// What a screen reader would spell as signs.
std::string spoken(std::string text) {
  constexpr std::string_view arrow = " -> ";
  for (std::size_t at = text.find(arrow); at != std::string::npos; at = text.find(arrow, at))
    text.replace(at, arrow.size(), " to ");
  return text;
}

void say(std::string& out, const std::string& text) { out += spoken(text) + "\n"; }

void say_all(std::string& out, const char* what, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) say(out, std::string(what) + ": " + line);
}

void say_suspect(std::string& out, const rca::Answer& answer, std::size_t index, Detail detail) {
  const rca::Candidate& candidate = answer.candidates[index];
  say(out, fmt::format("Suspect {}: {}: {}", index + 1, rca::name_cause(candidate), suspect_sentence(candidate)));
  for (const rca::Evidence& evidence : candidate.evidence)
    say(out, "For it: " + evidence_sentence(evidence, candidate.subject, answer.onset_ms));
  say_all(out, "Against it", candidate.against);
  if (detail == Detail::explained) say_all(out, "Score", explain_score(candidate));
}

}  // namespace

std::string to_plain(const rca::Answer& answer, std::size_t top, Detail detail) {
  std::string out;
  say(out, verdict_sentence(answer));
  for (const Fact& fact : headline_facts(answer)) say(out, fact.label + ": " + fact.text);
  const std::size_t shown = suspects_shown(answer, top);
  for (std::size_t i = 0; i < shown; ++i) say_suspect(out, answer, i, detail);
  if (answer.suspects > shown && shown > 0)
    say(out,
        fmt::format("{} more suspects are not shown; --top {} shows them", answer.suspects - shown, answer.suspects));
  for (const rca::Hop& hop : answer.path)
    say(out, fmt::format("Path: {} calls {}, {:.0f} % of the problem came over this call{}", rca::short_name(hop.from),
                         rca::short_name(hop.to), 100 * hop.excess, hop.cross_cluster ? ", across clusters" : ""));
  say_all(out, "Ruled out", exclusion_sentences(answer));
  say_all(out, "Missing", gap_sentences(answer));
  say_all(out, "Next", next_steps(answer));
  return out;
}

}  // namespace corootctl::report
