/// From a fleet to the Coroot resources of its clusters: what the file alone says. plan, apply and render share it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"
#include "fleetfile/fleet.hpp"

namespace corootctl::fleetfile {

/// The hub's Secret with the keys of members that push to it, an entry for each project. The hub's operator makes the
/// Secret and its keys (operator 15); each member gets a copy of its own.
inline constexpr std::string_view agents_secret = "coroot-agents";

/// A pushing member's Secret with that copy. Keys that its own operator made, while it was read, stay in theirs.
inline constexpr std::string_view hub_key_secret = "coroot-hub-key";

/// Of the hub's resource: the names of the projects that the file had, so that one which leaves the file is known.
inline constexpr std::string_view projects_annotation = "corootctl.coroot.com/projects";

/// The resource of a member of either topology. An agents member needs the hub's url. Errors: usage or config, with the
/// member's name.
Result<document::Value> member_resource(const Fleet& fleet, const Cluster& member);

/// The resource of the hub: the remote members' projects, those of members that push, the hub's own, the aggregates, in
/// that order. A remote member needs its url; without a metricResolution it has its resource's refresh interval.
/// Errors: as above; invalid for projects that Coroot would read otherwise.
Result<document::Value> hub_resource(const Fleet& fleet);

/// How often the hub asks a remote member: as the file says, else the refresh interval of the member's resource
/// (operator 2).
Result<std::string> metric_resolution(const Fleet& fleet, const Cluster& member);

}  // namespace corootctl::fleetfile
