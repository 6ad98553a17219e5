/// The server's half of the stand-in operator's objects: Coroot, Prometheus, ClickHouse and its keeper.
#include <fmt/core.h>

#include "base/base64.hpp"
#include "document/yaml.hpp"
#include "http/crypto.hpp"
#include "support/operator/objects.hpp"
#include "support/operator/parts.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

Planned config_map(const Origin& origin, const Validated& validated) {
  Value object = Object{{"apiVersion", "v1"},
                        {"kind", "ConfigMap"},
                        {"metadata", metadata_of(origin, origin.named())},
                        {"binaryData", Object{{"config.yaml", base64_encode(document::to_yaml(validated.config))}}}};
  return {kube::resources::config_maps(), std::move(object)};
}

List server_environment(const Value& spec, const Validated& validated) {
  List env{variable("LISTEN", ":8080"),
           variable("GLOBAL_REFRESH_INTERVAL", spec["metricsRefreshInterval"].string_or("15s")),
           variable("INSTALLATION_TYPE", "k8s-operator")};
  if (!spec["authAnonymousRole"].is_null())
    env.push_back(variable("AUTH_ANONYMOUS_ROLE", spec["authAnonymousRole"].as_string()));
  const Value& licence = spec.at({"enterpriseEdition", "licenseKeySecret"});
  if (licence.is_object()) env.push_back(variable_from("LICENSE_KEY", licence["name"], licence["key"]));
  for (const auto& secret : validated.secrets) env.push_back(variable_from(secret.variable, secret.secret, secret.key));
  for (const Value& entry : spec["env"].as_list()) env.push_back(entry);
  return env;
}

/// The hash covers the placeholders only: a changed Secret value restarts nothing (operator 18).
Planned server(const Origin& origin, const Validated& validated) {
  const Value& spec = validated.spec;
  const bool enterprise = spec["enterpriseEdition"].is_object();
  Value coroot =
      container("coroot", enterprise ? "coroot-ee:1.24.5" : "coroot:1.24.5",
                spec[enterprise ? "enterpriseEdition" : "communityEdition"], server_environment(spec, validated));
  if (spec["resources"].is_object()) coroot.object().set("resources", spec["resources"]);
  coroot.object().set("ports", List{Object{{"name", "http"}, {"containerPort", 8080}, {"protocol", "TCP"}},
                                    Object{{"name", "grpc"}, {"containerPort", 4317}, {"protocol", "TCP"}}});
  coroot.object().set("readinessProbe",
                      Object{{"httpGet", Object{{"path", "/health"}, {"port", "http"}, {"scheme", "HTTP"}}}});
  coroot.object().set("volumeMounts", List{Object{{"name", "data"}, {"mountPath", "/data"}},
                                           Object{{"name", "config"}, {"mountPath", "/config"}}});
  Value pod = pod_spec(origin, {std::move(coroot)});
  pod.object().set("volumes", List{Object{{"name", "config"}, {"configMap", Object{{"name", origin.named()}}}}});
  Planned planned = stateful_set(origin, origin.named(), origin.named(), spec["replicas"].as_integer(1), std::move(pod),
                                 claim_template(spec["storage"], "10Gi"));
  planned.object.make({"spec", "template", "metadata", "annotations", "checksum/config"}) =
      http::sha256_hex(document::to_yaml(validated.config));
  return planned;
}

/// Node ports that are not set stay what they are.
Planned server_service(const Origin& origin, const Value& wanted) {
  Planned planned = service(origin, origin.named(), {}, false);
  const auto port = [&](const char* name, const char* number, int fallback, const char* node_port) {
    Object entry{
        {"name", name}, {"port", wanted[number].as_integer(fallback)}, {"targetPort", name}, {"protocol", "TCP"}};
    if (wanted[node_port].is_integer()) entry.set("nodePort", wanted[node_port]);
    return Value(std::move(entry));
  };
  Value& spec = planned.object.make({"spec"});
  spec.object().set("type", wanted["type"].string_or("ClusterIP"));
  spec.object().set("ports",
                    List{port("http", "port", 8080, "nodePort"), port("grpc", "grpcPort", 4317, "grpcNodePort")});
  if (wanted["annotations"].is_object()) planned.object.make({"metadata", "annotations"}) = wanted["annotations"];
  return planned;
}

Planned ingress(const Origin& origin, const Value& wanted) {
  Value object = Object{
      {"apiVersion", "networking.k8s.io/v1"}, {"kind", "Ingress"}, {"metadata", metadata_of(origin, origin.cr())}};
  const Value backend = Object{{"service", Object{{"name", origin.named()}, {"port", Object{{"name", "http"}}}}}};
  const Value path = Object{{"path", wanted["path"].string_or("/")}, {"pathType", "Prefix"}, {"backend", backend}};
  Object spec{{"rules", List{Object{{"host", wanted["host"]}, {"http", Object{{"paths", List{path}}}}}}}};
  if (wanted["className"].is_string()) spec.set("ingressClassName", wanted["className"]);
  if (wanted["tls"].is_object()) spec.set("tls", List{wanted["tls"]});
  object.object().set("spec", std::move(spec));
  if (wanted["annotations"].is_object()) object.make({"metadata", "annotations"}) = wanted["annotations"];
  return {kube::resources::ingresses(), std::move(object)};
}

