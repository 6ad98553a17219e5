#include "cli/exit_code.hpp"

#include <algorithm>

namespace corootctl::cli {
namespace {

/// `mixed` is for outcomes that all failed, but not alike.
ExitCode over_all(const Outcomes& outcomes, ExitCode mixed) {
  std::vector<ExitCode> codes;
  for (const auto& error : outcomes) {
    if (error) codes.push_back(exit_code_of(error->kind));
  }
  if (codes.empty()) return ExitCode::ok;
  // An interruption is the user's doing, whatever else was finished before.
  if (std::find(codes.begin(), codes.end(), ExitCode::interrupted) != codes.end()) return ExitCode::interrupted;
  if (codes.size() < outcomes.size()) return ExitCode::partial;
  const bool same = std::all_of(codes.begin(), codes.end(), [&](ExitCode code) { return code == codes.front(); });
  return same ? codes.front() : mixed;
}

}  // namespace

const std::array<ExitCodeMeaning, 13>& exit_code_meanings() {
  static constexpr std::array<ExitCodeMeaning, 13> meanings{{
      {ExitCode::ok, "everything asked for was done, or was so already"},
      {ExitCode::failed, "failed; the message says what, where and what to try"},
      {ExitCode::usage, "the command line or the fleet file is wrong; nothing was done"},
      {ExitCode::partial, "some clusters failed, the others are done"},
      {ExitCode::unauthorized, "not authorised: the credentials do not suffice"},
      {ExitCode::unreachable, "a server could not be reached"},
      {ExitCode::timeout, "timed out"},
      {ExitCode::pending, "changes are pending (plan, render --check)"},
      {ExitCode::no_data, "the data are not there yet; try again later"},
      {ExitCode::check_failed, "a check failed (check, preflight)"},
      {ExitCode::fail_on, "the condition of rca --fail-on is met; gate found harm"},
      {ExitCode::bug, "a bug in corootctl"},
      {ExitCode::interrupted, "interrupted"},
  }};
  return meanings;
}

ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage: return ExitCode::usage;
    case ErrorKind::unreachable: return ExitCode::unreachable;
    case ErrorKind::unauthorized: return ExitCode::unauthorized;
    case ErrorKind::timeout: return ExitCode::timeout;
    case ErrorKind::no_data: return ExitCode::no_data;
    case ErrorKind::cancelled: return ExitCode::interrupted;
    case ErrorKind::internal: return ExitCode::bug;
    case ErrorKind::config:
    case ErrorKind::conflict:
    case ErrorKind::not_found:
    case ErrorKind::invalid:
    case ErrorKind::failed: break;
  }
  return ExitCode::failed;
}

ExitCode exit_code_of(const Outcomes& outcomes) { return over_all(outcomes, ExitCode::failed); }

ExitCode exit_code_of_survey(const Outcomes& outcomes) { return over_all(outcomes, ExitCode::partial); }

ExitCode exit_code_of_links(const Outcomes& outcomes) {
  const bool only_data = std::all_of(outcomes.begin(), outcomes.end(),
                                     [](const auto& error) { return !error || error->kind == ErrorKind::no_data; });
  const auto code = exit_code_of(outcomes);
  return only_data && code != ExitCode::ok ? ExitCode::no_data : code;
}

ExitCode exit_code_of_answer(bool meets_condition, bool is_complete) {
  if (meets_condition) return ExitCode::fail_on;
  return is_complete ? ExitCode::ok : ExitCode::partial;
}

ExitCode exit_code_of_gate(rca::GateVerdict verdict, bool is_complete) {
  if (verdict == rca::GateVerdict::harm) return ExitCode::fail_on;
  if (verdict == rca::GateVerdict::not_enough_data) return ExitCode::no_data;
  return is_complete ? ExitCode::ok : ExitCode::partial;
}

ExitCode exit_code_of_pending(bool is_pending) { return is_pending ? ExitCode::pending : ExitCode::ok; }

ExitCode exit_code_of_plan(bool is_pending, const Outcomes& outcomes) {
  const auto code = exit_code_of_survey(outcomes);
  if (code == ExitCode::interrupted) return code;
  if (code != ExitCode::ok) return ExitCode::partial;
  return is_pending ? ExitCode::pending : ExitCode::ok;
}

ExitCode exit_code_of_checks(bool has_failed, const Outcomes& outcomes) {
  const auto code = exit_code_of_survey(outcomes);
  if (code == ExitCode::interrupted) return code;
  return has_failed ? ExitCode::check_failed : code;
}

}  // namespace corootctl::cli
