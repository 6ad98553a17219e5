#include "fleetfile/filled.hpp"

#include <algorithm>

#include "document/edit.hpp"
#include "document/yaml.hpp"
#include "fleetfile/fields.hpp"
#include "fleetfile/joined.hpp"
#include "fleetfile/read.hpp"

namespace corootctl::fleetfile {
namespace {

using document::List;
using document::Object;
using document::Value;

/// One overlay that does what both do, first `base`: a null that removes stays.
Value both(const Value& base, const Value& overlay) {
  if (!base.is_object() || !overlay.is_object()) return overlay;
  Value out = base;
  for (const auto& member : overlay.as_object()) out.object().set(member.key, both(out[member.key], member.value));
  return out;
}

Object filled_operator(const Value& block, const Cluster& cluster) {
  if (!cluster.brings_operator) return {{"install", false}};
  if (!cluster.operator_source.manifests_file.empty()) return {{"manifests", block["manifests"]}};
  const auto& source = cluster.operator_source;
  Object out{{"chart", block["chart"].string_or(source.chart)}};
  out.set("repository", source.chart_repo);
  if (!source.chart_version.empty()) out.set("version", source.chart_version);
  out.set("release", source.release);
  if (!source.helm_values.empty()) out.set("values", block["values"]);
  return out;
}

/// Of the type alone: a port that defaults give to node ports says nothing about an Ingress.
Object filled_exposure(const Value& block) {
  const auto type = block["type"].string_or("NodePort");
  Object out{{"type", type}};
  for (const auto& field : typed_fields()) {
    const bool fits = std::find(field.types.begin(), field.types.end(), type) != field.types.end();
    if (fits && !block[field.key].is_null()) out.set(field.key, block[field.key]);
  }
  return out;
}

void fill_settings(Object& out, const Joined& joined, const Cluster& cluster) {
  out.set("safety", name_of(cluster.safety));
  out.set("operator", filled_operator(joined.settings["operator"], cluster));
  if (cluster.topology == Topology::remote) out.set("exposure", filled_exposure(joined.settings["exposure"]));
  Value spec;
  for (const auto& each : joined.specs) spec = both(spec, each);
  if (spec.is_object()) out.set("spec", spec);
}

Object filled_cluster(const Value& document, const Value& own, const Cluster& cluster, bool is_hub) {
  Object out{{"name", cluster.name}, {"context", cluster.context}};
  if (!own["kubeconfig"].is_null()) out.set("kubeconfig", own["kubeconfig"]);
  if (!cluster.project.empty()) out.set("project", cluster.project);
  if (!cluster.url.empty()) out.set("url", cluster.url);
  if (!cluster.metric_resolution.empty()) out.set("metricResolution", cluster.metric_resolution);
  if (cluster.tls_skip_verify) out.set("tlsSkipVerify", true);
  Object labels;
  for (const auto& [key, value] : cluster.labels) labels.set(key, value);
  if (!labels.empty()) out.set("labels", std::move(labels));
  if (!is_hub) out.set("topology", name_of(cluster.topology));
  fill_settings(out, join_settings(document, own), cluster);
  return out;
}

Object filled_aggregate(const Aggregate& aggregate, const Fleet& fleet) {
  const auto has = [&](const std::string& project) {
    return std::find(aggregate.projects.begin(), aggregate.projects.end(), project) != aggregate.projects.end();
  };
  List members;
  for (const auto& member : fleet.members)
    if (has(member.project)) members.emplace_back(member.name);
  Object out{{"name", aggregate.name}, {"members", std::move(members)}};
  if (!fleet.hub.project.empty()) out.set("hub", has(fleet.hub.project));
  return out;
}

}  // namespace

Result<Value> filled(std::string_view text, const std::string& source) {
  CTL_PASS(const auto fleet, read(text, source));
  CTL_PASS(const auto marked, document::parse_marked_yaml(text, source));
  const auto& document = marked.value;
  Object out{{"apiVersion", api_version}, {"kind", kind_name}};
  if (!fleet.name.empty()) out.set("name", fleet.name);
  out.set("namespace", fleet.namespace_name);
  auto hub = filled_cluster(document, document["hub"], fleet.hub, true);
  hub.set("secret", fleet.secret);
  out.set("hub", std::move(hub));
  List members, aggregates;
  for (std::size_t i = 0; i < fleet.members.size(); ++i)
    members.emplace_back(filled_cluster(document, document["members"].as_list()[i], fleet.members[i], false));
  for (const auto& aggregate : fleet.aggregates) aggregates.emplace_back(filled_aggregate(aggregate, fleet));
  out.set("members", std::move(members));
  if (!aggregates.empty()) out.set("aggregates", std::move(aggregates));
  return Value(std::move(out));
}

}  // namespace corootctl::fleetfile
