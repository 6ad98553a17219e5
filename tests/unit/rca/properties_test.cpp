#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <future>

#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "scenarios/incident_maker.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_properties {
namespace {

using scenarios::Fault;

constexpr std::array all_faults{Fault::none,       Fault::slow,           Fault::cpu,         Fault::errors,
                                Fault::memory,     Fault::external,       Fault::link_delay,  Fault::node,
                                Fault::load,       Fault::silent_cluster, Fault::locks,       Fault::disk,
                                Fault::bad_deploy, Fault::config,         Fault::retry_storm, Fault::link_loss,
                                Fault::names,      Fault::node_down,      Fault::unmeasured};

signals::Snapshot made(Fault fault, std::uint64_t seed, double severity = 1) {
  scenarios::Plan plan;
  plan.fault = fault;
  plan.seed = seed;
  plan.severity = severity;
  return scenarios::make_incident(plan).snapshot;
}

template <class T>
void turn(std::vector<T>& list, std::size_t by) {
  if (!list.empty())
    std::rotate(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(by % list.size()), list.end());
}

signals::Snapshot shuffled(signals::Snapshot world, std::size_t by) {
  turn(world.apps, by * 3);
  turn(world.edges, by * 5);
  turn(world.nodes, by);
  turn(world.events, by);
  turn(world.incidents, by);
  turn(world.clusters, by);
  for (signals::App& app : world.apps) {
    turn(app.instances, by);
    turn(app.series.all, by);
  }
  return world;
}

void rename(std::string& text, const std::string& from, const std::string& to) {
  if (const std::size_t arrow = text.find(" -> "); arrow != std::string::npos) {
    std::string caller = text.substr(0, arrow);
    std::string callee = text.substr(arrow + 4);
    rename(caller, from, to);
    rename(callee, from, to);
    text = caller + " -> " + callee;
    return;
  }
  if (text == from || text.starts_with(from + ":")) text.replace(0, from.size(), to);
}

/// Another name for one cluster, everywhere.
signals::Snapshot renamed(signals::Snapshot world, const std::string& from, const std::string& to) {
  for (auto& cluster : world.clusters) rename(cluster.id, from, to), rename(cluster.name, from, to);
  for (auto& app : world.apps) {
    rename(app.id, from, to), rename(app.cluster, from, to);
    for (auto& pod : app.instances) {
      rename(pod.id, from, to);
      if (pod.node) rename(*pod.node, from, to);
    }
  }
  for (auto& edge : world.edges) rename(edge.from, from, to), rename(edge.to, from, to);
  for (auto& node : world.nodes) rename(node.id, from, to), rename(node.cluster, from, to);
  for (auto& event : world.events) rename(event.subject, from, to);
  for (auto& incident : world.incidents) rename(incident.subject, from, to);
  return world;
}

/// Subjects in their order, as far as their scores tell them apart.
std::vector<std::string> order(const Answer& answer) {
  std::vector<std::string> out;
  for (const Candidate& candidate : answer.candidates)
    if (candidate.score > 0.01) out.push_back(candidate.subject);
  return out;
}

std::size_t rank_of(const Answer& answer, const std::string& subject) {
  for (std::size_t i = 0; i < answer.candidates.size(); ++i)
    if (answer.candidates[i].subject == subject) return i + 1;
  return answer.candidates.size() + 1;
}

}  // namespace

TEST_CASE("the order of a snapshot's lists does not change one byte") {
  for (const Fault fault : all_faults) {
    const signals::Snapshot world = made(fault, 3);
    const std::string answer = report::to_json(diagnose(world));
    for (const std::size_t by : {1U, 2U, 7U}) CHECK(report::to_json(diagnose(shuffled(world, by))) == answer);
  }
}

TEST_CASE("the same incident diagnosed by several threads at once gives the same bytes") {
  const signals::Snapshot world = made(Fault::names, 9);
  const std::string alone = report::to_json(diagnose(world));
  std::vector<std::future<std::string>> crowd;
  for (int i = 0; i < 4; ++i)
    crowd.push_back(std::async(std::launch::async, [&] { return report::to_json(diagnose(world)); }));
  for (auto& one : crowd) CHECK(one.get() == alone);
}

TEST_CASE("any number of threads gives the same bytes") {
  for (const Fault fault : all_faults) {
    const signals::Snapshot world = made(fault, 8);
    const std::string alone = report::to_json(diagnose(world, 1));
    for (const std::size_t threads : {2U, 3U, 16U}) CHECK(report::to_json(diagnose(world, threads)) == alone);
  }
}

TEST_CASE("renaming a cluster renames the answer and nothing else") {
  for (const Fault fault : all_faults) {
    const signals::Snapshot world = made(fault, 5);
    std::vector<std::string> expected = order(diagnose(world));
    for (std::string& subject : expected) rename(subject, "c1", "zz-top");
    CHECK(order(diagnose(renamed(world, "c1", "zz-top"))) == expected);
  }
}

TEST_CASE("an unrelated healthy app does not change the ranking") {
  for (const Fault fault : all_faults) {
    signals::Snapshot world = made(fault, 4);
    const std::vector<std::string> expected = order(diagnose(world));
    signals::App healthy = world.apps.front();
    healthy.id = "c0:other:Deployment:healthy";
    healthy.instances.clear();
    for (signals::Series& series : healthy.series.all) std::fill(series.values.begin(), series.values.end(), 1.0F);
    world.apps.push_back(healthy);
    CHECK(order(diagnose(world)) == expected);
  }
}

TEST_CASE("a graver cause never ranks lower") {
  for (const Fault fault : {Fault::slow, Fault::cpu, Fault::errors, Fault::external, Fault::locks, Fault::disk,
                            Fault::config, Fault::bad_deploy, Fault::link_loss, Fault::link_delay, Fault::names}) {
    std::size_t last = 1000;
    for (const double severity : {0.6, 1.0, 2.0, 3.5}) {
      scenarios::Plan plan{fault, 6, 3, 6, 5, severity, true, false};
      const scenarios::Incident incident = scenarios::make_incident(plan);
      const std::size_t rank = rank_of(diagnose(incident.snapshot), incident.subjects.front());
      CHECK_MESSAGE(rank <= last, scenarios::to_string(fault) << " at severity " << severity);
      last = rank;
    }
  }
}

TEST_CASE("every app that took part is listed once, ranks are by score and then by subject") {
  const Answer answer = diagnose(made(Fault::memory, 2));
  CHECK(answer.candidates.size() >= made(Fault::memory, 2).apps.size());
  for (std::size_t i = 1; i < answer.candidates.size(); ++i) {
    const Candidate& better = answer.candidates[i - 1];
    const Candidate& worse = answer.candidates[i];
    CHECK((better.score > worse.score || (better.score == worse.score && better.subject < worse.subject)));
  }
}

}  // namespace corootctl::rca::rca_properties