void add_prometheus(const Value& resource, const Value& spec, std::vector<Planned>& plan) {
  const Origin origin{resource, "prometheus"};
  const Value& wanted = spec["prometheus"];
  const std::string claim = "data-" + origin.named();
  Value prometheus = container("prometheus", "prometheus:2.55.1", wanted, {});
  prometheus.object().set("args", List{"--web.enable-remote-write-receiver",
                                       "--storage.tsdb.retention.time=" + wanted["retention"].string_or("2d")});
  prometheus.object().set("ports", List{Object{{"name", "http"}, {"containerPort", 9090}, {"protocol", "TCP"}}});
  Value pod = pod_spec(origin, {std::move(prometheus)});
  pod.object().set("volumes", List{Object{{"name", "data"}, {"persistentVolumeClaim", Object{{"claimName", claim}}}}});
  plan.push_back(service_account(origin));
  plan.push_back(volume_claim(origin, claim, wanted["storage"], "10Gi"));
  plan.push_back(deployment(origin, std::move(pod), true));
  plan.push_back(service(origin, origin.named(), {{"http", 9090}}, false));
}

/// The operator creates a StatefulSet's claims itself, so that it can own them.
void add_claims(const Origin& origin, const std::string& name, std::int64_t replicas, const Value& storage,
                const std::string& size, std::vector<Planned>& plan) {
  for (std::int64_t i = 0; i < replicas; ++i)
    plan.push_back(volume_claim(origin, fmt::format("data-{}-{}", name, i), storage, size));
}

void add_keeper(const Value& resource, const Value& wanted, std::vector<Planned>& plan) {
  const Origin origin{resource, "clickhouse-keeper"};
  const std::int64_t replicas = wanted["replicas"].as_integer(3);
  const std::string headless = origin.named() + "-headless";
  plan.push_back(service_account(origin));
  plan.push_back(service(origin, headless, {{"client", 9181}, {"inter", 9234}}, true));
  add_claims(origin, origin.named(), replicas, wanted["storage"], "10Gi", plan);
  plan.push_back(
      stateful_set(origin, origin.named(), headless, replicas,
                   pod_spec(origin, {container("clickhouse-keeper", "clickhouse-keeper:25.11.2", wanted, {})}),
                   claim_template(wanted["storage"], "10Gi")));
}

void add_clickhouse(const Value& resource, const Value& spec, std::vector<Planned>& plan) {
  const Value& wanted = spec["clickhouse"];
  const Origin origin{resource, "clickhouse"};
  add_keeper(resource, wanted["keeper"], plan);
  plan.push_back(service_account(origin));
  plan.push_back(service(origin, origin.named(), {{"http", 8123}, {"tcp", 9000}}, false));
  plan.push_back(service(origin, origin.named() + "-headless", {{"http", 8123}, {"tcp", 9000}}, true));
  const std::int64_t replicas = wanted["replicas"].as_integer(1);
  for (std::int64_t shard = 0; shard < wanted["shards"].as_integer(1); ++shard) {
    const std::string name = fmt::format("{}-shard-{}", origin.named(), shard);
    Value clickhouse = container("clickhouse", "clickhouse:25.11.2", wanted,
                                 {variable_from("CLICKHOUSE_PASSWORD", origin.named(), "password")});
    add_claims(origin, name, replicas, wanted["storage"], "100Gi", plan);
    plan.push_back(stateful_set(origin, name, origin.named() + "-headless", replicas,
                                pod_spec(origin, {std::move(clickhouse)}), claim_template(wanted["storage"], "100Gi")));
  }
}

}  // namespace

std::vector<Planned> server_objects(const Value& resource, const Validated& validated) {
  const Origin origin{resource, "coroot"};
  const Value& spec = validated.spec;
  std::vector<Planned> plan{service_account(origin)};
  add_claims(origin, origin.named(), spec["replicas"].as_integer(1), spec["storage"], "10Gi", plan);
  plan.push_back(config_map(origin, validated));
  plan.push_back(server(origin, validated));
  plan.push_back(server_service(origin, spec["service"]));
  if (spec["ingress"].is_object()) plan.push_back(ingress(origin, spec["ingress"]));
  if (!spec["externalPrometheus"].is_object() && !spec["storeMetricsInClickhouse"].as_bool())
    add_prometheus(resource, spec, plan);
  if (!spec["externalClickhouse"].is_object()) add_clickhouse(resource, spec, plan);
  return plan;
}

}  // namespace corootctl::support
