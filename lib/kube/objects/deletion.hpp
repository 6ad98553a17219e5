/// Objects that somebody deleted and that are still there: what is written into one goes away with it (objects 26, 27).
#pragma once

#include <string>

#include "base/result.hpp"
#include "document/value.hpp"
#include "kube/objects/resources.hpp"

namespace corootctl::kube {

/// "being deleted since 2026-11-28T10:00:00Z, held by: ...", with the finalizers and what its conditions say; "" when
/// nobody deletes it.
std::string deletion_of(const document::Value& object);

/// Errors: failed when `live` is being deleted, with what holds it and how to look at it.
Result<> refuse_deleted(const ObjectRef& ref, const document::Value& live);

}  // namespace corootctl::kube
