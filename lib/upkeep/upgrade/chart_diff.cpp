#include "upkeep/upgrade/chart_diff.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "deploy/components.hpp"

namespace corootctl::upkeep {
namespace {

using document::Value;

bool is_definition(const Value& object) { return object["kind"].as_string() == "CustomResourceDefinition"; }

bool is_coroots(const Value& object) {
  return is_definition(object) && object.at({"metadata", "name"}).as_string() == deploy::coroot_definition().name;
}

void add_fields(const Value& schema, const std::string& path, std::set<std::string>& out) {
  for (const auto& member : schema["properties"].as_object()) {
    const auto below = path.empty() ? member.key : path + "." + member.key;
    out.insert(below);
    add_fields(member.value, below, out);
  }
  if (schema["items"].is_object()) add_fields(schema["items"], path + "[]", out);
}

/// Fields of one that the other lacks; what lies below such a field is not told.
std::vector<std::string> only_in(const std::vector<std::string>& one, const std::vector<std::string>& other) {
  std::vector<std::string> out;
  for (const auto& field : one) {
    if (std::binary_search(other.begin(), other.end(), field)) continue;
    const bool is_below = std::any_of(out.begin(), out.end(), [&](const std::string& above) {
      return field.starts_with(above + ".") || field.starts_with(above + "[]");
    });
    if (!is_below) out.push_back(field);
  }
  return out;
}

/// As messages name it: "ServiceAccount coroot/coroot-operator".
std::string name_of_object(const Value& object) {
  const auto& space = object.at({"metadata", "namespace"}).as_string();
  return object["kind"].as_string() + " " + (space.empty() ? "" : space + "/") +
         object.at({"metadata", "name"}).as_string();
}

using Objects = std::map<std::string, Value>;

Objects by_name(const std::vector<Value>& objects) {
  Objects out;
  for (const auto& object : objects)
    if (!is_definition(object)) out[name_of_object(object)] = object;
  return out;
}

std::vector<deploy::ObjectReport> changed_objects(const Objects& before, const Objects& after) {
  std::vector<deploy::ObjectReport> out;
  for (const auto& [name, object] : after) {
    const auto live = before.find(name);
    if (live == before.end()) {
      out.push_back({name, "created", {}});
    } else if (auto changes = deploy::visible_changes(live->second, object); !changes.empty()) {
      out.push_back({name, "changed", std::move(changes)});
    }
  }
  for (const auto& [name, object] : before)
    if (!after.contains(name)) out.push_back({name, "deleted", {}});
  return out;
}

const Value* find_definition(const std::vector<Value>& objects) {
  const auto found = std::find_if(objects.begin(), objects.end(), is_coroots);
  return found == objects.end() ? nullptr : &*found;
}

bool sets(const Value& value, std::string_view path) {
  const auto dot = path.find('.');
  auto name = path.substr(0, dot);
  const bool is_list = name.ends_with("[]");
  if (is_list) name.remove_suffix(2);
  const auto& below = value[name];
  if (dot == std::string_view::npos) return !below.is_null();
  const auto rest = path.substr(dot + 1);
  if (!is_list) return sets(below, rest);
  const auto& items = below.as_list();
  return std::any_of(items.begin(), items.end(), [&](const Value& item) { return sets(item, rest); });
}

}  // namespace

bool is_pending(const ChartDiff& diff) {
  return diff.from != diff.to || !diff.objects.empty() || diff.definition_changes;
}

std::vector<std::string> fields_of(const Value& definition) {
  std::set<std::string> out;
  for (const auto& version : definition.at({"spec", "versions"}).as_list())
    if (version["storage"].as_bool()) add_fields(version.at({"schema", "openAPIV3Schema"}), "", out);
  return {out.begin(), out.end()};
}

ChartDiff diff_charts(const deploy::HelmContent& from, const deploy::HelmContent& to, const Value& live,
                      const std::vector<Value>& more) {
  ChartDiff out{from.version, to.version, from.app_version, to.app_version, {}, {}, {}, {}, false};
  out.objects = changed_objects(by_name(from.objects), by_name(to.objects));
  if (from.version != to.version) out.values = document::diff(from.chart_values, to.chart_values);
  const auto* wanted = find_definition(more);
  if (wanted == nullptr) wanted = find_definition(to.objects);
  if (wanted == nullptr || live.is_null()) return out;
  const auto before = fields_of(live), after = fields_of(*wanted);
  out.fields_added = only_in(after, before);
  out.fields_removed = only_in(before, after);
  out.definition_changes = before != after;
  return out;
}

std::vector<std::string> used_fields(const Value& resource, const std::vector<std::string>& removed) {
  std::vector<std::string> out;
  std::copy_if(removed.begin(), removed.end(), std::back_inserter(out),
               [&](const std::string& field) { return sets(resource, field); });
  return out;
}

}  // namespace corootctl::upkeep
