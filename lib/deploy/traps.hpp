/// Traps in a cluster's Coroot resources and in the hub's Secrets with keys, for status to tell.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deploy/components.hpp"

namespace corootctl::deploy {

/// The hub's Secrets with members' keys, each read once, by name.
using KeySecrets = std::map<std::string, Result<std::optional<document::Value>>>;

/// Those that its remote projects name, and the one that link-clusters writes unless told otherwise.
KeySecrets read_key_secrets(const kube::Reader& reader, const Installation& hub, const Within& within);

/// What the operator's and the server's reading, or another apply of a file, would make of the resource.
std::vector<std::string> notes_about(const Installation& installation);

/// The same of the hub's Secrets, and keys that link-clusters wrote and no project names: traces of a link that was
/// taken away.
std::vector<std::string> notes_about(const KeySecrets& secrets, const Installation& hub);

}  // namespace corootctl::deploy
