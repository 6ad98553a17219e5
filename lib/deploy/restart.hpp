/// Whether the server, which has only one pod, gets a new one or needs one (operator 16-18).
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"

namespace corootctl::deploy {

/// The parts that the server reads at its start and that change: "spec.projects"; then the operator gives it a new pod.
/// `live`: as it runs; `wanted`: all that we apply over it.
std::vector<std::string> restart_reasons(const document::Value& live, const document::Value& wanted);

/// Whether the server's container runs since before our last write into `secret`. One that does not run reads the keys
/// when it is started. Times are those of the API server and of the node; false when one is missing.
bool began_before_write(const document::Value& pod, const document::Value& secret);

}  // namespace corootctl::deploy
