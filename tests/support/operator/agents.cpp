/// The agents' half of the stand-in operator's objects.
#include "support/operator/objects.hpp"
#include "support/operator/parts.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

/// Where agents send: the own server, or somebody else's with agentsOnly.
std::string server_url(const Value& resource) {
  const Value& elsewhere = resource.at({"spec", "agentsOnly", "corootURL"});
  if (elsewhere.is_string()) return elsewhere.as_string();
  return "http://" + resource.at({"metadata", "name"}).as_string() + "-coroot." +
         resource.at({"metadata", "namespace"}).as_string() + ":8080";
}

std::string without_last_slash(std::string url) {
  if (url.ends_with('/')) url.pop_back();
  return url;
}

Value api_key(const Value& spec) {
  const Value& reference = spec["apiKeySecret"];
  if (reference.is_object()) return variable_from("API_KEY", reference["name"], reference["key"]);
  return variable("API_KEY", spec["apiKey"].string_or(""));
}

Value host_path(const std::string& name, const std::string& path) {
  return Object{{"name", name}, {"hostPath", Object{{"path", path}}}};
}

Planned node_agent(const Origin& origin, const Value& spec) {
  const std::string url = without_last_slash(server_url(origin.resource));
  Value agent = container(
      "node-agent", "coroot-node-agent:1.26.0", spec["nodeAgent"],
      {api_key(spec), variable("SCRAPE_INTERVAL", spec["metricsRefreshInterval"].string_or("15s")),
       variable("METRICS_ENDPOINT", url + "/v1/metrics"), variable("LOGS_ENDPOINT", url + "/v1/logs"),
       variable("TRACES_ENDPOINT", url + "/v1/traces"), variable("PROFILES_ENDPOINT", url + "/v1/profiles"),
       variable("INSECURE_SKIP_VERIFY", spec.at({"agentsOnly", "tlsSkipVerify"}).as_bool() ? "true" : "false")});
  agent.object().set("securityContext", Object{{"privileged", true}});
  if (agent["resources"].is_null())
    agent.object().set("resources", Object{{"requests", Object{{"cpu", "100m"}, {"memory", "200Mi"}}},
                                           {"limits", Object{{"cpu", "500m"}, {"memory", "1Gi"}}}});
  agent.object().set("volumeMounts",
                     List{Object{{"name", "cgroupfs"}, {"mountPath", "/host/sys/fs/cgroup"}, {"readOnly", true}},
                          Object{{"name", "tmp"}, {"mountPath", "/tmp"}}});
  Value pod = pod_spec(origin, {std::move(agent)});
  pod.object().set("hostPID", true);
  pod.object().set("tolerations", List{Object{{"operator", "Exists"}}});
  pod.object().set("volumes",
                   List{host_path("cgroupfs", "/sys/fs/cgroup"), host_path("tracefs", "/sys/kernel/tracing"),
                        host_path("debugfs", "/sys/kernel/debug"), Object{{"name", "tmp"}, {"emptyDir", Object{}}}});
  Value object =
      Object{{"apiVersion", "apps/v1"}, {"kind", "DaemonSet"}, {"metadata", metadata_of(origin, origin.named())}};
  object.object().set(
      "spec",
      Object{{"selector", Object{{"matchLabels", labels_of(origin)}}},
             {"template", Object{{"metadata", Object{{"labels", labels_of(origin)}}}, {"spec", std::move(pod)}}}});
  return {kube::resources::daemon_sets(), std::move(object)};
}

Planned cluster_agent(const Origin& origin, const Value& spec) {
  Value agent = container("cluster-agent", "coroot-cluster-agent:1.5.2", spec["clusterAgent"],
                          {variable("COROOT_URL", server_url(origin.resource)),
                           variable("METRICS_SCRAPE_INTERVAL", spec["metricsRefreshInterval"].string_or("15s")),
                           variable("KUBE_STATE_METRICS_ADDRESS", "127.0.0.1:10302"), api_key(spec)});
  Value metrics =
      container("kube-state-metrics", "kube-state-metrics:2.15.0", spec["clusterAgent"]["kubeStateMetrics"], {});
  return deployment(origin, pod_spec(origin, {std::move(agent), std::move(metrics)}), false);
}

Planned cluster_role(const Origin& origin) {
  Value object =
      Object{{"apiVersion", "rbac.authorization.k8s.io/v1"},
             {"kind", "ClusterRole"},
             {"metadata", metadata_of(origin, origin.named(), false)},
             {"rules", List{Object{{"apiGroups", List{"", "apps", "batch", "networking.k8s.io", "storage.k8s.io"}},
                                   {"resources", List{"*"}},
                                   {"verbs", List{"get", "list", "watch"}}}}}};
  return {kube::Resource{"rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", false}, std::move(object)};
}

Planned cluster_role_binding(const Origin& origin) {
  Value object = Object{
      {"apiVersion", "rbac.authorization.k8s.io/v1"},
      {"kind", "ClusterRoleBinding"},
      {"metadata", metadata_of(origin, origin.named(), false)},
      {"roleRef", Object{{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "ClusterRole"}, {"name", origin.named()}}},
      {"subjects", List{Object{{"kind", "ServiceAccount"},
                               {"name", origin.named()},
                               {"namespace", origin.resource.at({"metadata", "namespace"})}}}}};
  return {kube::Resource{"rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", false},
          std::move(object)};
}

}  // namespace

std::vector<Planned> agent_objects(const Value& resource, const Validated& validated) {
  const Origin node{resource, "node-agent"};
  const Origin cluster{resource, "cluster-agent"};
  return {service_account(node), node_agent(node, validated.spec), service_account(cluster),
          cluster_role(cluster), cluster_role_binding(cluster),    cluster_agent(cluster, validated.spec)};
}

}  // namespace corootctl::support
