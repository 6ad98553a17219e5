/// incidents: outages of the aggregated project (ops/project/outages.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ops/project/outages.hpp"

namespace corootctl::ops {

struct OutageReport {
  std::string project{};
  std::vector<Outage> outages{};  ///< open ones first, then newest first
  std::size_t hidden = 0;         ///< left out by the filter
  Honesty honesty{};
};

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
