#include "support/cluster/fields.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

bool is_server_kept(const FieldPath& path) {
  static constexpr std::string_view kept[] = {"name",       "namespace",         "uid",           "resourceVersion",
                                              "generation", "creationTimestamp", "managedFields", "selfLink"};
  if (path.size() == 1) return path[0] == "apiVersion" || path[0] == "kind";
  return path.size() == 2 && path[0] == "metadata" &&
         std::find(std::begin(kept), std::end(kept), path[1]) != std::end(kept);
}

void collect(const Value& value, FieldPath& path, FieldSet& into) {
  if (value.is_null() || is_server_kept(path)) return;
  if (!value.is_object() || (value.as_object().empty() && path.size() > 1)) {
    into.insert(path);
    return;
  }
  for (const auto& member : value.as_object()) {
    path.push_back(member.key);
    collect(member.value, path, into);
    path.pop_back();
  }
}

const Value* find_at(const Value& object, const FieldPath& path) {
  const Value* at = &object;
  for (const auto& step : path) {
    at = at->as_object().find(step);
    if (at == nullptr) return nullptr;
  }
  return at;
}

/// Removes the member and the parents that it leaves empty.
void erase_at(Value& object, const FieldPath& path, std::size_t depth = 0) {
  if (!object.is_object()) return;
  Value* child = object.object().find(path[depth]);
  if (child == nullptr) return;
  if (depth + 1 < path.size()) {
    erase_at(*child, path, depth + 1);
    if (!child->is_object() || !child->as_object().empty()) return;
  }
  object.object().erase(path[depth]);
}

bool is_prefix(const FieldPath& shorter, const FieldPath& longer) {
  return shorter.size() <= longer.size() && std::equal(shorter.begin(), shorter.end(), longer.begin());
}

/// Owns the path, something below it, or the whole value above it.
bool touches(const FieldSet& fields, const FieldPath& path) {
  return std::any_of(fields.begin(), fields.end(),
                     [&](const FieldPath& owned) { return is_prefix(owned, path) || is_prefix(path, owned); });
}

void overlay(Value& live, const Value& config) {
  if (!config.is_object() || !live.is_object()) {
    live = config;
    return;
  }
  for (const auto& member : config.as_object()) {
    if (member.value.is_null()) continue;
    if (Value* old = live.object().find(member.key)) {
      overlay(*old, member.value);
    } else {
      live.object().set(member.key, member.value);
    }
  }
}

Value tree_of(const FieldSet& fields) {
  Value tree = Object{};
  for (const auto& path : fields) {
    Value* at = &tree;
    for (const auto& step : path) {
      at = &at->object()["f:" + step];
      at->object();
    }
  }
  return tree;
}

void read_tree(const Value& tree, FieldPath& path, FieldSet& into) {
  bool leaf = true;
  for (const auto& member : tree.as_object()) {
    if (!member.key.starts_with("f:")) continue;
    leaf = false;
    path.push_back(member.key.substr(2));
    read_tree(member.value, path, into);
    path.pop_back();
  }
  if (leaf && !path.empty()) into.insert(path);
}

std::string describe(const FieldManager& manager) {
  std::string text = fmt::format("\"{}\"", manager.name);
  if (!manager.subresource.empty()) text += fmt::format(" with subresource \"{}\"", manager.subresource);
  if (manager.operation == "Update")
    text += " using " + manager.api_version + (manager.time.empty() ? "" : " at " + manager.time);
  return text;
}

bool is_applier(const FieldManager& manager, const Writer& writer) {
  return manager.name == writer.manager && manager.operation == "Apply" && manager.subresource == writer.subresource;
}

/// The fields of `config` that would change something which another manager owns, by that manager.
std::vector<std::pair<FieldManager, FieldPath>> find_conflicts(const Value& live, const Value& config,
                                                               const FieldSet& wanted, const Writer& writer) {
  std::vector<std::pair<FieldManager, FieldPath>> found;
  for (const auto& manager : read_managers(live)) {
    if (is_applier(manager, writer)) continue;
    for (const auto& path : wanted) {
      const Value* now = find_at(live, path);
      const Value* next = find_at(config, path);
      const bool same = now != nullptr && (*now == *next || (now->is_object() && next->is_object()));
      if (!same && touches(manager.fields, path)) found.emplace_back(manager, path);
    }
  }
  return found;
}

ApplyOutcome refuse(const std::vector<std::pair<FieldManager, FieldPath>>& conflicts) {
  ApplyOutcome outcome;
  std::map<std::string, std::string> lists;
  for (const auto& [manager, path] : conflicts) {
    outcome.conflicts.push_back({"FieldManagerConflict", "conflict with " + describe(manager), path_text(path)});
    lists[describe(manager)] += "\n- " + path_text(path);
  }
  if (conflicts.size() == 1) {
    outcome.conflict_message = fmt::format("Apply failed with 1 conflict: conflict with {}: {}",
                                           describe(conflicts[0].first), path_text(conflicts[0].second));
    return outcome;
  }
  std::string text = fmt::format("Apply failed with {} conflicts: ", conflicts.size());
  bool first = true;
  for (const auto& [manager, list] : lists) {
    text += fmt::format("{}conflicts with {}:{}", first ? "" : "\n", manager, list);
    first = false;
  }
  outcome.conflict_message = text;
  return outcome;
}

