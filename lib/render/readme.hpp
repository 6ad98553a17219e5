/// The README of a tree: the order, and what no file can hold.
#pragma once

#include <string>
#include <vector>

#include "render/parts.hpp"
#include "render/settings.hpp"

namespace corootctl::render {

/// The cluster's name as a word of the shell, for kubectl.
std::string kubectl_for(const Part& part);

/// Commands that wait for the operator's definition, and for the ExternalSecrets. A wait for a definition that was made
/// a moment ago can fail at once (gitops 3).
std::string definition_wait(const Part& part);
std::string secrets_wait(const Part& part);

/// "## Keys", with the commands that this way of handling Secrets needs. `sealed_path`: where the
/// SealedSecrets of a cluster go, with {name} for it.
std::string keys_section(const std::vector<Part>& parts, const Settings& settings, const std::string& sealed_path);

/// The beginning: what the tree is for, and its clusters.
std::string clusters_section(const std::vector<Part>& parts, const std::string& what);

/// "its root" or "its folder fleet/coroot", of a repository.
std::string place_text(const Settings& settings);

/// `text` with {name} replaced.
std::string for_cluster(std::string text, const std::string& name);

}  // namespace corootctl::render
