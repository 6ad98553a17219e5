/// Kubernetes objects fit to be handed on: by what their fields are, whatever stands in them.
#pragma once

#include <string>

#include "document/value.hpp"

namespace corootctl::bundle {

/// The object without bookkeeping and copies of itself in annotations. A Secret keeps the names and sizes of its
/// entries, a ConfigMap too, but for the operator's, whose configuration is read and redacted. Fields and environment
/// variables that are named like keys, passwords or tokens, and all headers that are sent along, lose their value;
/// names of Secrets and of entries in them stay. No text keeps the user and password of a URL.
document::Value redacted(const document::Value& object);

}  // namespace corootctl::bundle
