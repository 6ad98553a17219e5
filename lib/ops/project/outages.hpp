/// Outages: Coroot opens an incident for each app in each project that sees it, so one outage is in the aggregate and
/// in the member's project on the hub, under different keys and with other times (coroot-api 14); here it is one.
///
/// Two sightings are the same outage when app and cluster (the project's name) are the same and their times overlap or
/// are at most `sighting_slack_ms` apart: the server judges aggregates once a minute and ordinary projects after each
/// refresh of their cache, so the same outage opens and ends up to two minutes apart. What meets two sightings joins
/// them. The outage lasts from the first opening to the last end, and is open while any project has it open.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "ops/project/open.hpp"

namespace corootctl::ops {

constexpr std::int64_t sighting_slack_ms = 120'000;

/// Stands for the end of an open outage; the slack can be added to it.
constexpr std::int64_t never_ms = std::numeric_limits<std::int64_t>::max() - sighting_slack_ms;

/// One incident of one project on the hub. `incident.application` has the project's name in place of its id.
struct Sighting {
  std::string project{};
  coroot::IncidentEntry incident{};
};

struct Outage {
  std::string key{};     ///< of the aggregate's incident when it has one, else of the first sighting
  std::string source{};  ///< the project that `key` belongs to
  std::string app{};     ///< "prod-a:shop:Deployment:web"
  coroot::AppName name{};
  std::string category{}, severity{}, summary{};
  std::int64_t opened_at_ms = 0;
  std::optional<std::int64_t> resolved_at_ms{};  ///< nullopt = open
  bool availability = false, latency = false;    ///< which SLOs broke, in any sighting
  double impact_percent = 0;                     ///< the largest
  std::vector<Sighting> sightings{};             ///< the aggregate's first, then by project and time
};

/// The rule above. `aggregate` names the project whose keys and words are preferred.
std::vector<Outage> merge_sightings(std::vector<Sighting> sightings, const std::string& aggregate);

/// The incidents of a project and, for an aggregate, of its members' own projects: read by tasks of a look.
struct IncidentReads {
  std::vector<coroot::ProjectName> sources{};
  std::vector<Result<std::vector<coroot::IncidentEntry>>> answers{};  ///< of each source
  bool none() const;                                                  ///< no source answered
};
IncidentReads incident_reads(const OpenProject& project);
/// The tasks write into `reads`, which must not move.
void add_incident_tasks(std::vector<LookTask>& tasks, const OpenProject& project, IncidentReads& reads);
/// Their outages; sources that did not answer are named in `honesty`.
std::vector<Outage> outages_of(const IncidentReads& reads, const OpenProject& project, Honesty& honesty);

}  // namespace corootctl::ops
