/// What the operator's errors are about. They name a Secret at most, never the field (operator 33).
#pragma once

#include <string>

#include "document/value.hpp"

namespace corootctl::coroot {

/// The field of the resource, as a path: "spec.projects[1].remoteCoroot.apiKeySecret"; "" when it is not known.
std::string field_of_error(const document::Value& resource, const std::string& error);

}  // namespace corootctl::coroot
