/// Asking one member for all series of a window.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "collect/window.hpp"
#include "coroot/client.hpp"
#include "hub/probe.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// The projects of the hub through which a member's panel data can be had: the aggregate first, then its own.
struct Route {
  std::string member{};                    ///< datasource
  std::vector<std::string> project_ids{};  ///< tried in order
};

/// Every `of`-th query, beginning with number `number`.
struct Share {
  std::size_t number = 0;
  std::size_t of = 1;
};

struct FetchLimits {
  std::chrono::milliseconds each{};  ///< of one request
  Deadline all{};
};

struct Fetched {
  std::string member{};
  std::vector<coroot::Panel> panels{};
  std::vector<signals::Gap> gaps{};
  std::optional<Error> ended_by{};  ///< why the rest was not asked for
};

/// One task: a member, one stretch and a share of the queries. Queries share requests as far as their length allows. A
/// request that is refused is halved until the queries that cannot be answered stand alone; those become gaps, the
/// others go on. A member that stops answering ends the task with one gap.
Fetched fetch(const coroot::Client& hub, const Route& route, const Chunk& chunk, const Share& share,
              const FetchLimits& limits, std::stop_token stop);

}  // namespace corootctl::collect
