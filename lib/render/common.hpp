/// Pieces that several forms have in common.
#pragma once

#include <string>
#include <vector>

#include "render/files.hpp"
#include "render/parts.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

inline constexpr auto sealed_file = "sealed-secrets.yaml";  ///< people write it
inline constexpr auto external_file = "external-secrets.yaml";

/// The namespace of Coroot in the cluster.
std::string coroot_namespace_of(const Part& part);

/// The ExternalSecrets of a cluster, empty unless the settings ask for them.
std::vector<document::Value> external_secrets(const Part& part, const Settings& settings);

/// Whether people have to write a file of SealedSecrets for this cluster.
bool needs_sealing(const Part& part, const Settings& settings);

/// DIR/kustomization.yaml for these files.
File kustomization_file(const std::string& folder, const std::vector<std::string>& resources);

}  // namespace corootctl::render
