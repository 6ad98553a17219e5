/// The results of requests.
#pragma once

#include "mcp/call.hpp"
#include "mcp/tool.hpp"

namespace corootctl::mcp {

inline constexpr const char* modern_version = "2026-07-28";

/// The version asked for when it is one with a handshake, else the newest of those.
std::string negotiated(std::string_view wanted);

document::Object initialize_result(const std::string& version, const std::string& program_version);
document::Object discover_result(const std::string& program_version);
document::Object tools_result();
/// The supported versions, as the error about an unknown one carries them.
document::Value supported_versions();

/// What a client gets of a finished call: the verb's JSON, cut to `most_bytes`, with what it said beside it; or its
/// error. A verb's condition that is met (exit 9, 10) is an answer, and so is a partial one (exit 3).
document::Object call_result(const Tool& tool, const Outcome& outcome, std::size_t most_bytes);
document::Object call_failure(const std::string& text);

}  // namespace corootctl::mcp
