#include "report/gate_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>

#include "base/time.hpp"
#include "base/units.hpp"
#include "rca/names.hpp"
#include "report/junit_document.hpp"
#include "report/plain.hpp"

namespace corootctl::report {
namespace {

using document::List;
using document::Object;
using document::Value;
using rca::Comparison;
using rca::Finding;
using rca::GateAnswer;
using rca::GateVerdict;

Object comparison_value(const Comparison& each) {
  return {{"subject", each.subject},
          {"signal", each.signal},
          {"unit", each.unit},
          {"before", number(each.before)},
          {"after", number(each.after)},
          {"margin", number(each.margin)},
          {"finding", to_string(each.finding)},
          {"decides", each.decides},
          {"note", each.note}};
}

bool is_count(const Comparison& each) {
  return each.unit.empty() && std::max(each.before.value_or(0), each.after.value_or(0)) > 1.5;
}

std::string say(const Comparison& each, double value) {
  return is_count(each) ? format_number(value) : format_value(value, each.unit);
}

/// "12 ms -> 45 ms (give or take 3 ms)"
std::string numbers_of(const Comparison& each) {
  if (!each.before || !each.after) return "not measured well enough";
  std::string out = say(each, *each.before) + " -> " + say(each, *each.after);
  if (each.margin && *each.margin > 0) out += " (give or take " + say(each, *each.margin) + ")";
  return out;
}

std::string what_of(const Comparison& each) {
  return fmt::format("{} of {}", rca::signal_words(each.signal), rca::short_name(each.subject));
}

std::string with_note(std::string text, const Comparison& each) {
  return each.note.empty() ? text : text + ": " + each.note;
}

/// What a reader wants: what decides, and what was found beside it.
bool is_shown(const Comparison& each) { return each.decides || each.finding == Finding::worse; }

std::string headline(const GateAnswer& answer) {
  std::string out = fmt::format("{}: {}", to_string(answer.verdict), rca::short_name(answer.app));
  if (!answer.release_ms) return out;
  out += ", release of " + format_time(*answer.release_ms);
  if (!answer.release.empty()) out += " (" + answer.release + ")";
  return out;
}

void add_case(pugi::xml_node suite, const std::string& name, const char* result, const std::string& message) {
  auto test = suite.append_child("testcase");
  test.append_attribute("classname") = "corootctl.gate";
  test.append_attribute("name") = xml_text(name).c_str();
  if (result == nullptr) return;
  test.append_child(result).append_attribute("message") = xml_text(message).c_str();
}

const char* result_of(Finding finding) {
  if (finding == Finding::same) return nullptr;
  return finding == Finding::worse ? "failure" : "skipped";
}

std::string joined(const std::vector<std::string>& lines) { return fmt::format("{}", fmt::join(lines, "; ")); }

}  // namespace

Value to_value(const GateAnswer& answer) {
  List comparisons;
  for (const auto& each : answer.comparisons) comparisons.emplace_back(comparison_value(each));
  return Object{{"schema", "corootctl.gate/v1"},
                {"verdict", to_string(answer.verdict)},
                {"app", answer.app},
                {"release", moment(answer.release_ms)},
                {"release_text", answer.release},
                {"until", answer.release_ms ? Value(answer.until_ms) : Value()},
                {"reasons", List(answer.reasons.begin(), answer.reasons.end())},
                {"comparisons", std::move(comparisons)}};
}

std::string to_text(const GateAnswer& answer) {
  std::string out = headline(answer) + "\n";
  for (const auto& reason : answer.reasons) out += "  " + reason + "\n";
  if (std::any_of(answer.comparisons.begin(), answer.comparisons.end(), is_shown)) out += "\nCompared\n";
  for (const auto& each : answer.comparisons) {
    if (!is_shown(each)) continue;
    out +=
        with_note(fmt::format("  {:<11}{}  {}", to_string(each.finding), what_of(each), numbers_of(each)), each) + "\n";
  }
  return out;
}

std::string to_markdown(const GateAnswer& answer) {
  std::string out = "## Release gate\n\n**" + markdown_text(headline(answer)) + "**\n\n";
  for (const auto& reason : answer.reasons) out += "- " + markdown_text(reason) + "\n";
  if (answer.comparisons.empty()) return out;
  out += "\n| found | what | before -> after | note |\n|---|---|---|---|\n";
  for (const auto& each : answer.comparisons) {
    out += fmt::format("| {} | {} | {} | {} |\n", to_string(each.finding), markdown_text(what_of(each)),
                       numbers_of(each), markdown_text(each.note));
  }
  return out;
}

std::string to_junit(const GateAnswer& answer) {
  pugi::xml_document document;
  auto suite = begin_suite(document, "gate");
  const char* verdict = answer.verdict == GateVerdict::no_harm ? nullptr
                        : answer.verdict == GateVerdict::harm  ? "failure"
                                                               : "skipped";
  add_case(suite, "verdict", verdict, headline(answer) + ": " + joined(answer.reasons));
  int tests = 1, failures = answer.verdict == GateVerdict::harm ? 1 : 0,
      skipped = answer.verdict == GateVerdict::not_enough_data ? 1 : 0;
  for (const auto& each : answer.comparisons) {
    if (!each.decides) continue;
    const char* result = result_of(each.finding);
    add_case(suite, what_of(each), result, with_note(numbers_of(each), each));
    ++tests;
    failures += each.finding == Finding::worse ? 1 : 0;
    skipped += result != nullptr && each.finding != Finding::worse ? 1 : 0;
  }
  suite.append_attribute("tests") = tests;
  suite.append_attribute("failures") = failures;
  suite.append_attribute("skipped") = skipped;
  return to_text(document);
}

}  // namespace corootctl::report
