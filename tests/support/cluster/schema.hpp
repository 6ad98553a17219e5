/// What a CustomResourceDefinition's openAPIV3Schema says about an object: unknown fields, types, patterns, required
/// members, defaults and CEL rules, with the texts of the real server.
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"
#include "support/cluster/objects.hpp"

namespace corootctl::support {

/// The schema of one version of a definition; null when there is none.
const document::Value& schema_of(const document::Value& definition, const std::string& version);

/// Paths of members that the schema does not declare: "spec.projectz", "spec.projects[0].nam".
std::vector<std::string> unknown_fields(const document::Value& schema, const document::Value& object);

/// The first type that does not fit, as server-side apply words it (".spec.replicas: expected numeric (...)"); "" =
/// none.
std::string type_mismatch(const document::Value& schema, const document::Value& object);

/// Removes undeclared members and fills in defaults.
void prune_and_default(const document::Value& schema, document::Value& object);

/// Everything that makes the object invalid.
std::vector<StatusCause> schema_violations(const document::Value& schema, const document::Value& object);

}  // namespace corootctl::support
