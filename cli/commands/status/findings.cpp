#include "cli/commands/status/findings.hpp"

#include "cli/commands/status/view.hpp"

namespace corootctl::cli {
namespace {

using pipeline::Level;

const pipeline::Rule cluster_rule{"status.cluster",
                                  "cluster-runs",
                                  "Coroot runs in the cluster",
                                  "A component, a pod or the resource itself is not as it should be.",
                                  "See corootctl status -o wide, and corootctl check for the reason.",
                                  Level::error};
const pipeline::Rule link_rule{"status.link",
                               "link-carries-data",
                               "The member's data arrive at the hub",
                               "The hub does not get this member's data, or their keys differ.",
                               "See corootctl check with --hub.",
                               Level::error};

pipeline::Finding finding_of(const Error& error, const std::string& cluster, const std::string& object) {
  return {.level = error.kind == ErrorKind::no_data ? Level::warning : Level::error,
          .fails = true,
          .cluster = cluster,
          .object = object,
          .message = error.what,
          .hint = error.hint};
}

pipeline::Case cluster_case(const ops::ClusterStatus& cluster, const std::optional<Error>& error) {
  pipeline::Case out{.name = "cluster " + cluster.context, .rule = cluster_rule.id};
  const auto object = cluster.resource.empty() ? "" : "Coroot " + cluster.resource;
  if (error) out.findings.push_back(finding_of(*error, cluster.context, object));
  for (const auto& gap : cluster.gaps) out.unjudged.push_back({cluster.context, gap});
  return out;
}

pipeline::Case link_case(const ops::LinkStatus& link, const std::optional<Error>& error) {
  pipeline::Case out{.name = "link " + link.project, .rule = link_rule.id};
  if (error) out.findings.push_back(finding_of(*error, link.context, "link " + link.project));
  if (!link.key_gap.empty()) out.unjudged.push_back({link.context, link.key_gap});
  return out;
}

}  // namespace

pipeline::Report status_findings(const ops::StatusReport& report) {
  pipeline::Report out{.verb = "status", .rules = {cluster_rule, link_rule}};
  const auto outcomes = outcomes_of(report);
  for (std::size_t i = 0; i < report.clusters.size(); ++i) {
    const auto& cluster = report.clusters[i];
    if (cluster.error)
      out.unread.push_back({cluster.context, cluster.error->what});
    else
      out.cases.push_back(cluster_case(cluster, outcomes[i]));
  }
  for (std::size_t i = 0; i < report.links.size(); ++i)
    out.cases.push_back(link_case(report.links[i], outcomes[report.clusters.size() + i]));
  return out;
}

}  // namespace corootctl::cli
