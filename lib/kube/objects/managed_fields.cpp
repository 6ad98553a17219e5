#include "kube/objects/managed_fields.hpp"

#include <algorithm>

#include "base/time.hpp"

namespace corootctl::kube {
namespace {

using document::Object;
using document::Value;

/// The part of `live` that a fieldsV1 set names. A set without members is a leaf: the whole value.
Value cut(const Value& live, const Value& fields) {
  bool leaf = true;
  Object out;
  for (const auto& [key, below] : fields.as_object()) {
    if (key == ".") continue;
    leaf = false;
    if (!key.starts_with("f:")) return live;  // k: and v: name list items; our objects keep such lists whole
    const auto name = std::string_view(key).substr(2);
    if (const Value* value = live.as_object().find(name)) out.set(name, cut(*value, below));
  }
  return leaf ? live : Value(std::move(out));
}

const Value& descend(const Value& fields, const std::vector<std::string>& path) {
  const Value* at = &fields;
  for (const auto& step : path) at = &(*at)[std::string_view("f:" + step)];
  return *at;
}

bool covers(const Value& entry, const std::vector<std::string>& path) {
  const Value* at = &entry["fieldsV1"];
  for (const auto& step : path) {
    const Value& below = (*at)[std::string_view("f:" + step)];
    if (below.is_null()) return false;
    if (below.as_object().empty()) return true;  // a leaf above or at the path
    at = &below;
  }
  return true;
}

void copy_identity(const Value& object, Value& out) {
  out.make({"apiVersion"}) = object["apiVersion"];
  out.make({"kind"}) = object["kind"];
  out.make({"metadata", "name"}) = object.at({"metadata", "name"});
  if (const auto& name = object.at({"metadata", "namespace"}); !name.is_null())
    out.make({"metadata", "namespace"}) = name;
}

/// What `manager` applied to the object itself.
bool is_apply_of(const Value& entry, std::string_view manager) {
  return entry["manager"].as_string() == manager && entry["operation"].as_string() == "Apply" &&
         entry["subresource"].as_string().empty();
}

}  // namespace

Value owned_by(const Value& object, std::string_view manager) {
  Value out;
  copy_identity(object, out);
  for (const auto& entry : object.at({"metadata", "managedFields"}).as_list()) {
    if (!is_apply_of(entry, manager)) continue;
    for (const auto& [key, below] : entry["fieldsV1"].as_object()) {
      if (!key.starts_with("f:") || key == "f:metadata") continue;
      const auto name = std::string_view(key).substr(2);
      out.make({name}) = cut(object[name], below);
    }
    for (const auto* part : {"labels", "annotations"}) {
      const auto& below = descend(entry["fieldsV1"], {"metadata", part});
      if (!below.is_null()) out.make({"metadata", part}) = cut(object.at({"metadata", part}), below);
    }
  }
  return out;
}

Value without_bookkeeping(Value object) {
  auto* metadata = object.object().find("metadata");
  if (metadata == nullptr || !metadata->is_object()) return object;
  for (const auto* key : {"managedFields", "resourceVersion", "generation", "uid", "creationTimestamp"})
    metadata->object().erase(key);
  return object;
}

std::optional<std::chrono::system_clock::time_point> last_applied_at(const Value& object, std::string_view manager) {
  for (const auto& entry : object.at({"metadata", "managedFields"}).as_list()) {
    if (is_apply_of(entry, manager)) return parse_rfc3339(entry["time"].as_string());
  }
  return std::nullopt;
}

std::optional<std::chrono::system_clock::time_point> last_written_at(const Value& object,
                                                                     const std::vector<std::string>& path) {
  std::optional<std::chrono::system_clock::time_point> out;
  for (const auto& entry : object.at({"metadata", "managedFields"}).as_list()) {
    if (!entry["subresource"].as_string().empty() || !covers(entry, path)) continue;
    const auto time = parse_rfc3339(entry["time"].as_string());
    if (time && (!out || *time > *out)) out = *time;
  }
  return out;
}

std::vector<std::string> other_owners(const Value& object, std::string_view manager,
                                      const std::vector<std::string>& path) {
  std::vector<std::string> out;
  for (const auto& entry : object.at({"metadata", "managedFields"}).as_list()) {
    const auto& name = entry["manager"].as_string();
    if (name == manager || !entry["subresource"].as_string().empty() || !covers(entry, path)) continue;
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  }
  return out;
}

}  // namespace corootctl::kube
