#include "checks/links.hpp"

namespace corootctl::checks {
namespace {

/// The project of that name with keys of its own, in another cluster than the hub's.
void find_member(const Facts& facts, LinkEnds& link) {
  for (const auto& cluster : facts.clusters) {
    if (&cluster == link.hub) continue;
    for (const auto& installation : cluster.installations) {
      for (const auto& project : installation.projects) {
        if (project.kind != "agents" || project.name != link.remote->name) continue;
        link.member = &cluster;
        link.member_installation = &installation;
        link.project = &project;
        return;
      }
    }
  }
}

}  // namespace

std::vector<LinkEnds> links_of(const Facts& facts) {
  std::vector<LinkEnds> out;
  for (const auto& cluster : facts.clusters) {
    for (const auto& installation : cluster.installations) {
      for (const auto& project : installation.projects) {
        if (project.kind != "remote") continue;
        LinkEnds link{&cluster, &installation, &project};
        find_member(facts, link);
        out.push_back(link);
      }
    }
  }
  return out;
}

bool judged_ends(const LinkEnds& link, Outcome& outcome) {
  for (const auto* cluster : {link.hub, link.member}) {
    if (cluster == nullptr) continue;
    if (const auto* why = gap_of(cluster->gaps, parts::keys)) {
      outcome.unchecked.push_back({cluster->context, *why});
      return false;
    }
  }
  if (link.member == nullptr) {
    outcome.unchecked.push_back(
        {link.hub->context, "the cluster of member " + link.remote->name + " was not named or not read"});
    return false;
  }
  ++outcome.looked;
  return true;
}

}  // namespace corootctl::checks
