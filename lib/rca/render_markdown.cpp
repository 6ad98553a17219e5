#include <fmt/format.h>

#include <algorithm>

#include "rca/render.hpp"
#include "rca/render_terms.hpp"
#include "rca/words.hpp"

namespace corootctl::rca {
namespace {

/// Names come from clusters: nothing in them may become markup or break a table.
std::string escape(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    if (c == '<') {
      out += "&lt;";
      continue;
    }
    if (c == '|' || c == '*' || c == '_' || c == '`' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

void put_list(std::string& out, const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += "\n### " + heading + "\n\n";
  for (const std::string& line : lines) out += "- " + escape(line) + "\n";
}

void put_table(std::string& out, const Answer& answer, std::size_t top) {
  if (answer.candidates.empty()) return;
  out += "\n| # | suspect | signal | score | blame | confidence |\n|--:|---|---|--:|--:|---|\n";
  for (std::size_t i = 0; i < std::min(top, answer.candidates.size()); ++i) {
    const Candidate& candidate = answer.candidates[i];
    out += fmt::format("| {} | {} | {} | {:.2f} | {:.0f} % | {} |\n", i + 1, escape(name_cause(candidate)), escape(candidate.signal), candidate.score,
                       100 * candidate.blame, to_string(candidate.confidence));
  }
}

template <class T, class Say>
std::vector<std::string> say_all(const std::vector<T>& items, Say say) {
  std::vector<std::string> out;
  for (const T& item : items) out.push_back(say(item));
  return out;
}

}  // namespace

std::string to_markdown(const Answer& answer, std::size_t top, Detail detail) {
  std::string out = "## Root cause analysis\n\n**" + escape(verdict_sentence(answer)) + "**\n";
  put_table(out, answer, top);
  if (!answer.candidates.empty()) {
    put_list(out, "Evidence", say_all(answer.candidates.front().evidence, evidence_sentence));
    put_list(out, "Against", answer.candidates.front().against);
  }
  put_list(out, "Path", say_all(answer.path, hop_sentence));
  put_list(out, "Ruled out", say_all(answer.excluded, [](const Excluded& e) { return short_name(e.subject) + ": " + e.reason; }));
  put_list(out, "Missing", say_all(answer.data_gaps, [](const signals::Gap& g) { return short_name(g.subject) + ": " + g.what; }));
  put_list(out, "Next", next_steps(answer));
  for (std::size_t i = 0; detail == Detail::explained && i < std::min(top, answer.candidates.size()); ++i)
    put_list(out, fmt::format("Score of {}", escape(name_cause(answer.candidates[i]))), explain_score(answer.candidates[i]));
  return out;
}

}  // namespace corootctl::rca
