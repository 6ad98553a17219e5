/// incidents: outages of the aggregated project. Coroot opens an incident for each app in each project that sees it, so
/// one outage is in the aggregate and in the member's project on the hub, under different keys and with other times
/// (coroot-api 14); here it is one.
///
/// Two sightings are the same outage when app and cluster (the project's name) are the same and their times overlap or
/// are at most `sighting_slack_ms` apart: the server judges aggregates once a minute and ordinary projects after each
/// refresh of their cache, so the same outage opens and ends up to two minutes apart. What meets two sightings joins
/// them. The outage lasts from the first opening to the last end, and is open while any project has it open.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ops/project/open.hpp"

namespace corootctl::ops {

constexpr std::int64_t sighting_slack_ms = 120'000;

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

struct OutageReport {
  std::string project{};
  std::vector<Outage> outages{};  ///< open ones first, then newest first
  std::size_t hidden = 0;         ///< left out by the filter
  Honesty honesty{};
};

/// The rule above. `aggregate` names the project whose keys and words are preferred.
std::vector<Outage> merge_sightings(std::vector<Sighting> sightings, const std::string& aggregate);

struct OutageFilter {
  AppFilter apps{};  ///< statuses: open, resolved
  /// Outages that ended before are left out; nullopt = none is.
  std::optional<std::int64_t> since_ms{};
};

/// The incidents of the project and of its members' own projects. Errors: when none of them can
/// be read; no_data while the project has no world yet and nobody knows an incident.
Result<OutageReport> read_outages(const ProjectLook& at, const OutageFilter& filter);

struct OutageDetail {
  std::string project{};
  Outage outage{};
  /// Of the sighting `outage.key`; nullopt for an old one whose app left the server's window.
  std::optional<coroot::IncidentDetail> detail{};
  std::vector<Outage> at_the_time{};  ///< other outages that overlap with it
  Honesty honesty{};
};

/// One outage by any of its keys. Errors: not_found, with the keys there are.
Result<OutageDetail> read_outage(const ProjectLook& at, const std::string& key);

}  // namespace corootctl::ops
