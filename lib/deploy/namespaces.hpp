/// The namespace that Coroot runs in: its pods of every node are privileged, so Pod Security must let them in
/// (objects 28).
#pragma once

#include <string>

#include "base/result.hpp"
#include "document/value.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// The Namespace as it is made when it is not there, open to privileged pods.
document::Value new_namespace(const std::string& name);

/// Whether the Namespace says itself that privileged pods may run; one without a word has the cluster's default.
bool is_open_to_privileged(const document::Value& space);

/// The command that opens it.
std::string privileged_hint(const std::string& name);

/// Errors: failed when the Namespace says that the node agent's pods are refused. One that says nothing may stand under
/// a rule of the whole cluster: there a privileged pod is tried as a dry run. A user who may not make pods learns
/// nothing from it, and no error comes of that (objects 29).
Result<> check_admits_agents(const kube::Client& client, const document::Value& space, const Within& within);

}  // namespace corootctl::deploy
