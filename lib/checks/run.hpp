/// All checks over one set of facts.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "checks/check.hpp"

namespace corootctl::checks {

/// Findings that are known and accepted: of one check, everywhere or in one cluster.
struct Suppression {
  std::string code{};
  std::string cluster{};  ///< a context or a glob; "" = everywhere
};

/// Reads "CRT105" and "CRT105@prod-*". Errors: usage for a code that does not exist.
Result<Suppression> read_suppression(const std::string& text);

struct CheckResult {
  Check check{};
  Outcome outcome{};           ///< without what was suppressed
  std::size_t suppressed = 0;  ///< findings that were
};

enum class State { passed, found, unchecked, not_applicable };
State state_of(const CheckResult& result);

struct ReadCluster {
  std::string context{};
  std::string version{};
  std::optional<Failure> failure{};
};

struct Report {
  std::vector<CheckResult> results{};  ///< in the order of the codes
  std::vector<ReadCluster> clusters{};
  std::size_t count(Severity severity) const;
  std::size_t suppressed() const;
};

/// Runs the checks for this occasion (`preflight` or `check`). The same facts give the same report.
Report run_checks(const Facts& facts, When when, const std::vector<Suppression>& suppressed);

/// Whether something was found that is at least as severe.
bool is_met(const Report& report, Severity least);

}  // namespace corootctl::checks
