/// What is asked of the collector, and which stretch of time it reads for that, in which requests.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "coroot/views.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::collect {

/// What is asked of the collector.
struct CollectRequest {
  std::string project{};   ///< "" = the only aggregate
  std::string incident{};  ///< key of an incident that sets window and target; "" = all open ones
  std::string app{};       ///< an unambiguous part of an app id: the target; "" = the incidents' subjects
  std::optional<std::int64_t> since_ms{};  ///< epoch
  std::optional<std::int64_t> until_ms{};  ///< epoch
  std::int64_t now_ms = 0;
  std::chrono::milliseconds timeout = std::chrono::seconds(60);         ///< of everything
  std::chrono::milliseconds member_timeout = std::chrono::seconds(20);  ///< of each request to one member
  std::size_t width = 8;                                                ///< requests at once
};

/// One request's stretch, both ends included.
struct Chunk {
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
};

/// [from_ms, to_ms], both on the step.
struct Period {
  std::int64_t from_ms = 0;
  std::int64_t to_ms = 0;
  std::int64_t step_ms = 15'000;
  std::vector<Chunk> chunks{};
};

/// The grid of a period at the step the servers really gave (a slow refresh interval makes it longer).
signals::Grid grid_of(const Period& period, std::int64_t step_ms);

/// Default: two hours that end at `until`, so that an hour before most onsets is in it. Long periods get the coarser
/// steps the server has (1 minute above 1 h of one request, and so on), in few requests.
/// Errors: usage, when since is not before until, or the span is longer than 5 days.
Result<Period> plan_period(std::optional<std::int64_t> since_ms, std::optional<std::int64_t> until_ms,
                           std::int64_t now_ms);

/// Where the default period ends: half an hour after the newest open incident began, if that is past; incidents open
/// up to half an hour after the onset, so both the healthy hour and the onset are then inside.
std::int64_t default_until(const std::vector<coroot::IncidentEntry>& incidents, std::int64_t now_ms);

/// Whether this incident, which lasts into the period, may have begun before it: then no healthy time is in the data to
/// compare with. It opens up to half an hour after its onset.
bool may_begin_before(const Period& period, const coroot::IncidentEntry& incident);

/// Where a period should begin instead, when all that lasts into it may have begun before it: an hour before the onset
/// of the newest of these incidents. Nothing when an incident has its healthy time inside (longer periods have coarser
/// steps), when none is there, or when it would make the period longer than a day.
std::optional<std::int64_t> healthier_since(const Period& period, const std::vector<coroot::IncidentEntry>& incidents);

/// The period that a request is about.
struct PeriodChoice {
  Period period{};
  std::optional<coroot::IncidentEntry> incident{};  ///< the one that was asked for by its key
  std::vector<std::string> warnings{};              ///< where it differs from what was asked for, or lacks healthy time
};

/// `incidents` are all that are known. Errors: not_found for a key that none has; as plan_period.
Result<PeriodChoice> choose_period(const CollectRequest& request, const std::vector<coroot::IncidentEntry>& incidents);

}  // namespace corootctl::collect
