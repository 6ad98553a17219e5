#include <algorithm>
#include <set>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

/// First releases of the server with these, by the public tags of coroot/coroot.
constexpr Version first_with_remote{1, 17, 7};         // the configuration knows remoteCoroot
constexpr Version first_with_destinations{1, 17, 8};   // calls between clusters are resolved rightly (#774)
constexpr Version first_without_flux_panic{1, 23, 1};  // (#925)
constexpr Version first_with_overrides{1, 24, 3};      // (#948)

struct Servers {
  const Cluster* cluster;
  const Installation* installation;
  Version version;
  std::string image;
};

std::optional<Servers> server_of(const Cluster& cluster, const Installation& installation, Outcome& out) {
  for (const auto& component : installation.components) {
    if (component.name != "coroot" || !component.found) continue;
    if (const auto version = version_of_image(component.image))
      return Servers{&cluster, &installation, *version, component.image};
    out.unchecked.push_back({cluster.context, "the image " + component.image + " does not say its version"});
  }
  return std::nullopt;
}

bool has_kind(const Installation& installation, std::string_view kind) {
  const auto& all = installation.projects;
  return std::any_of(all.begin(), all.end(), [&](const Project& project) { return project.kind == kind; });
}

bool has_overridden_aggregate(const Installation& installation) {
  const auto& all = installation.projects;
  return std::any_of(all.begin(), all.end(),
                     [](const Project& project) { return project.kind == "aggregate" && project.has_overrides; });
}

/// What this hub's server would do with what it has; "" = nothing known.
std::string hub_trouble(const Facts& facts, const Servers& hub) {
  const auto flux = std::count_if(facts.clusters.begin(), facts.clusters.end(),
                                  [](const Cluster& cluster) { return cluster.runs_flux; });
  if (hub.version < first_with_remote) return "it knows no remote projects: 1.17.7 is the first that does";
  if (has_overridden_aggregate(*hub.installation) && hub.version < first_with_overrides)
    return "it crashes at its start for inspectionOverrides of an aggregate: 1.24.3 is the first that does not";
  if (flux > 1 && hub.version < first_without_flux_panic)
    return "it crashes when several members run Flux: 1.23.1 is the first that does not";
  if (hub.version < first_with_destinations)
    return "it draws calls between clusters to the wrong place: 1.17.8 is the first that does not";
  return "";
}

void judge_version_pair(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::components}, out)) {
    --out.looked;
    for (const auto& installation : cluster->installations) {
      if (!has_kind(installation, "remote") && !has_kind(installation, "aggregate")) continue;
      const auto hub = server_of(*cluster, installation, out);
      if (!hub) continue;
      ++out.looked;
      if (auto trouble = hub_trouble(facts, *hub); !trouble.empty())
        out.findings.push_back({Severity::error, cluster->context, object_of(installation),
                                "the server is " + hub->image + ": " + trouble, ""});
    }
  }
}

/// Hub and members whose servers are not of one minor version: the tunnel to ClickHouse has changed once already.
void judge_versions_apart(const Facts& facts, Outcome& out) {
  std::set<std::string> images;
  std::set<std::pair<int, int>> minors;
  for (const auto* cluster : judged(facts, {parts::installations, parts::components}, out)) {
    --out.looked;
    for (const auto& installation : cluster->installations) {
      const auto server = server_of(*cluster, installation, out);
      if (!server) continue;
      ++out.looked;
      images.insert(cluster->context + " " + server->image);
      minors.insert({server->version.major, server->version.minor});
    }
  }
  if (minors.size() < 2) return;
  std::string text;
  for (const auto& image : images) text += (text.empty() ? "" : ", ") + image;
  out.findings.push_back({Severity::info, "", "servers", "their versions are apart: " + text, ""});
}

}  // namespace

Check version_pair_check() {
  return {
      "CRT320",
      "server-version",
      Severity::error,
      When::both,
      "The hub's server can do what it is asked to",
      "Older servers are known to fail with several clusters: before 1.17.7 there are no remote projects, before "
      "1.17.8 calls between clusters lead to the wrong place, before 1.23.1 the server crashes when several members "
      "run Flux, before 1.24.3 it crashes at its start for inspectionOverrides of an aggregate.",
      "Take the pin of the image out of spec.communityEdition.image, or set a newer one; as long as that cannot be, "
      "put inspectionOverrides on the members.",
      judge_version_pair};
}

Check versions_apart_check() {
  return {
      "CRT323",
      "versions-apart",
      Severity::info,
      When::check,
      "Hub and members run the same version",
      "Images that are not pinned float to the newest release, each cluster at its own time. The way in which a hub "
      "reads a member's logs and traces has changed between releases, and both ends must know the same one.",
      "Pin the images of all clusters to one version, and move them together.",
      judge_versions_apart};
}

}  // namespace corootctl::checks
