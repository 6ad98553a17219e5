/// Members of a document by their paths.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

/// Only what these paths ("apps.id", "project") lead to, in the document's order and shape; a path goes through lists
/// to each of their items. Errors: usage for a path that leads nowhere, with what there is; where lists are empty that
/// cannot be known.
Result<Value> only_fields(const Value& document, const std::vector<std::string>& paths);

}  // namespace corootctl::document
