/// The server's loop: one thread that waits for the client and for the calls, each a process of its own.
#pragma once

#include <chrono>
#include <functional>

#include "base/running_program.hpp"
#include "cli/output/stream.hpp"
#include "mcp/session.hpp"

namespace corootctl::cli {

struct McpService {
  int input = 0;  ///< descriptor of the client's lines
  mcp::SessionOptions session{};
  std::chrono::milliseconds call_timeout{};
  /// The process that carries out a call.
  std::function<Program(const mcp::Call&)> program{};
};

/// Until the client closes its end or a stop is requested; calls that still run are ended within two seconds and no
/// process stays behind. Writes messages and nothing else to `out`.
void serve_mcp(const McpService& service, Output& out, std::stop_token stop);

}  // namespace corootctl::cli
