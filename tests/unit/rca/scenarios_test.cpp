#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "scenarios/plans.hpp"

namespace corootctl::scenarios {
namespace {

struct Outcome {
  Plan plan{};
  std::string text{};
  bool right = false;
  bool confident = false;
  bool loudest_is_cause = false;
};

bool hits(const rca::Candidate& candidate, const Incident& incident) {
  const bool named =
      std::find(incident.subjects.begin(), incident.subjects.end(), candidate.subject) != incident.subjects.end();
  return named && (incident.kind != "load" || candidate.kind == rca::CauseKind::load);
}

Outcome run(const Plan& plan) {
  const Incident incident = make_incident(plan);
  const rca::Answer answer = rca::diagnose(incident.snapshot);
  Outcome out;
  out.plan = plan;
  const rca::Candidate* first = answer.candidates.empty() ? nullptr : &answer.candidates.front();
  out.confident = first != nullptr && first->confidence == rca::Confidence::high;
  out.loudest_is_cause = loudest_is_cause(incident);
  if (incident.kind.empty())
    out.right = answer.status == rca::Status::no_incident;
  else if (incident.kind == "unknown")
    out.right = answer.status == rca::Status::unknown;
  else
    out.right = answer.status == rca::Status::root_cause && first != nullptr && hits(*first, incident);
  out.text = fmt::format("{} seed {} ({} clusters): {} first {} {}, right {} {}", to_string(plan.fault), plan.seed,
                         plan.clusters, to_string(answer.status), first != nullptr ? rca::to_string(first->kind) : "-",
                         first != nullptr ? first->subject : "-", incident.kind,
                         incident.subjects.empty() ? "-" : incident.subjects.front());
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

double share(double part, double all) { return all > 0 ? part / all : 1; }

}  // namespace

TEST_CASE("made incidents are explained, quiet windows stay quiet and lost telemetry is admitted") {
  std::map<std::string, std::pair<double, double>> right;  // group: right, all
  double wrong_and_sure = 0;
  double loud = 0;
  double apps = 0;
  const std::vector<Plan> plans = all_plans();
  for (const Plan& plan : plans) {
    const Outcome outcome = run(plan);
    const std::string group =
        plan.fault == Fault::none
            ? "quiet"
            : (plan.fault == Fault::silent_cluster || plan.fault == Fault::unmeasured ? "unknown" : "fault");
    right[group].first += outcome.right ? 1 : 0;
    right[group].second += 1;
    wrong_and_sure += outcome.confident && !outcome.right ? 1 : 0;
    if (group == "fault") apps += 1, loud += outcome.loudest_is_cause ? 1 : 0;
    if (!outcome.right) MESSAGE(outcome.text);
  }
  CHECK(share(right["fault"].first, right["fault"].second) >= 0.95);
  CHECK(share(right["quiet"].first, right["quiet"].second) >= 0.95);
  CHECK(share(right["unknown"].first, right["unknown"].second) >= 0.80);
  CHECK(wrong_and_sure <= 0.03 * static_cast<double>(plans.size()));
  // Whoever looks for the loudest app must be wrong in about half of the cases, and so must who never looks there.
  CHECK(loud <= 0.6 * apps);
  CHECK(loud >= 0.4 * apps);
  MESSAGE(fmt::format(
      "faults {}/{}, quiet {}/{}, unknown {}/{}, wrong with high confidence {}, loudest app is the cause {}/{}",
      right["fault"].first, right["fault"].second, right["quiet"].first, right["quiet"].second, right["unknown"].first,
      right["unknown"].second, wrong_and_sure, loud, apps));
}

}  // namespace corootctl::scenarios
