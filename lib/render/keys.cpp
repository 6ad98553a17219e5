#include "render/keys.hpp"

#include "base/base64.hpp"
#include "fleetfile/resources.hpp"

namespace corootctl::render {
namespace {

using document::List;
using document::Object;
using document::Value;
using fleetfile::Cluster;
using fleetfile::Fleet;
using fleetfile::Topology;

KeyEntry entry_of(const std::string& key, const std::string& project, std::string_view property) {
  return {key, {}, {}, {}, project, property, false};
}

KeyEntry travelling(KeyEntry entry) {
  entry.travels = true;
  return entry;
}

KeyEntry copied(KeyEntry entry, const Cluster& from, std::string secret, std::string key) {
  entry.from_context = from.context;
  entry.from_secret = std::move(secret);
  entry.from_key = std::move(key);
  return travelling(std::move(entry));
}

KeySecret secret_of_member(const Fleet& fleet, const Cluster& member) {
  const auto& own = member.settings;
  auto agents = entry_of(own.agent_key, member.project, agents_property);
  if (member.topology == Topology::remote) {
    return {own.key_secret, false, {agents, travelling(entry_of(own.multi_cluster_key, member.project, hub_property))}};
  }
  return {std::string(fleetfile::hub_key_secret),
          true,
          {copied(std::move(agents), fleet.hub, std::string(fleetfile::agents_secret), member.project)}};
}

std::vector<KeySecret> secrets_of_hub(const Fleet& fleet) {
  const auto& hub = fleet.hub;
  KeySecret own{hub.settings.key_secret, false, {}}, pushing{std::string(fleetfile::agents_secret), false, {}},
      read{fleet.secret, true, {}};
  if (!hub.project.empty()) own.entries.push_back(entry_of(hub.settings.agent_key, hub.project, agents_property));
  for (const auto& member : fleet.members) {
    if (member.topology == Topology::agents) {
      pushing.entries.push_back(travelling(entry_of(member.project, member.project, agents_property)));
      continue;
    }
    read.entries.push_back(copied(entry_of(member.project, member.project, hub_property), member,
                                  member.settings.key_secret, member.settings.multi_cluster_key));
  }
  std::vector<KeySecret> out;
  for (auto* secret : {&own, &pushing, &read}) {
    if (!secret->entries.empty()) out.push_back(std::move(*secret));
  }
  return out;
}

Object metadata_of(const std::string& name, const std::string& namespace_name, bool wave) {
  Object out{{"name", name}, {"namespace", namespace_name}};
  if (wave) out.set("annotations", Object{{"argocd.argoproj.io/sync-wave", "-1"}});
  return out;
}

/// With every default written out, else Argo CD and kubectl see a difference for ever (gitops 17).
Value store_item(const KeyEntry& entry, const KeyStore& store) {
  return Object{{"secretKey", entry.key},
                {"remoteRef", Object{{"key", store.prefix + entry.project},
                                     {"property", entry.property},
                                     {"conversionStrategy", "Default"},
                                     {"decodingStrategy", "None"},
                                     {"metadataPolicy", "None"}}}};
}

}  // namespace

std::vector<KeySecret> key_secrets(const Fleet& fleet, const Cluster& cluster, bool is_hub) {
  if (is_hub) return secrets_of_hub(fleet);
  return {secret_of_member(fleet, cluster)};
}

Value external_secret(const KeySecret& secret, const std::string& namespace_name, const KeyStore& store, bool wave) {
  List data;
  for (const auto& entry : secret.entries) data.push_back(store_item(entry, store));
  return Object{
      {"apiVersion", "external-secrets.io/v1"},
      {"kind", "ExternalSecret"},
      {"metadata", metadata_of(secret.name, namespace_name, wave)},
      {"spec",
       Object{{"refreshInterval", "1h0m0s"},
              {"secretStoreRef", Object{{"kind", "ClusterSecretStore"}, {"name", store.name}}},
              {"target", Object{{"name", secret.name}, {"creationPolicy", "Orphan"}, {"deletionPolicy", "Retain"}}},
              {"data", std::move(data)}}}};
}

Value sealed_secret(const KeySecret& secret, const std::string& namespace_name, bool wave) {
  Object values;
  for (const auto& entry : secret.entries) values.set(entry.key, "PASTE WHAT kubeseal PRINTS");
  Object kept = metadata_of(secret.name, namespace_name, false);
  kept.set("annotations", Object{{"sealedsecrets.bitnami.com/managed", "true"},
                                 {"sealedsecrets.bitnami.com/skip-set-owner-references", "true"}});
  return Object{{"apiVersion", "bitnami.com/v1alpha1"},
                {"kind", "SealedSecret"},
                {"metadata", metadata_of(secret.name, namespace_name, wave)},
                {"spec", Object{{"encryptedData", std::move(values)},
                                {"template", Object{{"metadata", std::move(kept)}, {"type", "Opaque"}}}}}};
}

/// As apply writes it: copies are marked as ours, the others are the operator's.
Value key_secret(const KeySecret& secret, const std::string& namespace_name, const GivenKeys& keys, bool wave) {
  Object data;
  for (const auto& entry : secret.entries) {
    const auto given = keys.find({entry.project, std::string(entry.property)});
    if (given != keys.end()) data.set(entry.key, base64_encode(given->second.reveal()));
  }
  if (data.empty()) return {};
  auto metadata = metadata_of(secret.name, namespace_name, wave);
  if (secret.is_copy) metadata.set("labels", Object{{"app.kubernetes.io/managed-by", "corootctl"}});
  return Object{{"apiVersion", "v1"},
                {"kind", "Secret"},
                {"metadata", std::move(metadata)},
                {"type", "Opaque"},
                {"data", std::move(data)}};
}

}  // namespace corootctl::render
