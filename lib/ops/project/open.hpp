/// What `apps`, `topology` and `incidents` share: an opened project with its members, which parts of it are wanted, and
/// how honest the picture is.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "hub/access.hpp"
#include "hub/probe.hpp"
#include "hub/project.hpp"

namespace corootctl::ops {

struct ViewRequest {
  hub::CorootAccess access{};
  std::string project{};                                         ///< "" = the hub's only aggregate, or its only project
  std::chrono::milliseconds timeout = std::chrono::seconds(60);  ///< of one look
  std::chrono::milliseconds member_timeout = std::chrono::seconds(10);  ///< of each member's probe
  std::size_t width = 8;
};

/// The hub's Coroot with one project chosen; stays open from one look to the next.
struct OpenProject {
  std::unique_ptr<coroot::Client> hub{};
  hub::Project about{};
  std::vector<coroot::ProjectName> projects{};  ///< all of the hub
};

/// Errors: as open_coroot and hub::find_project.
Result<OpenProject> open_project(const ViewRequest& request, const fleet::Surroundings& around, std::stop_token stop);

/// One look at it: how to ask, and at what time.
struct ProjectLook {
  const OpenProject& project;
  const ViewRequest& request;
  std::int64_t now_ms;
  std::stop_token stop{};
};

/// The order of seriousness: critical, warning, info, unknown, ok.
int seriousness(std::string_view status);

/// Which rows are wanted; empty lists want everything. Names are globs (`shop*`), statuses are whole words.
struct AppFilter {
  std::vector<std::string> clusters{}, namespaces{}, categories{}, statuses{};
};

/// What a filter looks at. `cluster` is a project name; the pseudo-cluster of services outside is "external".
struct Filtered {
  std::string_view cluster, namespace_name, category, status;
};
bool passes(const AppFilter& filter, const Filtered& row);

/// A cluster that no member has is a mistake, not an empty answer. Errors: not_found, with the clusters there are.
Result<> check_clusters(const AppFilter& filter, const hub::Project& project);

/// What a look found out about the members, and warnings for people.
struct Honesty {
  std::vector<hub::MemberHealth> members{};  ///< in the order of Project::members
  std::vector<std::string> warnings{};
  bool incomplete = false;  ///< something besides a member could not be read, which a warning names
  /// Members whose data do not arrive; while there is one, the world of an aggregate stands still for all (coroot-api
  /// 17).
  std::vector<std::string> silent() const;
  bool is_silent(std::string_view cluster) const;
};

/// One request of a look; it writes to a place of its own.
using LookTask = std::function<void(const Within&)>;

/// Runs them at once, at most `request.width` at a time, until `request.timeout`.
void run_tasks(const std::vector<LookTask>& tasks, const ProjectLook& at);

/// The same with a probe of each member beside them.
Honesty look(const ProjectLook& at, std::vector<LookTask> tasks);

/// Says in `honesty.warnings` what an aggregate with silent members, or one without a world of its own (`failure`),
/// means for what is shown.
void warn_of_standstill(Honesty& honesty, const hub::Project& project, const Error* failure);

}  // namespace corootctl::ops
