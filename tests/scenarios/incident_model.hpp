/// The state of the incident maker: apps, calls and their values over time, before they become a snapshot.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/incident_maker.hpp"

namespace corootctl::scenarios {

constexpr std::size_t points = 160;
constexpr std::size_t onset = 110;
constexpr std::int64_t step_ms = 30'000;
constexpr std::int64_t start_ms = 1'760'000'010'000;

/// SplitMix64 (public domain algorithm): the standard library's distributions differ between vendors, these do not.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  double uniform(double low, double high);
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  double normal();

 private:
  std::uint64_t state_;
};

using Values = std::vector<double>;

/// Log-normal noise with memory, mean about 1.
Values noise(Dice& dice, double sigma);
/// 0 before the onset, then 1 after a short ramp.
Values after_onset();

struct ModelCall {
  std::size_t to = 0;
  double ratio = 1;
  double rtt = 0;
  bool async = false;  ///< nobody waits for the answer
  Values extra_rtt = Values(points, 0);
  Values loss = Values(points, 0);     ///< share of requests that never arrive
  Values repeats = Values(points, 0);  ///< additional attempts per call
};

struct ModelApp {
  std::string id{};
  std::size_t cluster = 0;
  bool external = false;
  bool hidden = false;
  std::vector<std::size_t> pods{};  ///< node of each pod
  std::vector<std::size_t> born{};  ///< first point of each pod; empty: all are old
  std::vector<std::size_t> gone{};  ///< one past the last point of each pod; empty: all live on
  std::vector<ModelCall> calls{};
  double base_latency = 0.01;
  double capacity = 0;              ///< requests a second at which it drowns; 0: never
  std::vector<Values> pod_extra{};  ///< seconds, per pod
  Values own_errors = Values(points, 0.0008);
  Values cpu_delay = Values(points, 0.004);
  Values cpu = Values(points, 0.2);
  Values memory = Values(points, 3e8);
  Values logs = Values(points, 0.05);
  Values lock_wait = Values(points, 0.002);
  Values disk_io = Values(points, 0.02);
  Values name_latency = Values(points, 0.002);
  Values name_errors = Values(points, 0);
  Values arrivals = Values(points, 0);
  Values requests{}, latency{}, errors{};
  std::vector<Values> pod_latency{};
  bool lives(std::size_t pod, std::size_t i) const {
    return (born.empty() || i >= born[pod]) && (gone.empty() || i < gone[pod]);
  }
};

struct Model {
  Plan plan{};
  std::vector<ModelApp> apps{};  ///< callers before callees
  std::size_t nodes_per_cluster = 3;
  std::vector<Values> node_cpu{};
  std::size_t dead_node = static_cast<std::size_t>(-1);
  std::vector<signals::Event> events{};
};

Model lay_out(const Plan& plan, Dice& dice);
/// Breaks the model as its plan says; returns the right answers and sets their kind.
std::vector<std::string> inject(Model& model, Dice& dice, std::string& kind);
/// A bystander nobody in the story calls gets loud, and some apps are deployed without effect.
void add_decoys(Model& model, Dice& dice);
/// One call as its caller sees it: seconds, and share of failures.
double seen_latency(const Model& model, const ModelCall& call, std::size_t i);
double seen_errors(const Model& model, const ModelCall& call, std::size_t i);
/// Requests run down, latency and errors come up.
void simulate(Model& model, Dice& dice);
/// Apps reachable from the first entry with their depth; -1 for the others.
std::vector<int> depths(const Model& model);

std::string cluster_name(std::size_t cluster);
std::string node_name(const Model& model, std::size_t node);

}  // namespace corootctl::scenarios
