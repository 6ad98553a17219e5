#include "mcp/tool.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::mcp {

using document::List;
using document::Object;
using document::Value;
using Kind = Parameter::Kind;

namespace {

bool is_several(Kind kind) { return kind == Kind::texts || kind == Kind::choices; }

List texts(const std::vector<std::string>& values) { return {values.begin(), values.end()}; }

Object one_value(const Parameter& parameter) {
  switch (parameter.kind) {
    case Kind::number: return {{"type", "integer"}};
    case Kind::toggle: return {{"type", "boolean"}};
    case Kind::choice:
    case Kind::choices: return {{"type", "string"}, {"enum", texts(parameter.values)}};
    case Kind::text:
    case Kind::texts: break;
  }
  return {{"type", "string"}};
}

Object schema_of(const Parameter& parameter) {
  Object out = one_value(parameter);
  if (is_several(parameter.kind)) out = Object{{"type", "array"}, {"items", std::move(out)}};
  out.set("description", parameter.help);
  return out;
}

Object input_schema(const Tool& tool) {
  Object properties;
  List required;
  for (const auto& parameter : tool.parameters) {
    properties.set(parameter.name, schema_of(parameter));
    if (parameter.is_required) required.emplace_back(parameter.name);
  }
  Object out{{"type", "object"}, {"properties", std::move(properties)}};
  if (!required.empty()) out.set("required", std::move(required));
  out.set("additionalProperties", false);
  return out;
}

Object output_schema(const Tool& tool) {
  Object properties;
  for (const auto& member : tool.members) properties.set(member, Object{});
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", texts(tool.members)}};
}

tl::unexpected<Error> wrong(const Parameter& parameter, std::string_view wanted) {
  return fail(ErrorKind::usage, "{}: must be {}", parameter.name, wanted);
}

/// How the value stands behind its flag.
Result<std::string> word_of(const Parameter& parameter, const Value& value) {
  switch (parameter.kind) {
    case Kind::number:
      if (!value.is_integer()) return wrong(parameter, "an integer");
      return std::to_string(value.as_integer());
    case Kind::toggle:
      if (!value.is_bool()) return wrong(parameter, "true or false");
      return std::string(value.as_bool() ? "true" : "false");
    case Kind::choice:
    case Kind::choices:
      if (std::find(parameter.values.begin(), parameter.values.end(), value.string_or("")) == parameter.values.end())
        return wrong(parameter, "one of " + join(parameter.values, ", "));
      return value.as_string();
    case Kind::text:
    case Kind::texts: break;
  }
  if (!value.is_string() || value.as_string().empty()) return wrong(parameter, "a text that is not empty");
  return value.as_string();
}

Result<> add_words(const Parameter& parameter, const Value& value, std::vector<std::string>& flags,
                   std::vector<std::string>& rest) {
  if (is_several(parameter.kind) && !value.is_list()) return wrong(parameter, "a list");
  const List values = is_several(parameter.kind) ? value.as_list() : List{value};
  for (const auto& each : values) {
    CTL_PASS(auto word, word_of(parameter, each));
    if (word.find('\0') != std::string::npos) return wrong(parameter, "a text without NUL");
    if (parameter.flag.empty()) {
      rest.push_back(std::move(word));
    } else {
      flags.push_back(parameter.flag + "=" + word);
    }
  }
  return {};
}

Result<> check_names(const Tool& tool, const Value& arguments) {
  if (!arguments.is_null() && !arguments.is_object()) return fail(ErrorKind::usage, "arguments: must be an object");
  std::vector<std::string> known;
  for (const auto& parameter : tool.parameters) known.push_back(parameter.name);
  for (const auto& member : arguments.as_object()) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    return fail(ErrorKind::usage, "{} has no parameter \"{}\": {}", tool.name, printable(member.key, 64),
                known.empty() ? "it takes none" : "it takes " + join(known, ", "));
  }
  return {};
}

}  // namespace

Object description_of(const Tool& tool) {
  return {{"name", tool.name},
          {"title", tool.title},
          {"description", tool.help},
          {"inputSchema", input_schema(tool)},
          {"outputSchema", output_schema(tool)},
          {"annotations", Object{{"title", tool.title},
                                 {"readOnlyHint", true},
                                 {"destructiveHint", false},
                                 {"idempotentHint", true},
                                 {"openWorldHint", true}}}};
}

Result<std::vector<std::string>> command_of(const Tool& tool, const Value& arguments) {
  CTL_RUN(check_names(tool, arguments));
  std::vector<std::string> out = tool.verb;
  std::vector<std::string> rest;
  for (const auto& parameter : tool.parameters) {
    const Value& value = arguments[parameter.name];
    if (!value.is_null()) {
      CTL_RUN(add_words(parameter, value, out, rest));
    } else if (parameter.is_required) {
      return fail(ErrorKind::usage, "{} is missing", parameter.name);
    }
  }
  if (rest.empty()) return out;
  out.emplace_back("--");
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

}  // namespace corootctl::mcp
