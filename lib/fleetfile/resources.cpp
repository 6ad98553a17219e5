#include "fleetfile/resources.hpp"

#include "base/text.hpp"
#include "coroot/project_rules.hpp"
#include "coroot/resource.hpp"
#include "deploy/member_url.hpp"

namespace corootctl::fleetfile {
namespace {

using document::List;
using document::Object;
using document::Value;

Value true_or_null(bool flag) { return flag ? Value(true) : Value(); }

/// `what_for` completes "hub prod-c: url is missing: ".
Result<std::string> needed_url(const Cluster& cluster, const char* what_for) {
  if (!cluster.url.empty()) return cluster.url;
  return fail_with_hint(ErrorKind::config, "Add url: https://... to its block in the fleet file.", "url is missing: {}",
                        what_for);
}

Result<Value> agents_resource(const Fleet& fleet, const Cluster& member) {
  const auto hub = "hub " + fleet.hub.name;
  CTL_TRY(const auto given, needed_url(fleet.hub, "agents of other clusters push to it"), hub);
  CTL_TRY(const auto url, deploy::check_hub_url(given), hub);
  auto settings = member.settings;
  settings.key_secret = hub_key_secret;
  auto parameters = deploy::template_parameters(settings, fleet.namespace_name);
  parameters.object().set("hub", Object{{"url", url}, {"tls_skip_verify", true_or_null(member.tls_skip_verify)}});
  return deploy::render_resource("agents.yaml", parameters, settings);
}

Result<Value> remote_of(const Fleet& fleet, const Cluster& member) {
  CTL_PASS(const auto given, needed_url(member, "the hub reads the member there"));
  CTL_PASS(const auto url, deploy::check_member_url(given));
  CTL_PASS(const auto resolution, metric_resolution(fleet, member));
  return Value(Object{{"name", member.project},
                      {"url", url},
                      {"tls_skip_verify", true_or_null(member.tls_skip_verify)},
                      {"secret", fleet.secret},
                      {"key", member.project},
                      {"metric_resolution", resolution}});
}

Value agents_of(const Cluster& member) {
  return Object{{"name", member.project}, {"secret", agents_secret}, {"key", member.project}};
}

Value aggregate_of(const Aggregate& aggregate) {
  return Object{{"name", aggregate.name}, {"members", List(aggregate.projects.begin(), aggregate.projects.end())}};
}

/// What the hub's template knows beside what all know.
Result<Value> hub_parameters(const Fleet& fleet) {
  List remotes, agents, aggregates;
  for (const auto& member : fleet.members) {
    if (member.topology == Topology::agents) {
      agents.push_back(agents_of(member));
      continue;
    }
    CTL_TRY(auto remote, remote_of(fleet, member), "member " + member.name);
    remotes.push_back(std::move(remote));
  }
  for (const auto& aggregate : fleet.aggregates) aggregates.push_back(aggregate_of(aggregate));
  auto out = deploy::template_parameters(fleet.hub.settings, fleet.namespace_name);
  auto& object = out.object();
  object.set("remotes", std::move(remotes));
  object.set("agents", std::move(agents));
  if (!fleet.hub.project.empty()) object.set("project", fleet.hub.project);
  object.set("aggregates", std::move(aggregates));
  return out;
}

}  // namespace

Result<Value> member_resource(const Fleet& fleet, const Cluster& member) {
  auto out = member.topology == Topology::agents
                 ? agents_resource(fleet, member)
                 : deploy::member_resource(member.settings, fleet.namespace_name, member.project);
  if (!out) return tl::unexpected(std::move(out.error()).with("member " + member.name));
  return out;
}

Result<Value> hub_resource(const Fleet& fleet) {
  CTL_PASS(const auto parameters, hub_parameters(fleet));
  CTL_TRY(auto out, deploy::render_resource("hub.yaml", parameters, fleet.hub.settings), "hub " + fleet.hub.name);
  out.make({"metadata", "annotations", projects_annotation}) = join(coroot::project_names(out), ",");
  CTL_RUN(coroot::refuse_misread(out, coroot::project_names(out), "the hub's project"));
  return out;
}

Result<std::string> metric_resolution(const Fleet& fleet, const Cluster& member) {
  if (!member.metric_resolution.empty()) return member.metric_resolution;
  CTL_PASS(const auto resource, member_resource(fleet, member));
  return coroot::refresh_interval(resource);
}

}  // namespace corootctl::fleetfile
