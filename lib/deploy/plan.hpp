/// What shall be written, as data. A verb builds steps from what it read, without asking anybody; execute()
/// (deploy/execute.hpp) is the one way in which they are written.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

enum class Action {
  create,   ///< made when it is not there; one that is there is neither touched nor owned (a Namespace)
  check,    ///< an apply as a dry run: what the server refuses stops the plan before its first write
  apply,    ///< server-side apply of all that we own of the object
  remove,   ///< deleted; it may be absent already
  forget,   ///< Coroot's own record of a project, deleted on its server; it may be absent already
  release,  ///< the operator's helm release, with the wanted chart and values
  await,    ///< until the Coroot definition is established; every API server serves it some seconds later
};

/// From what is live (nullopt = nothing) to what is sent. Pure; errors end the plan.
using Merge = std::function<Result<document::Value>(const std::optional<document::Value>& live)>;

/// One object of one cluster.
struct Step {
  std::string cluster{};  ///< context of the cluster
  /// An empty plural is found by discovery; a namespaced object of such a kind without a namespace gets the plan's.
  kube::ObjectRef object{};
  Action action = Action::apply;
  document::Value document{};  ///< what shall be there; null where the object alone says it
  std::string why{};           ///< the reason in plain words
  std::string part{};          ///< of the whole work, as progress tells it: "operator"; "" = nothing is told
  Merge merge{};  ///< when the object has other owners or is written with the resourceVersion that was read
};

/// Steps for one cluster, in order, and what they were made from.
struct Plan {
  std::vector<Step> steps{};
  /// Objects as they were read, by ObjectRef::describe(); nullopt = it did not exist. One that is not in here is read
  /// before its step.
  std::map<std::string, std::optional<document::Value>> known{};
};

/// The object a document describes. The plural stays empty.
kube::ObjectRef ref_of_document(const document::Value& document);

}  // namespace corootctl::deploy
