#include "converge/wants.hpp"

#include "base/base64.hpp"
#include "fleetfile/resources.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::converge {

using document::Object;
using document::Value;

ops::InstallWants operator_wants(const fleetfile::Cluster& cluster) {
  ops::InstallWants out;
  out.operator_source = cluster.operator_source;
  out.operator_only = true;
  out.resource_only = !cluster.brings_operator;
  out.kubeconfig = cluster.kubeconfig;
  return out;
}

Result<ops::InstallWants> member_wants(const fleetfile::Fleet& fleet, const fleetfile::Cluster& member,
                                       bool with_operator) {
  auto out = operator_wants(member);
  out.operator_only = false;
  out.resource_only = !with_operator || !member.brings_operator;
  out.settings = member.settings;
  CTL_TRY(out.resource, fleetfile::member_resource(fleet, member), "member " + member.name);
  return out;
}

Value key_secret(const fleetfile::Fleet& fleet, const fleetfile::Cluster& member, const SecretString& key) {
  Value out = Object{{"apiVersion", "v1"},
                     {"kind", "Secret"},
                     {"metadata", Object{{"name", fleetfile::hub_key_secret}, {"namespace", fleet.namespace_name}}}};
  out.make({"metadata", "labels", "app.kubernetes.io/managed-by"}) = std::string(kube::field_manager);
  out.make({"data", member.settings.agent_key}) = base64_encode(key.reveal());
  return out;
}

ops::InstallRequest install_request(const Request& request) {
  ops::InstallRequest out;
  out.namespace_name = request.fleet.namespace_name;
  out.force_conflicts = request.force_conflicts;
  out.wait = request.wait;
  out.timeout = request.timeout;
  out.width = request.width;
  out.requests_at_once = request.requests_at_once;
  out.overrides = request.overrides;
  return out;
}

}  // namespace corootctl::converge
