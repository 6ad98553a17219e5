/// Pieces that several forms have in common.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "render/files.hpp"
#include "render/parts.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

inline constexpr auto sealed_file = "sealed-secrets.yaml";  ///< people write it
inline constexpr auto external_file = "external-secrets.yaml";
inline constexpr auto emitted_file = "secrets.yaml";

/// The namespace of Coroot in the cluster.
std::string coroot_namespace_of(const Part& part);

/// DIR/external-secrets.yaml or DIR/secrets.yaml of a cluster; none unless the settings ask for one.
std::optional<File> secrets_file(const Part& part, const Settings& settings, const std::string& folder);

/// DIR with its kustomization.yaml and that file, or a place for the file that people seal; nothing without either.
void add_secrets_folder(Tree& out, const Part& part, const Settings& settings, const std::string& folder);

/// Whether a cluster has Secrets, or what stands for them, as a step of its own.
bool has_secrets_step(const Part& part, const Settings& settings);

/// Whether people have to write a file of SealedSecrets for this cluster.
bool needs_sealing(const Part& part, const Settings& settings);

/// DIR/kustomization.yaml for these files.
File kustomization_file(const std::string& folder, const std::vector<std::string>& resources);

}  // namespace corootctl::render
