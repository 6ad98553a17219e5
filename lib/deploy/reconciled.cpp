#include "deploy/reconciled.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "coroot/resource.hpp"
#include "document/yaml.hpp"
#include "http/crypto.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

/// The operator creates missing key Secrets (operator 15).
Result<std::string> missing_key(const kube::Reader& reader, const Installation& installation, const Within& within) {
  for (const auto& ref : coroot::made_key_refs(installation.resource)) {
    const kube::ObjectRef secret{kube::resources::secrets(), installation.namespace_name, ref.secret};
    CTL_PASS(const auto live, reader.find(secret, within));
    if (!live || (*live)["data"][std::string_view(ref.key)].as_string().empty()) {
      return "key " + ref.key + " in " + secret.describe();
    }
  }
  return std::string();
}

/// Whether the operator's copy of a project is this one: same kind, members, remote address and number of keys (the
/// copy has placeholders where keys stand).
bool is_copy_of(const Value& copy, const Value& project) {
  const auto& remote = project["remoteCoroot"];
  return coroot::kind_of(copy) == coroot::kind_of(project) && copy["memberProjects"] == project["memberProjects"] &&
         copy["remoteCoroot"]["url"] == remote["url"] &&
         copy["remoteCoroot"]["metricResolution"] == remote["metricResolution"] &&
         copy["apiKeys"].as_list().size() == project["apiKeys"].as_list().size();
}

kube::ObjectRef of_server(const kube::Resource& resource, const Installation& installation) {
  return {resource, installation.namespace_name, coroot::ObjectNames(installation.name).server()};
}

/// A project that the configuration lacks, has as it was before, or has still.
std::string missing_project(const std::string& text, const Installation& installation, const kube::ObjectRef& place) {
  const auto config = document::parse_yaml(text, place.describe());
  for (const auto& known : config ? (*config)["projects"].as_list() : document::List{}) {
    const auto& name = known["name"].as_string();
    if (coroot::find_project(installation.resource, name) == nullptr)
      return place.describe() + " without project " + name;
  }
  for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
    const auto& known = config ? (*config)["projects"].as_list() : document::List{};
    const auto entry =
        std::find_if(known.begin(), known.end(), [&](const Value& k) { return k["name"] == project["name"]; });
    if (entry == known.end() || !is_copy_of(*entry, project))
      return "project " + project["name"].as_string() + " in " + place.describe();
  }
  return "";
}

/// Between the two writes the workload is still the old generation, rolled out: only its checksum tells (operator 11).
Result<std::string> stale_template(const kube::Reader& reader, const Installation& installation,
                                   const std::string& config, const Within& within) {
  const auto ref = of_server(kube::resources::stateful_sets(), installation);
  CTL_PASS(const auto live, reader.find(ref, within));
  const auto& annotations = live ? live->at({"spec", "template", "metadata", "annotations"}) : Value();
  const auto& known = annotations["checksum/config"].as_string();
  if (known.empty() || known == http::sha256_hex(config)) return std::string();
  return "the new configuration into " + ref.describe();
}

/// The server's configuration, then the pod template that carries it.
Result<std::string> stale_server(const kube::Reader& reader, const Installation& installation, const Within& within) {
  const auto ref = of_server(kube::resources::config_maps(), installation);
  CTL_PASS(const auto live, reader.find(ref, within));
  if (!live) return ref.describe();
  const auto bytes = base64_decode(live->at({"binaryData", "config.yaml"}).as_string());
  const auto config = bytes && !bytes->empty() ? *bytes : live->at({"data", "config.yaml"}).as_string();
  auto missing = missing_project(config, installation, ref);
  if (!missing.empty()) return missing;
  return stale_template(reader, installation, config, within);
}

}  // namespace

Result<std::string> unwritten(const kube::Reader& reader, const Installation& installation, const Within& within) {
  CTL_PASS(auto key, missing_key(reader, installation, within));
  const bool has_server = !installation.resource.at({"spec", "agentsOnly"}).is_object();  // operator 13
  if (!key.empty() || !has_server) return key;
  return stale_server(reader, installation, within);
}

}  // namespace corootctl::deploy
