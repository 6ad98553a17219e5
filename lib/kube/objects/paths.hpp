/// Where objects live below the API server's root.
#pragma once

#include <string>

#include "base/result.hpp"
#include "document/value.hpp"
#include "kube/objects/resources.hpp"

namespace corootctl::kube {

/// "/api/v1/namespaces/NS/secrets", "/apis/apps/v1/deployments"; namespace "" = all namespaces or cluster-scoped.
/// Errors: invalid, for a name that cannot be a path segment (connections 19).
Result<std::string> collection_path(const Resource& resource, const std::string& namespace_name);
/// The same with the object's name.
Result<std::string> object_path(const ObjectRef& ref);

/// The object's own coordinates. Errors: invalid, when it has no name.
Result<ObjectRef> ref_of(const document::Value& object, const Resource& resource);

/// Whether bodies of this kind may be shown at -v=9: only kinds that never hold a key, directly or in an environment
/// variable.
bool holds_no_secrets(const Resource& resource);

}  // namespace corootctl::kube
