/// Objects that somebody made with kubectl or another tool: what taking fields over means for the owner, and what the
/// owner's next apply means for us (objects 7, 13, 30).
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"
#include "kube/objects/resources.hpp"

namespace corootctl::deploy {

/// One note for each owner that a forced apply of `wanted` takes fields from, with what follows.
std::vector<std::string> take_over_notes(const kube::ObjectRef& object, const document::Value& live,
                                         const document::Value& wanted);

/// What another client-side `kubectl apply` of the object's file would undo, in words; "" when nothing.
std::string set_back_note(const kube::ObjectRef& object, const document::Value& live);

/// "kubectl owns .data.prod-a": the fields of others that `wanted` would change, as in a server's own conflict.
std::string conflict_text(const document::Value& live, const document::Value& wanted);

/// "kubectl-edit (2026-11-28T10:00:00Z): .spec.cacheTTL": who wrote what `wanted` would change, and when.
std::vector<std::string> writers_of(const document::Value& live, const document::Value& wanted);

}  // namespace corootctl::deploy
