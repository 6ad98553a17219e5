/// Words that the forms share.
#pragma once

#include <map>
#include <string>

#include "pipeline/report.hpp"

namespace corootctl::pipeline {

inline const char* name_of(Level level) {
  if (level == Level::error) return "error";
  return level == Level::warning ? "warning" : "info";
}

/// The same finding in two runs has the same one, and no two of a report do: `ordinal` counts those of one rule at one
/// place. 64 hex digits.
std::string fingerprint(const Case& judged, const Finding& finding, std::size_t ordinal);

/// visit(case, rule, finding, fingerprint) for each finding, in order.
template <class Visit>
void each_finding(const Report& report, Visit visit) {
  std::map<std::string, std::size_t> seen;  // how often there was one of this rule at this place
  for (const auto& judged : report.cases) {
    for (const auto& finding : judged.findings) {
      const auto ordinal = seen[judged.rule + " " + place_of(finding)]++;
      visit(judged, rule_of(report, judged), finding, fingerprint(judged, finding, ordinal));
    }
  }
}

}  // namespace corootctl::pipeline
