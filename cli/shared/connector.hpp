/// Opening connections, and how we name ourselves there.
#pragma once

#include <memory>
#include <string>

#include "cli/env.hpp"
#include "fleet/cluster.hpp"

namespace corootctl::cli {

/// Opens connections, each request limited by --request-timeout. `interactive`: plugins may use the terminal.
std::unique_ptr<fleet::Connector> connector_for(const Env& env);

/// "corootctl/0.1.0 (linux/amd64)", the shape of kubectl's own (connections 16), with Go's names of machines.
std::string user_agent();

}  // namespace corootctl::cli
