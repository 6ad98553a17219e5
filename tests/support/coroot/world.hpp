/// Answers of Coroot about projects, in the words of the real server: what is unknown, never synchronised, or failing.
#pragma once

#include <string>

#include "document/value.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::support {

/// 200 with this document.
ServedResponse json_answer(const document::Value& value);
/// Any path below an unknown project id.
ServedResponse unknown_project(const std::string& rest);
/// A known project, but no recording of that path.
ServedResponse missing_answer(const std::string& path);
/// The overview of a project's traces, when its ClickHouse has none or cannot be reached.
ServedResponse traces_of(bool is_unreachable);
/// The answer of a project whose member never answered properly: it looks like a cold start for ever.
std::string never_synchronised(const std::string& rest);
/// A status document with the error of a member that refuses connections.
std::string with_query_error(const std::string& status, const std::string& member);
/// "Post \"http://MEMBER...\": dial tcp ...: connect: connection refused"
std::string refused_connection(const std::string& member);

}  // namespace corootctl::support
