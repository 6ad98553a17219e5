#include "fleetfile/joined.hpp"

#include <algorithm>
#include <filesystem>

#include "document/edit.hpp"

namespace corootctl::fleetfile {
namespace {

using document::List;
using document::Object;
using document::Value;

void lay_over(Joined& joined, const Value& block) {
  for (const auto* key : {"topology", "safety", "operator", "exposure"}) {
    if (const auto* value = block.as_object().find(key))
      joined.settings = document::merge(joined.settings, Object{{key, *value}});
  }
  if (block["spec"].is_object() && !block["spec"].as_object().empty()) joined.specs.push_back(block["spec"]);
}

std::string text_or(const Value& value, const std::string& fallback) {
  return value.as_string().empty() ? fallback : value.as_string();
}

int port_of(const Value& value) { return static_cast<int>(value.as_integer()); }

/// An Ingress is one in front of a Service that is reached from inside only.
void apply_exposure(const Value& exposure, deploy::ResourceSettings& settings) {
  const auto type = text_or(exposure["type"], settings.service_type);
  settings.service_type = type == "Ingress" ? "ClusterIP" : type;
  if (type == "NodePort" || type == "LoadBalancer") {
    settings.node_port = port_of(exposure["nodePort"]);
    settings.grpc_node_port = port_of(exposure["grpcNodePort"]);
  }
  if (type != "Ingress") return;
  settings.ingress_host = exposure["host"].as_string();
  settings.ingress_class = exposure["class"].as_string();
  settings.ingress_path = exposure["path"].as_string();
  if (const auto& secret = exposure["tlsSecret"].as_string(); !secret.empty()) {
    const Object tls{{"hosts", List{settings.ingress_host}}, {"secretName", secret}};
    settings.values.push_back(Object{{"spec", Object{{"ingress", Object{{"tls", tls}}}}}});
  }
}

bool is_on_disk(const std::string& chart) {
  return chart.starts_with("./") || chart.starts_with("../") || chart == "." || chart == "..";
}

void apply_operator(const Value& block, const std::string& folder, Cluster& cluster) {
  auto& source = cluster.operator_source;
  cluster.brings_operator = block["install"].as_bool(true);
  source.chart = text_or(block["chart"], source.chart);
  if (is_on_disk(source.chart)) source.chart = path_from(folder, source.chart);
  source.chart_repo = text_or(block["repository"], source.chart_repo);
  source.chart_version = block["version"].as_string();
  source.release = text_or(block["release"], source.release);
  for (const auto& path : block["values"].as_list()) source.helm_values.push_back(path_from(folder, path.as_string()));
  source.manifests_file = path_from(folder, block["manifests"].as_string());
}

}  // namespace

Labels labels_of(const Value& labels) {
  Labels out;
  for (const auto& label : labels.as_object()) out[label.key] = label.value.as_string();
  return out;
}

bool matches(const Value& match, const Labels& labels) {
  const auto wanted = labels_of(match);
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
    const auto found = labels.find(label.first);
    return found != labels.end() && found->second == label.second;
  });
}

Joined join_settings(const Value& document, const Value& own) {
  Joined out{Object(), {}};
  const auto labels = labels_of(own["labels"]);
  lay_over(out, document["defaults"]);
  for (const auto& rule : document["byLabel"].as_list()) {
    if (rule["match"].is_object() && matches(rule["match"], labels)) lay_over(out, rule);
  }
  lay_over(out, own);
  return out;
}

std::string path_from(const std::string& folder, const std::string& path) {
  if (folder.empty() || path.empty()) return path;
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

void apply_settings(const Joined& joined, const std::string& folder, Cluster& cluster) {
  cluster.topology = joined.settings["topology"].as_string() == "agents" ? Topology::agents : Topology::remote;
  cluster.safety = joined.settings["safety"].as_string() == "readonly" ? Safety::readonly : Safety::normal;
  apply_exposure(joined.settings["exposure"], cluster.settings);
  apply_operator(joined.settings["operator"], folder, cluster);
  for (const auto& spec : joined.specs) cluster.settings.values.push_back(Object{{"spec", spec}});
}

}  // namespace corootctl::fleetfile
