#include "support/cluster/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <regex>

#include "document/json.hpp"
#include "support/cluster/cel.hpp"

namespace corootctl::support {

using document::Value;

namespace {

constexpr std::string_view identity[] = {"apiVersion", "kind", "metadata"};

bool is_identity(const std::string& path, const std::string& key) {
  return path.empty() && std::find(std::begin(identity), std::end(identity), key) != std::end(identity);
}

std::string below(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

bool is_open(const Value& schema) {
  return schema["x-kubernetes-preserve-unknown-fields"].as_bool() || schema["type"].is_null();
}

/// The schema of a member: declared, or every other one's.
const Value& member_schema(const Value& schema, const std::string& key) {
  const Value& declared = schema["properties"][std::string_view(key)];
  if (declared.is_object()) return declared;
  return schema["additionalProperties"];
}

void find_unknown(const Value& schema, const Value& value, const std::string& path, std::vector<std::string>& found) {
  if (value.is_list()) {
    for (std::size_t i = 0; i < value.as_list().size(); ++i)
      find_unknown(schema["items"], value[i], fmt::format("{}[{}]", path, i), found);
  }
  if (!value.is_object() || is_open(schema)) return;
  for (const auto& member : value.as_object()) {
    if (is_identity(path, member.key)) continue;
    const Value& inner = member_schema(schema, member.key);
    if (inner.is_object()) {
      find_unknown(inner, member.value, below(path, member.key), found);
    } else if (!inner.as_bool()) {
      found.push_back(below(path, member.key));
    }
  }
}

std::string type_of(const Value& value) {
  if (value.is_list()) return "array";
  return std::string(value.kind());
}

bool fits(const Value& schema, const Value& value) {
  if (schema["x-kubernetes-int-or-string"].as_bool()) return value.is_integer() || value.is_string();
  const std::string& type = schema["type"].as_string();
  if (type.empty() || (value.is_null() && schema["nullable"].as_bool())) return true;
  if (type == "number") return value.is_number();
  return type == type_of(value);
}

/// Calls visit(schema, value, path) for every value that a schema speaks about, parents first; false stops going down.
template <class Visit>
void walk(const Value& schema, const Value& value, const std::string& path, Visit& visit) {
  if (!schema.is_object() || !visit(schema, value, path)) return;
  if (value.is_list()) {
    for (std::size_t i = 0; i < value.as_list().size(); ++i)
      walk(schema["items"], value[i], fmt::format("{}[{}]", path, i), visit);
  }
  for (const auto& member : value.as_object())
    if (!is_identity(path, member.key))
      walk(member_schema(schema, member.key), member.value, below(path, member.key), visit);
}

std::string quoted(const Value& value) {
  if (value.is_object()) return "\"object\"";
  if (value.is_list()) return "\"array\"";
  return document::to_json(value);
}

/// Each pattern is compiled once, one at a time: the scanner of libstdc++'s <regex> fills a cache that all threads
/// share without a lock, and every simulated cluster answers in a thread of its own.
const std::regex& compiled(const std::string& pattern) {
  static std::mutex mutex;
  static std::map<std::string, std::regex> known;
  const std::lock_guard lock(mutex);
  return known.try_emplace(pattern, pattern).first->second;
}

void check_text(const Value& schema, const Value& value, const std::string& path, std::vector<StatusCause>& causes) {
  const std::string& pattern = schema["pattern"].as_string();
  if (!pattern.empty() && value.is_string() && !std::regex_search(value.as_string(), compiled(pattern))) {
    causes.push_back({"FieldValueInvalid",
                      fmt::format("Invalid value: {}: {} in body should match '{}'", quoted(value), path, pattern),
                      path});
  }
  const auto& allowed = schema["enum"].as_list();
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    std::string list;
    for (const Value& item : allowed) list += (list.empty() ? "" : ", ") + document::to_json(item);
    causes.push_back({"FieldValueNotSupported",
                      fmt::format("Unsupported value: {}: supported values: {}", quoted(value), list), path});
  }
}

void check_bounds(const Value& schema, const Value& value, const std::string& path, std::vector<StatusCause>& causes) {
  if (!value.is_number()) return;
  for (const auto& [word, text, sign] : {std::tuple{"minimum", "greater", 1.0}, std::tuple{"maximum", "less", -1.0}}) {
    if (!schema[word].is_number() || sign * value.as_number() >= sign * schema[word].as_number()) continue;
    causes.push_back({"FieldValueInvalid",
                      fmt::format("Invalid value: {}: {} in body should be {} than or equal to {}", quoted(value), path,
                                  text, document::to_json(schema[word])),
                      path});
  }
}

void check_rules(const Value& schema, const Value& value, const std::string& path, std::vector<StatusCause>& causes) {
  for (const Value& rule : schema["x-kubernetes-validations"].as_list()) {
    const auto answer = holds(rule["rule"].as_string(), value);
    if (answer && *answer) continue;
    const std::string text =
        answer ? rule["message"].string_or("failed rule: " + rule["rule"].as_string()) : answer.error().what;
    causes.push_back({"FieldValueInvalid", fmt::format("Invalid value: {}: {}", quoted(value), text), path});
  }
}

}  // namespace

const Value& schema_of(const Value& definition, const std::string& version) {
  const auto& versions = definition.at({"spec", "versions"}).as_list();
  const auto it = std::find_if(versions.begin(), versions.end(),
                               [&](const Value& entry) { return entry["name"].as_string() == version; });
  return it == versions.end() ? definition["no such version"] : it->at({"schema", "openAPIV3Schema"});
}

std::vector<std::string> unknown_fields(const Value& schema, const Value& object) {
  std::vector<std::string> found;
  find_unknown(schema, object, "", found);
  return found;
}

std::string type_mismatch(const Value& schema, const Value& object) {
  std::string text;
  auto visit = [&](const Value& inner, const Value& value, const std::string& path) {
    if (!text.empty()) return false;
    if (fits(inner, value) || value.is_null()) return true;
    const std::string& type = inner["type"].as_string();
    text = fmt::format(".{}: expected {}, got {}", path,
                       type == "object"                        ? "map"
                       : type == "array"                       ? "list"
                       : type == "integer" || type == "number" ? "numeric (int or float)"
                                                               : type,
                       type_of(value));
    return false;
  };
  walk(schema, object, "", visit);
  return text;
}

void prune_and_default(const Value& schema, Value& object) {
  if (object.is_list()) {
    for (Value& item : object.list()) prune_and_default(schema["items"], item);
    return;
  }
  if (!object.is_object()) return;
  std::vector<std::string> unknown;
  for (auto& member : object.object()) {
    const Value& inner = member_schema(schema, member.key);
    const bool kept = inner.is_object() || inner.as_bool() || is_open(schema) ||
                      std::find(std::begin(identity), std::end(identity), member.key) != std::end(identity);
    if (!kept) unknown.push_back(member.key);
    if (inner.is_object() && member.key != "metadata") prune_and_default(inner, member.value);
  }
  for (const auto& key : unknown) object.object().erase(key);
  for (const auto& property : schema["properties"].as_object()) {
    if (property.value["default"].is_null() || object.as_object().contains(property.key)) continue;
    object.object().set(property.key, property.value["default"]);
  }
}

std::vector<StatusCause> schema_violations(const Value& schema, const Value& object) {
  std::vector<StatusCause> causes;
  auto visit = [&](const Value& inner, const Value& value, const std::string& path) {
    if (!fits(inner, value)) {
      const std::string& type = inner["type"].as_string();
      causes.push_back({"FieldValueTypeInvalid",
                        fmt::format("Invalid value: \"{}\": {} in body must be of type {}: \"{}\"", type_of(value),
                                    path, type, type_of(value)),
                        path});
      return false;
    }
    for (const Value& name : inner["required"].as_list())
      if (!value.as_object().contains(name.as_string()))
        causes.push_back({"FieldValueRequired", "Required value", below(path, name.as_string())});
    check_text(inner, value, path, causes);
    check_bounds(inner, value, path, causes);
    check_rules(inner, value, path, causes);
    return true;
  };
  walk(schema, object, "", visit);
  return causes;
}

}  // namespace corootctl::support