/// Fields that exist no longer belong to nobody; managers without fields go.
void forget_missing(const Value& object, std::vector<FieldManager>& managers) {
  for (auto& manager : managers)
    std::erase_if(manager.fields, [&](const FieldPath& path) { return find_at(object, path) == nullptr; });
  std::erase_if(managers, [](const FieldManager& manager) { return manager.fields.empty(); });
}

void drop_left_out(Value& object, const FieldSet& before, const FieldSet& now,
                   const std::vector<FieldManager>& others) {
  for (const auto& path : before) {
    const bool kept = touches(now, path) || std::any_of(others.begin(), others.end(), [&](const FieldManager& manager) {
                        return touches(manager.fields, path);
                      });
    if (!kept) erase_at(object, path);
  }
}

}  // namespace

std::string path_text(const FieldPath& path) {
  std::string text;
  for (const auto& step : path) text += "." + step;
  return text;
}

FieldSet owned_fields(const Value& object) {
  FieldSet fields;
  FieldPath path;
  collect(object, path, fields);
  return fields;
}

std::vector<FieldManager> read_managers(const Value& object) {
  std::vector<FieldManager> managers;
  for (const Value& entry : object.at({"metadata", "managedFields"}).as_list()) {
    FieldManager manager{entry["manager"].as_string(),     entry["operation"].as_string(),
                         entry["subresource"].as_string(), entry["apiVersion"].as_string(),
                         entry["time"].as_string(),        {}};
    FieldPath path;
    read_tree(entry["fieldsV1"], path, manager.fields);
    managers.push_back(std::move(manager));
  }
  return managers;
}

void write_managers(Value& object, const std::vector<FieldManager>& managers) {
  List list;
  for (const auto& manager : managers) {
    Object entry{{"manager", manager.name}, {"operation", manager.operation}, {"apiVersion", manager.api_version},
                 {"time", manager.time},    {"fieldsType", "FieldsV1"},       {"fieldsV1", tree_of(manager.fields)}};
    if (!manager.subresource.empty()) entry.set("subresource", manager.subresource);
    list.emplace_back(std::move(entry));
  }
  if (list.empty()) {
    object.make({"metadata"}).object().erase("managedFields");
  } else {
    object.make({"metadata", "managedFields"}) = std::move(list);
  }
}

ApplyOutcome apply_fields(const Value& live, const Value& config, const Writer& writer) {
  const FieldSet wanted = owned_fields(config);
  const auto conflicts = find_conflicts(live, config, wanted, writer);
  if (!conflicts.empty() && !writer.force) return refuse(conflicts);

  std::vector<FieldManager> managers = read_managers(live);
  FieldManager mine{writer.manager, "Apply", writer.subresource, writer.api_version, writer.time, {}};
  if (const auto it = std::find_if(managers.begin(), managers.end(),
                                   [&](const FieldManager& manager) { return is_applier(manager, writer); });
      it != managers.end()) {
    mine = *it;
    managers.erase(it);
  }
  for (const auto& [manager, path] : conflicts) {
    for (auto& other : managers)
      if (other.name == manager.name && other.operation == manager.operation)
        std::erase_if(other.fields,
                      [&](const FieldPath& owned) { return is_prefix(path, owned) || is_prefix(owned, path); });
  }
  ApplyOutcome outcome;
  outcome.object = live.is_null() ? Value(Object{}) : live;
  overlay(outcome.object, config);
  drop_left_out(outcome.object, mine.fields, wanted, managers);
  if (mine.fields != wanted || !(outcome.object == live)) mine.time = writer.time;
  mine.fields = wanted;
  mine.api_version = writer.api_version;
  managers.insert(managers.begin(), mine);
  forget_missing(outcome.object, managers);
  write_managers(outcome.object, managers);
  return outcome;
}

void record_update(const Value& before, Value& after, const Writer& writer) {
  FieldSet changed;
  for (const auto& path : owned_fields(after)) {
    const Value* old = find_at(before, path);
    if (old == nullptr || !(*old == *find_at(after, path))) changed.insert(path);
  }
  std::vector<FieldManager> managers = read_managers(before);
  for (auto& manager : managers)
    std::erase_if(manager.fields, [&](const FieldPath& path) { return changed.contains(path); });
  const auto it = std::find_if(managers.begin(), managers.end(), [&](const FieldManager& manager) {
    return manager.name == writer.manager && manager.operation == "Update" && manager.subresource == writer.subresource;
  });
  if (it != managers.end()) {
    it->fields.insert(changed.begin(), changed.end());
    if (!changed.empty()) it->time = writer.time;
  } else if (!changed.empty()) {
    managers.push_back({writer.manager, "Update", writer.subresource, writer.api_version, writer.time, changed});
  }
  forget_missing(after, managers);
  write_managers(after, managers);
}

}  // namespace corootctl::support
