/// Whether a change of a Coroot resource gives the server, which has only one pod, a new one (operator 16-18).
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"

namespace corootctl::deploy {

/// The parts that the server reads at its start and that change: "spec.projects"; then the operator gives it a new pod.
/// `live`: as it runs; `wanted`: all that we apply over it.
std::vector<std::string> restart_reasons(const document::Value& live, const document::Value& wanted);

}  // namespace corootctl::deploy
