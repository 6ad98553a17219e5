/// The tools of the server.
#pragma once

#include "mcp/tool.hpp"

namespace corootctl::mcp {

/// In the order in which somebody who looks for a cause uses them.
const std::vector<Tool>& tools();

/// Null when there is none of that name.
const Tool* tool_named(std::string_view name);

}  // namespace corootctl::mcp
