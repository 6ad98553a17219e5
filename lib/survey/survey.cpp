#include "survey/survey.hpp"

#include <algorithm>

#include "base/time.hpp"
#include "coroot/resource.hpp"
#include "deploy/member_url.hpp"
#include "fleet/fan_out.hpp"
#include "survey/addresses.hpp"
#include "survey/cluster.hpp"
#include "survey/helm.hpp"
#include "survey/hub.hpp"

namespace corootctl::survey {
namespace {

constexpr std::chrono::seconds address_timeout{5};

checks::Failure failure_from(const Error& error) {
  return {std::string(name_of(error.kind)), describe(error), error.hint};
}

/// A cluster as read, and the way to it.
struct Surveyed {
  ReadCluster cluster{};
  std::optional<kube::Client> client{};
  std::optional<Error> error{};
};

std::vector<fleet::ClusterRef> clusters_in(const SurveyRequest& request) {
  std::vector<fleet::ClusterRef> out;
  if (request.hub) out.push_back(*request.hub);
  for (const auto& cluster : request.clusters) {
    if (!request.hub || cluster.context != request.hub->context) out.push_back(cluster);
  }
  return out;
}

std::vector<Surveyed> read_clusters(const std::vector<fleet::ClusterRef>& clusters, const SurveyRequest& request,
                                    const fleet::Surroundings& around, const std::stop_token& stop) {
  return fleet::report_each(
      clusters.size(), request.width, stop,
      [&](std::size_t i) {
        Surveyed out;
        out.cluster.facts.context = clusters[i].context;
        return out;
      },
      [&](Surveyed& out, std::size_t i, const std::stop_token& token) -> Result<> {
        Within within{Deadline::in(request.deadline), token};
        CTL_PASS(out.client, around.connector.client_for(clusters[i], true, within));
        const auto* link_in = !request.hub ? "" : i == 0 ? "hub" : "member";
        const ClusterQuestion question{request.namespace_name, request.before, request.operator_by, link_in,
                                       clusters.size() == 1};
        return read_cluster(*out.client, question, out.cluster, within);
      });
}

/// The resource with the links: the one that has remote projects, else the first with a server.
const deploy::Installation* hub_installation(const std::vector<deploy::Installation>& all) {
  const deploy::Installation* out = nullptr;
  for (const auto& each : all) {
    if (each.resource.at({"spec", "agentsOnly"}).is_object()) continue;
    if (out == nullptr) out = &each;
    for (const auto& project : each.resource.at({"spec", "projects"}).as_list()) {
      if (coroot::kind_of(project) == coroot::ProjectKind::remote) return &each;
    }
  }
  return out;
}

std::string context_of_member(const std::vector<Surveyed>& all, const std::string& project) {
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (const auto& installation : all[i].cluster.facts.installations) {
      for (const auto& each : installation.projects) {
        if (each.name == project && each.kind == "agents") return all[i].cluster.facts.context;
      }
    }
  }
  return "";
}

std::optional<checks::Hub> hub_facts(const std::vector<Surveyed>& all, const SurveyRequest& request,
                                     const fleet::Surroundings& around, const std::stop_token& stop) {
  if (!request.hub || all.front().error) return std::nullopt;
  const auto& cluster = all.front().cluster;
  const auto* installation = hub_installation(cluster.installations);
  if (installation == nullptr) return std::nullopt;
  checks::Hub out;
  out.context = cluster.facts.context;
  out.namespace_name = installation->namespace_name;
  out.name = installation->name;
  const Within within{Deadline::in(request.deadline), stop};
  const auto client = open_hub(*all.front().client, *installation, request.login, within);
  if (!client) {
    out.failure = failure_from(client.error());
    return out;
  }
  read_hub(**client, *installation, {request.deadline, request.member_timeout, request.width, now_ms(around.clock)},
           out, stop);
  for (auto& member : out.members) member.context = context_of_member(all, member.project);
  return out;
}

/// The addresses that link-clusters would find, before there is a link.
std::vector<MemberAddress> future_addresses(const std::vector<Surveyed>& all, const SurveyRequest& request,
                                            const std::stop_token& stop) {
  std::vector<MemberAddress> out;
  for (std::size_t i = 1; i < all.size(); ++i) {
    for (const auto& installation : all[i].cluster.installations) {
      const Within within{Deadline::in(request.deadline), stop};
      const auto url = find_member_url(*all[i].client, installation, within);
      const auto names = coroot::project_names(installation.resource);
      if (url && !names.empty()) out.push_back({names.front(), *url});
    }
  }
  return out;
}

/// Of the remote projects in all resources that were read.
std::vector<MemberAddress> linked_addresses(const std::vector<Surveyed>& all) {
  std::vector<MemberAddress> out;
  for (const auto& each : all) {
    for (const auto& installation : each.cluster.facts.installations) {
      for (const auto& project : installation.projects)
        if (project.kind == "remote") out.push_back({project.name, project.url});
    }
  }
  return out;
}

/// This machine adds certificates to what the hub's Coroot says, and all else where that was not asked: for such
/// addresses there is a place for what a probe from inside sees.
std::vector<checks::Address> read_addresses(const std::vector<Surveyed>& all, const std::optional<checks::Hub>& hub,
                                            const SurveyRequest& request, const fleet::Surroundings& around,
                                            const std::stop_token& stop) {
  auto addresses = linked_addresses(all);
  const bool looks_ahead = addresses.empty() && request.hub && (request.before || request.is_to_probe);
  if (looks_ahead) addresses = future_addresses(all, request, stop);
  const bool hub_says_it = hub && !hub->failure && !looks_ahead;
  if (hub_says_it) std::erase_if(addresses, [](const MemberAddress& each) { return !each.url.starts_with("https:"); });
  auto out = look_at_addresses(addresses, around, address_timeout, request.width, stop);
  if (hub_says_it || !request.hub) return out;
  for (const auto& each : addresses)
    out.push_back({each.project, each.url, "inside the hub", "unprobed", "--probe-from-hub was not given", {}, true});
  return out;
}

}  // namespace

checks::Facts read_facts(const SurveyRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  checks::Facts out;
  out.taken_at_ms = now_ms(around.clock);
  out.namespace_name = request.namespace_name;
  auto all = read_clusters(clusters_in(request), request, around, stop);
  out.hub = hub_facts(all, request, around, stop);
  out.addresses = read_addresses(all, out.hub, request, around, stop);
  if (!request.helm.empty()) out.helm = look_at_helm(request.helm, around.env, stop);
  for (auto& each : all) {
    if (each.error) each.cluster.facts.failure = failure_from(*each.error);
    out.clusters.push_back(std::move(each.cluster.facts));
  }
  return out;
}

}  // namespace corootctl::survey
