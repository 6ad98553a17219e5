/// The process's exit codes: the only place that chooses one. Others name `ExitCode::ok` at most.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "rca/gate/release.hpp"

namespace corootctl::cli {

enum class ExitCode {
  ok = 0,
  failed = 1,
  usage = 2,
  partial = 3,
  unauthorized = 4,
  unreachable = 5,
  timeout = 6,
  pending = 7,
  no_data = 8,
  check_failed = 9,
  fail_on = 10,
  bug = 70,
  interrupted = 130,
};

struct ExitCodeMeaning {
  ExitCode code;
  const char* text;
};

/// Every code with its meaning, in order: the help topic, the manual page and scripts read this.
const std::array<ExitCodeMeaning, 13>& exit_code_meanings();

ExitCode exit_code_of(ErrorKind kind);

/// What became of each cluster or link that a command worked on: its error, or nothing when all went well.
using Outcomes = std::vector<std::optional<Error>>;

/// Of reports that have an `error` each.
template <class Report>
Outcomes outcomes_of(const std::vector<Report>& reports) {
  Outcomes out;
  for (const auto& report : reports) out.push_back(report.error);
  return out;
}

/// 0 when all went well, 3 when some failed, and when all failed the code they agree on, or 1; 130 when one was
/// interrupted.
ExitCode exit_code_of(const Outcomes& outcomes);

/// Of a command that only looks around: 3 also when all failed, but not alike.
ExitCode exit_code_of_survey(const Outcomes& outcomes);

/// Of links: 8 while data are all that is missing, as shortly after linking, even if only in some.
ExitCode exit_code_of_links(const Outcomes& outcomes);

/// Of an answer: 10 when it meets the condition that was set (rca --fail-on), else 3 when something could not be read.
ExitCode exit_code_of_answer(bool meets_condition, bool is_complete);

/// Of a verdict about a release: 10 for harm, 8 when the data do not say, 3 for an all-clear in which something could
/// not be read.
ExitCode exit_code_of_gate(rca::GateVerdict verdict, bool is_complete);

/// Of a comparison of what shall be with what is: 7 when something is to be done.
ExitCode exit_code_of_pending(bool is_pending);

/// Of a plan: 3 when a cluster could not be read, whatever else is pending, else 7 when changes are.
ExitCode exit_code_of_plan(bool is_pending, const Outcomes& outcomes);

/// Of checks: 9 when one failed, whatever else could not be read; 130 when they were interrupted; else as a survey's.
ExitCode exit_code_of_checks(bool has_failed, const Outcomes& outcomes);

}  // namespace corootctl::cli
