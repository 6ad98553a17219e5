#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "rca/diagnose.hpp"
#include "scenarios/plans.hpp"
#include "support/golden.hpp"

namespace corootctl::scenarios::rca_scenarios {
namespace {

struct Outcome {
  std::string group{};  ///< fault, quiet or unknown: what the right answer is
  std::string line{};   ///< of the golden table
  bool right = false;
  bool confident = false;
  bool loudest_is_cause = false;
};

bool hits(const rca::Candidate& candidate, const Incident& incident) {
  const bool named =
      std::find(incident.subjects.begin(), incident.subjects.end(), candidate.subject) != incident.subjects.end();
  return named && (incident.kind != "load" || candidate.kind == rca::CauseKind::load);
}

/// The place of the first right candidate in the answer, from 1; "-" when there is none.
std::string rank_of_cause(const rca::Answer& answer, const Incident& incident) {
  for (std::size_t i = 0; i < answer.candidates.size(); ++i)
    if (hits(answer.candidates[i], incident)) return std::to_string(i + 1);
  return "-";
}

bool is_right(const rca::Answer& answer, const Incident& incident) {
  if (incident.kind.empty()) return answer.status == rca::Status::no_incident;
  if (incident.kind == "unknown") return answer.status == rca::Status::unknown;
  return answer.status == rca::Status::root_cause && !answer.candidates.empty() &&
         hits(answer.candidates.front(), incident);
}

std::string line_of(const Plan& plan, const Incident& incident, const rca::Answer& answer) {
  const std::string cause = incident.subjects.empty() ? "" : " " + incident.subjects.front();
  std::string found = to_string(answer.status);
  std::string confidence = "-";
  if (!answer.candidates.empty()) {
    const auto& first = answer.candidates.front();
    found += fmt::format(", first {} {}", rca::to_string(first.kind), first.subject);
    confidence = to_string(first.confidence);
  }
  return fmt::format("{} {}, {} clusters; cause: {}{}; found: {}; rank {}, confidence {}{}", to_string(plan.fault),
                     plan.seed, plan.clusters, incident.kind.empty() ? "none" : incident.kind, cause, found,
                     rank_of_cause(answer, incident), confidence, is_right(answer, incident) ? "" : "; WRONG");
}

Outcome run(const Plan& plan) {
  const Incident incident = make_incident(plan);
  const rca::Answer answer = rca::diagnose(incident.snapshot);
  Outcome out;
  out.group = incident.kind.empty() ? "quiet" : incident.kind == "unknown" ? "unknown" : "fault";
  out.line = line_of(plan, incident, answer);
  out.right = is_right(answer, incident);
  out.confident = !answer.candidates.empty() && answer.candidates.front().confidence == rca::Confidence::high;
  out.loudest_is_cause = loudest_is_cause(incident);
  return out;
}

std::vector<Plan> all_plans() {
  std::vector<Plan> out;
  const std::vector<Fault> faults{Fault::slow,     Fault::cpu,        Fault::errors, Fault::memory,
                                  Fault::external, Fault::link_delay, Fault::node,   Fault::load};
  for (const Fault fault : faults)
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      Plan plan;
      plan.fault = fault;
      plan.seed = seed;
      plan.clusters = 2 + seed % 7;
      plan.width = 4 + seed % 5;
      plan.layers = 6 + seed % 3;
      plan.severity = 0.8 + 0.15 * static_cast<double>(seed % 4);
      plan.hide_some = seed % 4 == 0 && fault != Fault::load && fault != Fault::node;
      plan.muffled = seed % 2 == 0 && fault != Fault::link_delay && fault != Fault::node && fault != Fault::load;
      plan.grow = true;
      out.push_back(plan);
    }
  for (std::uint64_t seed = 1; seed <= 14; ++seed)
    out.push_back({Fault::none, seed, 2 + seed % 7, 6, 5, 1, true, false});
  for (std::uint64_t seed = 1; seed <= 9; ++seed)
    out.push_back({Fault::silent_cluster, seed, 3 + seed % 6, 6, 5, 1.5, true, false});
  for (std::uint64_t seed = 1; seed <= 100; ++seed) out.push_back(plan_of(seed));
  return out;
}

/// The lines of two tables that are not the same: "- expected" and "+ now".
std::string differences(const std::string& expected, const std::string& now) {
  std::istringstream left(expected), right(now);
  std::string before, after, out;
  for (;;) {
    const bool more_left = static_cast<bool>(std::getline(left, before));
    const bool more_right = static_cast<bool>(std::getline(right, after));
    if (!more_left && !more_right) return out;
    if (more_left && more_right && before == after) continue;
    if (more_left) out += "- " + before + "\n";
    if (more_right) out += "+ " + after + "\n";
  }
}

double share(double part, double all) { return all > 0 ? part / all : 1; }

}  // namespace

TEST_CASE("made incidents: every verdict is the one of tests/golden/scenarios.txt, and nearly all are right") {
  std::map<std::string, std::pair<double, double>> right;  // group: right, all
  double wrong_and_sure = 0;
  double loud = 0;
  std::string table;
  const std::vector<Plan> plans = all_plans();
  for (const Plan& plan : plans) {
    const Outcome outcome = run(plan);
    table += outcome.line + "\n";
    right[outcome.group].first += outcome.right ? 1 : 0;
    right[outcome.group].second += 1;
    wrong_and_sure += outcome.confident && !outcome.right ? 1 : 0;
    loud += outcome.group == "fault" && outcome.loudest_is_cause ? 1 : 0;
  }
  CHECK(differences(support::golden("scenarios.txt", table), table) == "");
  CHECK(share(right["fault"].first, right["fault"].second) >= 0.95);
  CHECK(share(right["quiet"].first, right["quiet"].second) >= 0.95);
  CHECK(share(right["unknown"].first, right["unknown"].second) >= 0.80);
  CHECK(wrong_and_sure <= 0.03 * static_cast<double>(plans.size()));
  // Whoever looks for the loudest app must be wrong in about half of the cases, and so must who never looks there.
  CHECK(loud <= 0.6 * right["fault"].second);
  CHECK(loud >= 0.4 * right["fault"].second);
}

}  // namespace corootctl::scenarios::rca_scenarios
