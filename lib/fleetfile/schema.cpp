#include "fleetfile/schema.hpp"

#include <algorithm>

#include "fleetfile/fields.hpp"

namespace corootctl::fleetfile {
namespace {

using document::List;
using document::Object;
using document::Value;

/// A type that may also be left empty.
Value or_null(std::string_view type) { return List{Value(type), "null"}; }

Value type_of(std::string_view type, bool required) { return required ? Value(type) : or_null(type); }

Object text_schema(Kind kind) { return {{"type", "string"}, {"pattern", rule_of(kind).pattern}}; }

Object choice_schema(const Field& field) {
  List words;
  for (const auto& choice : field.choices) words.emplace_back(choice);
  if (!field.required) words.emplace_back(nullptr);
  return {{"enum", std::move(words)}};
}

Object labels_schema(const Field& field) {
  Object out{{"type", type_of("object", field.required)}};
  if (field.key == "match") out.set("minProperties", 1);
  out.set("propertyNames", Object{{"pattern", rule_of(Kind::label_key).pattern}});
  out.set("additionalProperties", Object{{"type", "string"}});
  return out;
}

Object spec_schema() {
  Object never;
  for (const auto& reserved : reserved_in_spec()) never.set(reserved.key, false);
  return {{"type", or_null("object")}, {"properties", std::move(never)}};
}

Object block_schema(const Block& block, bool may_be_null);

/// What a field takes, without its description.
Object field_schema(const Field& field) {
  switch (field.kind) {
    case Kind::port: return {{"type", or_null("integer")}, {"minimum", 1}, {"maximum", 65535}};
    case Kind::flag: return {{"type", or_null("boolean")}};
    case Kind::choice: return choice_schema(field);
    case Kind::paths: return {{"type", or_null("array")}, {"items", text_schema(Kind::path)}};
    case Kind::names: return {{"type", or_null("array")}, {"minItems", 1}, {"items", text_schema(Kind::name)}};
    case Kind::labels: return labels_schema(field);
    case Kind::resource: return spec_schema();
    case Kind::block:
      if (field.key == "operator" || field.key == "exposure")
        return {{"$ref", "#/definitions/" + std::string(field.key)}};
      return block_schema(*field.block, !field.required);
    case Kind::block_list: return {{"type", or_null("array")}, {"items", block_schema(*field.block, false)}};
    default: {
      auto out = text_schema(field.kind);
      out.set("type", type_of("string", field.required));
      return out;
    }
  }
}

Value only(std::string_view key, Value schema) { return Object{{std::string(key), std::move(schema)}}; }

/// When `key` is `value`, the `keys` are not there.
Value excludes(std::string_view key, const Value& value, const std::vector<std::string_view>& keys) {
  Object none;
  for (const auto& each : keys) none.set(each, Object{{"type", "null"}});
  Object condition{{"properties", only(key, Object{{"const", value}})}, {"required", List{Value(key)}}};
  return Object{{"if", std::move(condition)}, {"then", Object{{"properties", std::move(none)}}}};
}

List exposure_rules() {
  List out;
  for (const auto* type : {"NodePort", "LoadBalancer", "ClusterIP", "Ingress"}) {
    std::vector<std::string_view> others;
    for (const auto& field : typed_fields())
      if (std::find(field.types.begin(), field.types.end(), type) == field.types.end()) others.push_back(field.key);
    out.push_back(excludes("type", type, others));
  }
  return out;
}

List operator_rules() {
  const Object helmless{{"properties", only("manifests", Object{{"type", "string"}})}, {"required", List{"manifests"}}};
  Object none;
  for (const auto* key : {"chart", "repository", "version", "release", "values"})
    none.set(key, Object{{"type", "null"}});
  return {Object{{"if", helmless}, {"then", Object{{"properties", std::move(none)}}}},
          excludes("install", false, {"chart", "repository", "version", "release", "values", "manifests"})};
}

/// A member with agents needs an address to push to.
List fleet_rules() {
  const Object pushes{{"type", "object"},
                      {"properties", only("topology", Object{{"const", "agents"}})},
                      {"required", List{"topology"}}};
  const Object some{{"properties", only("members", Object{{"type", "array"}, {"contains", pushes}})},
                    {"required", List{"members"}}};
  const Object url{{"properties", only("url", Object{{"type", "string"}})}, {"required", List{"url"}}};
  return {Object{{"if", some}, {"then", Object{{"properties", only("hub", url)}}}}};
}

List rules_of(const Block& block) {
  if (block.name == "an exposure") return exposure_rules();
  if (block.name == "an operator") return operator_rules();
  if (block.name == "a member") return {excludes("topology", "agents", {"url", "metricResolution"})};
  if (block.name == "a fleet file") return fleet_rules();
  if (block.name != "an aggregate") return {};
  const Object both{
      {"properties", Object{{"members", Object{{"type", "array"}}}, {"match", Object{{"type", "object"}}}}},
      {"required", List{"members", "match"}}};
  return {Object{{"not", both}}};
}

Object block_schema(const Block& block, bool may_be_null) {
  Object properties;
  List required;
  for (const auto& field : block.fields) {
    auto one = field_schema(field);
    if (!one.contains("$ref")) one.set("description", field.about);  // beside a $ref nothing else counts
    properties.set(field.key, std::move(one));
    if (field.required) required.emplace_back(field.key);
  }
  Object out{{"type", type_of("object", !may_be_null)}, {"additionalProperties", false}};
  if (!required.empty()) out.set("required", std::move(required));
  out.set("properties", std::move(properties));
  if (auto rules = rules_of(block); !rules.empty()) out.set("allOf", std::move(rules));
  return out;
}

}  // namespace

Value schema() {
  Object out{{"$schema", "http://json-schema.org/draft-07/schema#"},
             {"title", "corootctl fleet file"},
             {"description", "The clusters of a fleet, what each shall run, and how they are joined."}};
  const auto whole = block_schema(fleet_block(), false);
  for (const auto& member : whole) out.set(member.key, member.value);
  Object definitions;
  for (const auto& field : defaults_block().fields) {
    if (field.key != "operator" && field.key != "exposure") continue;
    auto one = block_schema(*field.block, true);
    one.set("description", field.about);
    definitions.set(field.key, std::move(one));
  }
  out.set("definitions", std::move(definitions));
  return out;
}

}  // namespace corootctl::fleetfile
