#include "report/gate_forms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/markup.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "rca/names.hpp"
#include "report/place.hpp"
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

std::string joined(const std::vector<std::string>& lines) { return fmt::format("{}", fmt::join(lines, "; ")); }

const pipeline::Rule harm_rule{"gate.harm",
                               "release-harm",
                               "The release did harm",
                               "Something certainly got worse with the release, by more than is allowed, and nothing "
                               "else explains it.",
                               "Take the release back, or look at what got worse.",
                               pipeline::Level::error};
const pipeline::Rule no_data_rule{"gate.not_enough_data",
                                  "release-unclear",
                                  "The data do not say",
                                  "There is too little to compare, or what changed has other explanations.",
                                  "Wait longer (--for), or say when the release was (--since).",
                                  pipeline::Level::warning};
const pipeline::Rule worse_rule{"gate.worse",
                                "level-worse",
                                "A level got worse",
                                "It is worse than in the hour before the release, beyond what is allowed.",
                                "See what the release changed there.",
                                pipeline::Level::error};

pipeline::Finding finding_of(const std::string& subject, std::string message, const AddressOf& address) {
  pipeline::Finding out{.fails = true, .message = std::move(message), .names_place = true};
  set_place(out, subject);
  out.url = page_of(subject, address);
  return out;
}

pipeline::Case verdict_case(const GateAnswer& answer, const AddressOf& address) {
  pipeline::Case out{.name = "verdict", .rule = harm_rule.id};
  const auto message = headline(answer) + ": " + joined(answer.reasons);
  if (answer.verdict == GateVerdict::harm) out.findings.push_back(finding_of(answer.app, message, address));
  if (answer.verdict != GateVerdict::not_enough_data) return out;
  out.rule = no_data_rule.id;
  out.unjudged.push_back({"", message});
  out.is_skipped = true;
  return out;
}

pipeline::Case level_case(const Comparison& each, const AddressOf& address) {
  pipeline::Case out{.name = what_of(each), .rule = worse_rule.id};
  const auto text = with_note(numbers_of(each), each);
  if (each.finding == Finding::worse)
    out.findings.push_back(finding_of(each.subject, what_of(each) + ": " + text, address));
  out.is_skipped = each.finding == Finding::unsure || each.finding == Finding::unmeasured;
  if (out.is_skipped) out.unjudged.push_back({"", what_of(each) + ": " + text});
  return out;
}

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

pipeline::Report findings_of(const GateAnswer& answer, const AddressOf& address) {
  pipeline::Report out{.verb = "gate", .rules = {harm_rule, no_data_rule, worse_rule}};
  out.cases.push_back(verdict_case(answer, address));
  for (const auto& each : answer.comparisons) {
    if (each.decides) out.cases.push_back(level_case(each, address));
  }
  return out;
}

}  // namespace corootctl::report
