#include "mcp/message.hpp"

#include "base/text.hpp"
#include "document/json.hpp"

namespace corootctl::mcp {

using document::Object;
using document::Value;

namespace {

std::string line_of(Object message) { return document::to_json(Value(std::move(message))) + "\n"; }

bool is_id(const Value& id) { return id.is_string() || id.is_number(); }

}  // namespace

Line read_line(std::string_view line) {
  if (trim(line).empty()) return {};
  const auto parsed = document::parse_json(line, "message");
  if (!parsed) return {{}, error_line({}, code::parse_error, "this line is not one JSON object")};
  const Value& id = (*parsed)["id"];
  if (!parsed->is_object() || (*parsed)["jsonrpc"].string_or("") != "2.0") {
    return {{}, error_line(is_id(id) ? id : Value(), code::invalid_request, "not a message of JSON-RPC 2.0")};
  }
  if (!(*parsed)["method"].is_string()) return {};  // an answer; we ask nothing
  Message message{.method = (*parsed)["method"].as_string(), .params = (*parsed)["params"]};
  if (is_id(id)) message.id = id;
  return {std::move(message), {}};
}

std::string result_line(const Value& id, Object result) {
  return line_of({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
}

std::string error_line(const Value& id, int code, std::string message, Value data) {
  Object error{{"code", code}, {"message", std::move(message)}};
  if (!data.is_null()) error.set("data", std::move(data));
  return line_of({{"jsonrpc", "2.0"}, {"id", id}, {"error", std::move(error)}});
}

std::string notification_line(std::string method, Object params) {
  return line_of({{"jsonrpc", "2.0"}, {"method", std::move(method)}, {"params", std::move(params)}});
}

}  // namespace corootctl::mcp
