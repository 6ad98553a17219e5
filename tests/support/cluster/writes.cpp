/// Create, replace, apply, merge and delete, with resourceVersion, generation, managedFields and dry run.
#include <fmt/core.h>

#include <algorithm>

#include "document/edit.hpp"
#include "support/cluster/schema.hpp"
#include "support/cluster/state.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

Writer writer_of(const SimState& state, const SimTarget& target, const SimWrite& write) {
  return Writer{write.manager, target.subresource, target.kind.api_version(), state.now, write.force};
}

SimAnswer moved(const SimTarget& target) {
  return failure(
      409, "Conflict",
      fmt::format("Operation cannot be fulfilled on {} \"{}\": the object has been modified; please apply your "
                  "changes to the latest version and try again",
                  qualified_plural(target.kind), target.name),
      target.kind, target.name);
}

bool is_stale(SimState& state, const Value& object, const Value& live) {
  const std::string& wanted = object.at({"metadata", "resourceVersion"}).as_string();
  if (wanted.empty()) return false;
  auto& faults = state.faults.stale;
  const bool moved = !faults.empty() && faults.front();
  if (!faults.empty()) faults.erase(faults.begin());
  return moved || wanted != live.at({"metadata", "resourceVersion"}).as_string();
}

bool is_held(const Value& object) { return !object.at({"metadata", "finalizers"}).as_list().empty(); }

/// The content that generation counts.
Value content_of(const Value& object) {
  Value content = object;
  content.object().erase("metadata");
  content.object().erase("status");
  return content;
}

/// Everything but what moves by itself.
Value comparable(const Value& object) {
  Value copy = object;
  Value& metadata = copy.make({"metadata"});
  metadata.object().erase("resourceVersion");
  if (Value* managers = metadata.object().find("managedFields"))
    for (Value& entry : managers->list()) entry.object().erase("time");
  return copy;
}

void set_identity(SimState& state, const SimTarget& target, const Value* before, Value& object) {
  object.object().set("apiVersion", target.kind.api_version());
  object.object().set("kind", target.kind.kind);
  Value& metadata = object.make({"metadata"});
  metadata.object().set("name", target.name);
  if (target.kind.namespaced) metadata.object().set("namespace", target.namespace_name);
  metadata.object().erase("generateName");
  if (before == nullptr) {
    metadata.object().set("uid", state.store.next_uid());
    metadata.object().set("creationTimestamp", state.now);
    if (target.kind.has_generation) metadata.object().set("generation", 1);
    return;
  }
  for (const char* key : {"uid", "creationTimestamp", "generation", "resourceVersion", "deletionTimestamp"}) {
    const Value& kept = before->at({"metadata", key});
    if (!kept.is_null()) metadata.object().set(key, kept);
  }
}

/// The last steps of every write: checks, generation, and storing unless nothing changed or it is a dry run.
/// `record` notes the ownership once defaults are in.
template <class Record>
SimAnswer commit(SimState& state, const SimTarget& target, const Value* before, Value object, const SimWrite& write,
                 Record record) {
  if (auto refused = admit(state, target, before, object, write.strict)) return *refused;
  set_identity(state, target, before, object);
  record(object);
  if (before != nullptr) {
    if (comparable(object) == comparable(*before)) return {200, *before};
    if (target.kind.has_generation && !(content_of(object) == content_of(*before)))
      object.make({"metadata", "generation"}) = before->at({"metadata", "generation"}).as_integer() + 1;
  }
  const int status = before == nullptr ? 201 : 200;
  if (write.dry_run) return {status, std::move(object)};
  const bool is_let_go = !object.at({"metadata", "deletionTimestamp"}).is_null() && !is_held(object);
  if (is_let_go) {
    state.store.erase(target.key());
    return {status, std::move(object)};
  }
  return {status, state.store.put(target.key(), std::move(object))};
}

/// Status is written through its own subresource, and nothing else is.
void keep_other_half(const SimTarget& target, const Value& before, Value& object) {
  if (!target.kind.has_status) return;
  if (target.subresource == "status") {
    Value whole = before;
    whole.object().set("status", object["status"]);
    object = std::move(whole);
  } else if (before["status"].is_null()) {
    object.object().erase("status");
  } else {
    object.object().set("status", before["status"]);
  }
}

SimAnswer update(SimState& state, const SimTarget& target, const Value& before, Value object, const SimWrite& write) {
  keep_other_half(target, before, object);
  return commit(state, target, &before, std::move(object), write,
                [&](Value& next) { record_update(before, next, writer_of(state, target, write)); });
}

}  // namespace

SimAnswer create_object(SimState& state, const SimTarget& collection, Value object, const SimWrite& write) {
  SimTarget target = collection;
  target.name = name_of(object);
  const std::string& prefix = object.at({"metadata", "generateName"}).as_string();
  if (target.name.empty() && !prefix.empty()) target.name = fmt::format("{}{:05x}", prefix, state.store.revision());
  if (target.kind.namespaced && !namespace_of(object).empty() && namespace_of(object) != target.namespace_name)
    return failure(400, "BadRequest",
                   "the namespace of the provided object does not match the namespace sent on the request");
  if (state.store.find(target.key()) != nullptr)
    return failure(409, "AlreadyExists",
                   fmt::format("{} \"{}\" already exists", qualified_plural(target.kind), target.name), target.kind,
                   target.name);
  if (target.kind.has_status) object.object().erase("status");
  return commit(state, target, nullptr, std::move(object), write,
                [&](Value& next) { record_update(Value(), next, writer_of(state, target, write)); });
}

