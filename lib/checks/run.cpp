#include "checks/run.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

bool covers(const Suppression& each, const Check& check, const std::string& cluster) {
  return each.code == check.code && (each.cluster.empty() || (!cluster.empty() && glob_match(each.cluster, cluster)));
}

CheckResult run_check(const Check& check, const Facts& facts, const std::vector<Suppression>& suppressed) {
  CheckResult out{check, {}, 0};
  check.run(facts, out.outcome);
  const auto is_covered = [&](const std::string& cluster) {
    return std::any_of(suppressed.begin(), suppressed.end(),
                       [&](const Suppression& each) { return covers(each, check, cluster); });
  };
  out.suppressed = std::erase_if(out.outcome.findings, [&](const Finding& each) { return is_covered(each.cluster); });
  std::erase_if(out.outcome.unchecked, [&](const Unchecked& each) { return is_covered(each.cluster); });
  return out;
}

std::string near_code(const std::string& code) {
  std::vector<std::string> known;
  for (const auto& check : all_checks()) {
    known.emplace_back(check.code);
    known.emplace_back(check.name);
  }
  const auto near = closest(code, known);
  return near ? "Did you mean " + *near + "? All of them: corootctl explain." : "All of them: corootctl explain.";
}

}  // namespace

Result<Suppression> read_suppression(const std::string& text) {
  const auto at = text.find('@');
  const auto check = find_check(text.substr(0, at));
  if (!check) {
    return fail_with_hint(ErrorKind::usage, near_code(text.substr(0, at)), "there is no check {}", text.substr(0, at));
  }
  return Suppression{check->code, at == std::string::npos ? "" : text.substr(at + 1)};
}

State state_of(const CheckResult& result) {
  const auto& outcome = result.outcome;
  if (!outcome.findings.empty()) return State::found;
  if (outcome.looked > 0) return State::passed;
  return outcome.unchecked.empty() ? State::not_applicable : State::unchecked;
}

std::size_t Report::count(Severity severity) const {
  std::size_t out = 0;
  for (const auto& result : results) {
    const auto& all = result.outcome.findings;
    out += static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const Finding& each) { return each.severity == severity; }));
  }
  return out;
}

std::size_t Report::suppressed() const {
  std::size_t out = 0;
  for (const auto& result : results) out += result.suppressed;
  return out;
}

Report run_checks(const Facts& facts, When when, const std::vector<Suppression>& suppressed) {
  Report out;
  for (const auto& cluster : facts.clusters)
    out.clusters.push_back({cluster.context, cluster.version, cluster.failure});
  for (const auto& check : all_checks()) {
    if (check.when == when || check.when == When::both) out.results.push_back(run_check(check, facts, suppressed));
  }
  return out;
}

bool is_met(const Report& report, Severity least) {
  for (const auto severity : {Severity::info, Severity::warning, Severity::error}) {
    if (severity >= least && report.count(severity) > 0) return true;
  }
  return false;
}

}  // namespace corootctl::checks
