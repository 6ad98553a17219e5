/// The one way anything is written into a cluster: the steps of a plan, in order.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "deploy/operator_source.hpp"
#include "deploy/plan.hpp"
#include "deploy/report.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::deploy {

/// The cluster that the steps are for.
struct Site {
  const kube::Client& client;
  std::string namespace_name{};  ///< of objects that name none
  const fleet::Surroundings& around;
  HelmRelease helm{};  ///< what a step `release` brings about
  /// What a step `forget` does, by the project's name; false = the server has no such project.
  std::function<Result<bool>(const std::string& project, const Within& within)> forget{};
};

/// The plan made again from a fresh look, and the time for it.
struct Rebuilt {
  Plan plan{};
  Within within{};
};

struct ExecuteOptions {
  bool dry_run = false;  ///< the server checks every step and writes nothing
  bool force_conflicts = false;
  /// For steps that rest on objects read together: when one of those has moved since, the plan is made again and begins
  /// again. The steps must stay the same in number and order. Without it the moved object alone is read and merged
  /// again.
  std::function<Result<Rebuilt>()> rebuild{};
  bool compare_only = false;  ///< a dry run that does not even ask: what is live beside what would be sent
};

struct Executed {
  std::vector<ObjectReport> reports{};  ///< of all but check and await, in order, up to the failure
  std::optional<std::size_t> failed{};  ///< the step that `error` is about
  std::optional<Error> error{};
};

/// What `done` left of the plan that it ran, each object once.
Unfinished unfinished(const Plan& plan, const Executed& done);

/// Each step: read the object, merge, write; tell what cannot be done. An apply carries the resourceVersion that was
/// read where the step merges, so another writer's change in between is never lost: such a step is tried five times
/// with what is live then. After `await` a kind that an API server does not know yet is asked for again for up to 30 s.
/// A dry run reports the fields that would change. Errors: as the server's, from the first step that fails.
Executed execute(const Site& site, const Plan& plan, const ExecuteOptions& options, const Within& within);

}  // namespace corootctl::deploy
