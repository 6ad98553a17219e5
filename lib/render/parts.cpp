#include "render/parts.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "deploy/helm_values.hpp"
#include "deploy/manifests.hpp"
#include "deploy/namespaces.hpp"
#include "fleetfile/resources.hpp"

namespace corootctl::render {
namespace {

using document::List;
using document::Object;
using document::Value;
using fleetfile::Cluster;
using fleetfile::Fleet;

constexpr std::string_view oci = "oci://";

bool is_definition(const Value& object) { return object["kind"].as_string() == "CustomResourceDefinition"; }

/// helm's numbers are all doubles; people write 2, not 2.0.
Value with_whole_numbers(const Value& value) {
  if (value.is_list()) {
    List out;
    for (const auto& item : value.as_list()) out.push_back(with_whole_numbers(item));
    return out;
  }
  if (value.is_object()) {
    Object out;
    for (const auto& [key, member] : value.as_object()) out.set(key, with_whole_numbers(member));
    return out;
  }
  const double number = value.as_number();
  const bool is_whole = value.is_number() && std::abs(number) < 1e15 && number == std::floor(number);
  return is_whole ? Value(static_cast<std::int64_t>(number)) : value;
}

Result<Chart> chart_of(const deploy::OperatorSource& source) {
  Chart out{
      source.chart_repo, source.chart, source.chart_version.empty() ? "*" : source.chart_version, source.release, {}};
  const auto slash = source.chart.rfind('/');
  if (source.chart.starts_with(oci) && slash > oci.size()) {
    out.repository = source.chart.substr(0, slash);
    out.name = source.chart.substr(slash + 1);
  } else if (slash != std::string::npos || source.chart.ends_with(".tgz") || source.chart.starts_with('.')) {
    return fail_with_hint(ErrorKind::usage,
                          "Name a chart of a repository or an oci:// reference, or use the operator's manifests.",
                          "the operator's chart {} is a path, which no engine can read", source.chart);
  }
  if (source.helm_values.empty()) return out;
  CTL_TRY(const auto values, deploy::read_helm_values(source.helm_values), "the operator's values");
  out.values = with_whole_numbers(values);
  return out;
}

/// Without one, kubectl would put it into whatever namespace is current (gitops 20).
Value with_namespace(Value object, const std::string& namespace_name) {
  const auto& kind = object["kind"].as_string();
  const bool is_of_cluster = kind.starts_with("Cluster") || kind == "Namespace" || is_definition(object) ||
                             kind == "PriorityClass" || kind.ends_with("WebhookConfiguration");
  if (!is_of_cluster && object.at({"metadata", "namespace"}).is_null())
    object.make({"metadata", "namespace"}) = namespace_name;
  return object;
}

Result<> add_operator(Part& part, const std::string& namespace_name) {
  const auto& source = part.cluster.operator_source;
  if (!part.cluster.brings_operator) return {};
  if (source.manifests_file.empty()) {
    CTL_PASS(part.chart, chart_of(source));
    return {};
  }
  CTL_PASS(auto documents, deploy::read_manifests(source.manifests_file));
  std::stable_partition(documents.begin(), documents.end(), is_definition);
  for (auto& object : documents) part.manifests.push_back(with_namespace(std::move(object), namespace_name));
  return {};
}

Result<Part> part_of(const Fleet& fleet, const Cluster& cluster, bool is_hub) {
  Part out{cluster, is_hub, deploy::new_namespace(fleet.namespace_name), {}, {}, key_secrets(fleet, cluster, is_hub),
           {}};
  CTL_PASS(out.resource, is_hub ? fleetfile::hub_resource(fleet) : fleetfile::member_resource(fleet, cluster));
  CTL_CHECK(add_operator(out, fleet.namespace_name), "cluster " + cluster.name);
  return out;
}

bool is_chosen(const Cluster& cluster, const std::vector<std::string>& only) {
  return only.empty() || std::find(only.begin(), only.end(), cluster.name) != only.end();
}

}  // namespace

Result<std::vector<Part>> parts_of(const Fleet& fleet, const std::vector<std::string>& only) {
  std::vector<Part> out;
  const auto add = [&](const Cluster& cluster, bool is_hub) -> Result<> {
    if (!is_chosen(cluster, only)) return {};
    CTL_PASS(auto part, part_of(fleet, cluster, is_hub));
    out.push_back(std::move(part));
    return {};
  };
  const auto add_members = [&](fleetfile::Topology topology) -> Result<> {
    for (const auto& member : fleet.members) {
      if (member.topology == topology) CTL_RUN(add(member, false));
    }
    return {};
  };
  CTL_RUN(add_members(fleetfile::Topology::remote));
  CTL_RUN(add(fleet.hub, true));
  CTL_RUN(add_members(fleetfile::Topology::agents));
  return out;
}

std::string object_name(const std::string& name) {
  auto out = lower(name);
  std::replace(out.begin(), out.end(), '_', '-');
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  return out;
}

Result<> check_object_names(const std::vector<Part>& parts) {
  std::map<std::string, std::string> seen;
  for (const auto& part : parts) {
    const auto& name = part.cluster.name;
    const auto [other, is_new] = seen.emplace(object_name(name), name);
    if (is_new) continue;
    return fail_with_hint(ErrorKind::invalid, "Name one of them otherwise.",
                          "{} and {} would both be {} as names of Kubernetes", other->second, name, other->first);
  }
  return {};
}

std::vector<Value> with_definition_annotation(std::vector<Value> documents, std::string_view key,
                                              std::string_view value) {
  for (auto& object : documents) {
    if (is_definition(object)) object.make({"metadata", "annotations", key}) = value;
  }
  return documents;
}

}  // namespace corootctl::render
