/// A cluster whose operator helm brought, as helm records it.
#pragma once

#include <doctest/doctest.h>

#include <regex>
#include <string>

#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/gzip.hpp"
#include "document/json.hpp"
#include "support/cluster/cluster.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests {

inline const support::ObjectKey operator_key{"apps", "deployments", "coroot", "coroot-operator"};

/// The release as helm writes it, also to its standard output.
inline document::Value release_of_chart(const std::string& version, const std::string& manifest) {
  const document::Value metadata =
      document::Object{{"name", "coroot-operator"}, {"version", version}, {"appVersion", "1." + version.substr(2)}};
  return document::Object{
      {"name", "coroot-operator"},
      {"manifest", manifest},
      {"chart", document::Object{{"metadata", metadata}, {"values", document::Object{{"replicas", 1}}}}}};
}

inline std::string operator_manifests() {
  return *read_file(support::tree_path("tests/support/data/operator-manifests.yaml"));
}

/// Annotations of the Deployment, and two records, the newer one deployed; all of it in the namespace `space`.
inline void plant_release(support::SimCluster& cluster, bool ours, const std::string& version = "0.9.4",
                          const std::string& space = "coroot") {
  const auto manifests =
      std::regex_replace(operator_manifests(), std::regex("namespace: coroot\\b"), "namespace: " + space);
  const auto release = document::to_json(release_of_chart(version, manifests));
  const auto data = base64_encode(base64_encode(*gzip(release)));
  cluster.change([&](support::SimState& state) {
    auto live = *state.store.find(operator_key);
    live.make({"metadata", "annotations", "meta.helm.sh/release-name"}) = "coroot-operator";
    live.make({"metadata", "namespace"}) = space;
    state.store.erase(operator_key);
    state.store.put({operator_key.group, operator_key.plural, space, operator_key.name}, std::move(live));
    for (const std::string revision : {"1", "2"}) {
      const auto* status = revision == "2" ? "deployed" : "superseded";
      document::Object labels{
          {"owner", "helm"}, {"name", "coroot-operator"}, {"status", status}, {"version", revision}};
      if (ours) labels.set("corootctl.coroot.com/installed-by", "corootctl");
      const auto name = "sh.helm.release.v1.coroot-operator.v" + revision;
      const document::Object metadata{{"name", name}, {"namespace", space}, {"labels", labels}};
      state.store.put({"", "secrets", space, name}, document::Object{{"apiVersion", "v1"},
                                                                     {"kind", "Secret"},
                                                                     {"metadata", metadata},
                                                                     {"data", document::Object{{"release", data}}}});
    }
  });
}

}  // namespace corootctl::tests
