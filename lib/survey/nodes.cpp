#include "survey/nodes.hpp"

namespace corootctl::survey {
namespace {

using document::Value;

checks::Node node_of(const Value& node) {
  const auto& status = node["status"];
  const auto& info = status["nodeInfo"];
  checks::Node out{node.at({"metadata", "name"}).as_string(),
                   info["kubeletVersion"].as_string(),
                   info["kernelVersion"].as_string(),
                   info["operatingSystem"].as_string(),
                   false,
                   {}};
  for (const auto& condition : status["conditions"].as_list()) {
    if (condition["type"].as_string() == "Ready") out.ready = condition["status"].as_string() == "True";
  }
  for (const auto& address : status["addresses"].as_list()) {
    const auto& type = address["type"].as_string();
    if (type == "InternalIP" || type == "ExternalIP") out.addresses.push_back(address["address"].as_string());
  }
  return out;
}

bool is_default_class(const Value& storage_class) {
  const auto& notes = storage_class.at({"metadata", "annotations"});
  return notes["storageclass.kubernetes.io/is-default-class"].as_string() == "true" ||
         notes["storageclass.beta.kubernetes.io/is-default-class"].as_string() == "true";
}

}  // namespace

Result<std::vector<checks::Node>> read_nodes(const kube::Reader& reader, const Within& within) {
  CTL_PASS(const auto nodes, reader.list(kube::resources::nodes(), "", "", within));
  std::vector<checks::Node> out;
  for (const auto& node : nodes) out.push_back(node_of(node));
  return out;
}

Result<std::vector<std::string>> read_service_ranges(const kube::Reader& reader, const Within& within) {
  const kube::Resource ranges{"networking.k8s.io", "v1", "ServiceCIDR", "servicecidrs", false};
  std::vector<std::string> out;
  if (const auto listed = reader.list(ranges, "", "", within)) {
    for (const auto& range : *listed)
      for (const auto& text : range.at({"spec", "cidrs"}).as_list()) out.push_back(text.as_string());
  }
  if (!out.empty()) return out;
  CTL_PASS(const auto service, reader.get({kube::resources::services(), "default", "kubernetes"}, within));
  out.push_back(service.at({"spec", "clusterIP"}).as_string());
  return out;
}

Result<std::vector<std::string>> read_default_classes(const kube::Reader& reader, const Within& within) {
  const kube::Resource classes{"storage.k8s.io", "v1", "StorageClass", "storageclasses", false};
  CTL_PASS(const auto listed, reader.list(classes, "", "", within));
  std::vector<std::string> out;
  for (const auto& each : listed) {
    if (is_default_class(each)) out.push_back(each.at({"metadata", "name"}).as_string());
  }
  return out;
}

Result<std::vector<checks::Quota>> read_quotas(const kube::Reader& reader, const std::string& namespace_name,
                                               const Within& within) {
  const kube::Resource quotas{"", "v1", "ResourceQuota", "resourcequotas", true};
  CTL_PASS(const auto listed, reader.list(quotas, namespace_name, "", within));
  std::vector<checks::Quota> out;
  for (const auto& quota : listed) {
    for (const auto& [resource, hard] : quota.at({"spec", "hard"}).as_object()) {
      const auto& used = quota.at({"status", "used"})[std::string_view(resource)];
      out.push_back({quota.at({"metadata", "name"}).as_string(), resource, hard.as_string(), used.as_string()});
    }
  }
  return out;
}

}  // namespace corootctl::survey
