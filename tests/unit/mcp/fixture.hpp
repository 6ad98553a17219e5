/// Lines of a client and of the server.
#pragma once

#include <fmt/format.h>

#include <string>

#include "document/json.hpp"
#include "mcp/session.hpp"

namespace corootctl::tests {

inline mcp::Session a_session(std::size_t most_bytes = 200'000, std::size_t calls_at_once = 4) {
  return mcp::Session({.version = "1.2.3", .most_bytes = most_bytes, .calls_at_once = calls_at_once});
}

/// A request of that method: `id` and `params` are JSON.
inline std::string asks(const std::string& id, const std::string& method, const std::string& params = "{}") {
  return fmt::format(R"({{"jsonrpc":"2.0","id":{},"method":"{}","params":{}}})", id, method, params);
}

inline std::string calls(const std::string& id, const std::string& tool, const std::string& arguments = "{}") {
  return asks(id, "tools/call", fmt::format(R"({{"name":"{}","arguments":{}}})", tool, arguments));
}

/// The only line that the session wrote, as a tree.
inline document::Value only_line(const mcp::Effects& effects) {
  return document::parse_json(effects.lines, "line").value_or(document::Value("more or less than one line"));
}

}  // namespace corootctl::tests
