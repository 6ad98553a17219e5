#include "ops/contexts.hpp"

#include "coroot/resource.hpp"
#include "deploy/installations.hpp"
#include "fleet/fan_out.hpp"
#include "http/url.hpp"

namespace corootctl::ops {
namespace {

std::string user_kind(const kube::UserEntry& user) {
  if (user.exec) return "exec";
  if (!user.token.empty()) return "token";
  if (!user.token_file.empty()) return "token-file";
  if (!user.client_certificate.empty() || !user.client_certificate_data.empty()) return "client-certificate";
  if (!user.username.empty()) return "basic";
  if (!user.auth_provider.empty()) return "auth-provider";
  return "none";
}

ContextReport known_without_contact(const fleet::ClusterRef& cluster, const std::string& current) {
  ContextReport out;
  out.context = cluster.context;
  out.cluster = cluster.connection.in_cluster ? "(this pod's cluster)" : cluster.connection.cluster_name;
  out.current = cluster.context == current;
  out.error = cluster.problem;
  if (cluster.problem) return out;
  out.user = user_kind(cluster.connection.user);
  const auto url = http::parse_url(cluster.connection.cluster.server);
  out.server = url ? url->without_userinfo() : cluster.connection.cluster.server;
  return out;
}

Result<> ask(ContextReport& report, const kube::Reader& reader, const Within& within) {
  CTL_PASS(const auto version, reader.version(within));
  report.version = version.git_version;
  auto uid = fleet::cluster_uid(reader, within);
  if (!uid && uid.error().kind != ErrorKind::unauthorized) return tl::unexpected(std::move(uid.error()));
  if (!uid) report.gaps.push_back("uid: " + describe(uid.error()));
  report.uid = uid.value_or("");
  CTL_PASS(auto installations, deploy::find_readable_installations(reader, within));
  if (installations.gap) report.gaps.push_back(*std::move(installations.gap));
  for (const auto& installation : installations.all) {
    for (auto& name : coroot::project_names(installation.resource)) report.projects.push_back(std::move(name));
  }
  CTL_PASS(report.role, deploy::role_of(reader, installations.all, within));
  return {};
}

}  // namespace

std::vector<ContextReport> describe_contexts(const ContextsRequest& request, const fleet::Connector& connector,
                                             std::stop_token stop) {
  const auto begin = [&](std::size_t i) { return known_without_contact(request.clusters[i], request.current_context); };
  if (!request.contact) {
    std::vector<ContextReport> out;
    for (std::size_t i = 0; i < request.clusters.size(); ++i) out.push_back(begin(i));
    return out;
  }
  return fleet::report_each(request.clusters.size(), request.width, std::move(stop), begin,
                            [&](ContextReport& report, std::size_t i, const std::stop_token& token) -> Result<> {
                              report.contacted = !report.error;
                              if (report.error) return {};
                              Within within{Deadline::in(request.deadline), token};
                              CTL_PASS(const auto reader, connector.reader_for(request.clusters[i], within));
                              report.logged_in = true;
                              return ask(report, reader, within);
                            });
}

}  // namespace corootctl::ops
