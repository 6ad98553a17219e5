/// One line of the Model Context Protocol over standard input and output: JSON-RPC 2.0, one object a line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "document/value.hpp"

namespace corootctl::mcp {

/// JSON-RPC's and the protocol's own error numbers.
namespace code {
inline constexpr int parse_error = -32700;
inline constexpr int invalid_request = -32600;
inline constexpr int method_not_found = -32601;
inline constexpr int invalid_params = -32602;
inline constexpr int unsupported_version = -32022;
}  // namespace code

/// A request, or without an id a notification.
struct Message {
  std::optional<document::Value> id{};  ///< a number or a text; goes back as it came, 0 included
  std::string method{};
  document::Value params{};
};

/// What a line holds. Neither: an answer to something we asked, or nothing to answer.
struct Line {
  std::optional<Message> message{};
  std::string reply{};  ///< the error to send when the line is no message
};

/// Never fails: what cannot be read becomes the error that JSON-RPC has for it.
Line read_line(std::string_view line);

/// Lines with their end, strict JSON, bytes that are no UTF-8 replaced.
std::string result_line(const document::Value& id, document::Object result);
std::string error_line(const document::Value& id, int code, std::string message, document::Value data = {});
std::string notification_line(std::string method, document::Object params);

}  // namespace corootctl::mcp
