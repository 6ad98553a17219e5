/// Makes multi-cluster incidents whose cause is known by construction. A small model of queues and calls, not
/// recordings: the same plan gives the same snapshot on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "signals/snapshot.hpp"

namespace corootctl::scenarios {

enum class Fault {
  none,
  slow,
  cpu,
  errors,
  memory,
  external,
  link_delay,
  node,
  load,
  silent_cluster,
  locks,        ///< requests wait for a lock
  disk,         ///< a slow disk behind a data store
  bad_deploy,   ///< new pods fail, old ones did not
  config,       ///< a config change breaks an app at once
  retry_storm,  ///< its callers repeat what failed
  link_loss,    ///< packets get lost between two clusters
  names,        ///< name resolution of one cluster
  node_down,
  unmeasured,  ///< nobody measured what could explain the alarm: undecidable
};

struct Plan {
  Fault fault = Fault::none;
  std::uint64_t seed = 1;
  std::size_t clusters = 3;
  std::size_t layers = 6;  ///< length of the longest call chain; the cause sits in the lower half
  std::size_t width = 5;   ///< apps a layer
  double severity = 1;
  bool decoys = true;          ///< a loud bystander and deploys that did nothing
  bool hide_some = false;      ///< every seventh app has no measurements of its own
  bool client_levels = false;  ///< service levels of every third app are built from its callers' view
  bool sparse = false;         ///< one value in eight is missing, some signals everywhere
  bool skewed = false;         ///< one cluster's clock is one step late
  bool coarse = false;         ///< two minutes a step
  bool muffled = false;        ///< most requests do without their callees: the cause is louder than who suffers from it
  bool grow = false;           ///< raise the severity until the first entry's level rises by a quarter
};

struct Incident {
  signals::Snapshot snapshot{};
  std::string kind{};                   ///< of the right answer, as in the answer's candidates; empty: nothing to find
  std::vector<std::string> subjects{};  ///< right answers
  std::string loudest{};                ///< app or external endpoint whose latency or errors rose most
};

Incident make_incident(const Plan& plan);

/// The loudest app is a right answer. Elsewhere whoever looks for the loudest is wrong.
bool loudest_is_cause(const Incident& incident);

/// Takes away what the plan says is missing: values, signals, the right time, fine steps.
void damage(const Plan& plan, signals::Snapshot& snapshot);

std::string to_string(Fault fault);

}  // namespace corootctl::scenarios
