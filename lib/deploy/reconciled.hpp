/// How far the operator is with a resource. Its status does not say: it has no generation (operator 10).
#pragma once

#include <string>

#include "deploy/components.hpp"

namespace corootctl::deploy {

/// What the operator has still to write for the resource as it was read, in the order of its work: key Secrets, the
/// server's ConfigMap, the server's pod template; "" when it has written all of them.
Result<std::string> unwritten(const kube::Reader& reader, const Installation& installation, const Within& within);

}  // namespace corootctl::deploy