SimAnswer replace_object(SimState& state, const SimTarget& target, Value object, const SimWrite& write) {
  const Value* before = state.store.find(target.key());
  if (before == nullptr) return not_found(target.kind, target.name);
  if (is_stale(state, object, *before)) return moved(target);
  if (target.kind.custom && object.at({"metadata", "resourceVersion"}).as_string().empty())
    return invalid(
        target.kind, target.name,
        {{"FieldValueInvalid", "Invalid value: 0x0: must be specified for an update", "metadata.resourceVersion"}});
  const Value live = *before;
  return update(state, target, live, std::move(object), write);
}

SimAnswer merge_object(SimState& state, const SimTarget& target, const Value& patch, const SimWrite& write) {
  const Value* before = state.store.find(target.key());
  if (before == nullptr) return not_found(target.kind, target.name);
  if (is_stale(state, patch, *before)) return moved(target);
  const Value live = *before;
  return update(state, target, live, document::merge(live, patch), write);
}

namespace {

/// Server-side apply reads the configuration with the kind's schema: what does not fit is an error of the server's
/// (500), even without strict validation (objects 5).
std::optional<SimAnswer> check_typed(const SimState& state, const SimTarget& target, const Value& config) {
  if (!target.kind.custom) return std::nullopt;
  const Value* definition =
      state.store.find({"apiextensions.k8s.io", "customresourcedefinitions", "", qualified_plural(target.kind)});
  if (definition == nullptr) return std::nullopt;
  const Value& schema = schema_of(*definition, target.kind.version);
  std::string text = type_mismatch(schema, config);
  if (const auto unknown = unknown_fields(schema, config); !unknown.empty())
    text = fmt::format(".{}: field not declared in schema", unknown.front());
  if (text.empty()) return std::nullopt;
  return failure(500, "InternalError",
                 fmt::format("failed to create typed patch object ({}/{}; {}, Kind={}): {}", target.namespace_name,
                             target.name, target.kind.api_version(), target.kind.kind, text));
}

std::optional<SimAnswer> check_apply(const SimState& state, const SimTarget& target, const Value& config,
                                     const SimWrite& write) {
  if (write.manager.empty())
    return invalid(SimKind{"meta.k8s.io", "v1", "PatchOptions", "", false, false, false, false}, "",
                   {{"FieldValueRequired", "Required value: is required for apply patch", "fieldManager"}});
  if (!config.at({"metadata", "managedFields"}).is_null())
    return failure(400, "BadRequest", "metadata.managedFields must be nil");
  if (config["apiVersion"].as_string() != target.kind.api_version() || config["kind"].as_string() != target.kind.kind)
    return failure(400, "BadRequest", "apiVersion or kind of the configuration does not match the request");
  return check_typed(state, target, config);
}

}  // namespace

SimAnswer apply_object(SimState& state, const SimTarget& target, const Value& given, const SimWrite& write) {
  if (auto refused = check_apply(state, target, given, write)) return *refused;
  const Value* before = state.store.find(target.key());
  if (before != nullptr && is_stale(state, given, *before)) return moved(target);
  Value config = given;
  if (target.kind.has_status && target.subresource.empty()) config.object().erase("status");
  const Value live = before == nullptr ? Value() : *before;
  ApplyOutcome outcome = apply_fields(live, config, writer_of(state, target, write));
  if (!outcome.conflicts.empty())
    return failure(409, "Conflict", outcome.conflict_message, target.kind, target.name, outcome.conflicts);
  return commit(state, target, before == nullptr ? nullptr : &live, std::move(outcome.object), write, [](Value&) {});
}

namespace {

/// An object with finalizers stays, marked; a namespace takes its content along and stays while some of that does.
void remove_or_mark(SimState& state, const ObjectKey& key) {
  bool held = is_held(*state.store.find(key));
  if (key.group.empty() && key.plural == "namespaces") {
    for (const auto& inside : state.store.keys())
      if (inside.namespace_name == key.name && state.store.find(inside) != nullptr) remove_or_mark(state, inside);
    const auto keys = state.store.keys();
    held = held || std::any_of(keys.begin(), keys.end(), [&](const auto& k) { return k.namespace_name == key.name; });
  }
  if (!held) return state.store.erase(key);
  Value marked = *state.store.find(key);
  if (marked.at({"metadata", "deletionTimestamp"}).is_null())
    marked.make({"metadata", "deletionTimestamp"}) = state.now;
  state.store.put(key, std::move(marked));
}

}  // namespace

SimAnswer delete_object(SimState& state, const SimTarget& target, const Value& options, const SimWrite& write) {
  const Value* live = state.store.find(target.key());
  if (live == nullptr) return not_found(target.kind, target.name);
  const Value& conditions = options["preconditions"];
  for (const char* key : {"uid", "resourceVersion"}) {
    if (conditions[key].is_null() || conditions[key] == live->at({"metadata", key})) continue;
    return failure(409, "Conflict",
                   fmt::format("Operation cannot be fulfilled on {} \"{}\": Precondition failed: {} differs",
                               qualified_plural(target.kind), target.name, key),
                   target.kind, target.name);
  }
  const Value gone = *live;
  if (!write.dry_run && options["dryRun"].as_list().empty()) {
    remove_or_mark(state, target.key());
    if (target.kind.plural == "customresourcedefinitions")
      for (const auto& key : state.store.keys())
        if (key.plural + "." + key.group == target.name) state.store.erase(key);
  }
  return {200, Object{{"kind", "Status"},
                      {"apiVersion", "v1"},
                      {"metadata", Object{}},
                      {"status", "Success"},
                      {"details", Object{{"name", target.name},
                                         {"group", target.kind.group},
                                         {"kind", target.kind.plural},
                                         {"uid", gone.at({"metadata", "uid"})}}}}};
}

}  // namespace corootctl::support
