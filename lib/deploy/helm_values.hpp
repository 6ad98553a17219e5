/// The values files of the operator's chart, as helm understands them (operator 24, 28).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::deploy {

/// The files laid over each other, with numbers as a release stores them: what `helm get values` says of a release made
/// with them. Errors: not_found, config for a text that is no YAML, usage for a file of several documents.
Result<document::Value> read_helm_values(const std::vector<std::string>& files);

}  // namespace corootctl::deploy
