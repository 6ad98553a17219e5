/// Words that the forms share.
#pragma once

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
  std::vector<std::string> seen;
  for (const auto& judged : report.cases) {
    for (const auto& finding : judged.findings) {
      const auto key = judged.rule + " " + place_of(finding);
      std::size_t ordinal = 0;
      for (const auto& each : seen) ordinal += each == key ? 1U : 0U;
      seen.push_back(key);
      visit(judged, rule_of(report, judged), finding, fingerprint(judged, finding, ordinal));
    }
  }
}

}  // namespace corootctl::pipeline
