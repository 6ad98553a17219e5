/// Asking the members for all series of a period.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collect/period.hpp"
#include "coroot/client.hpp"
#include "hub/project.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// The projects of the hub through which a member's panel data can be had: the aggregate first, then its own.
struct Route {
  std::string member{};                    ///< datasource
  std::vector<std::string> project_ids{};  ///< tried in order
};

/// A member, one stretch of the period and a share of the queries.
struct Task {
  Route route{};
  Chunk chunk{};
  std::size_t share = 0;  ///< the queries from this number on, as many apart as requests go out at once
};

/// The server answers the queries of one request one after the other, requests at once: two for each member and
/// stretch.
std::vector<Task> plan_tasks(const std::vector<Route>& routes, const Period& period);

/// What every step of the collector needs and none changes.
struct Job {
  const coroot::Client& hub;
  const CollectRequest& request;
  const hub::Project& project;
  Within within;  ///< of everything
};

struct Fetched {
  std::string member{};
  std::vector<coroot::Panel> panels{};
  std::vector<signals::Gap> gaps{};
  std::optional<Error> ended_by{};  ///< why the rest was not asked for
};

/// In the order of the tasks; those that a stop cut off are left out. Where one container speaks several protocols the
/// queries that take them together are refused and asked apart. Queries share requests as far as their length
/// allows. A request that is refused is halved until the queries that cannot be answered stand alone; those become
/// gaps, the others go on. A member that stops answering ends its task with one gap.
std::vector<Fetched> fetch_all(const Job& job, const std::vector<Task>& tasks);

}  // namespace corootctl::collect
