#include "kube/objects/last_applied.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "document/json.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::kube {
namespace {

using document::Value;
using Path = std::vector<std::string>;

constexpr auto annotation = "kubectl.kubernetes.io/last-applied-configuration";

/// Calls `visit` for each leaf of `value`; lists are leaves, as in a merge patch.
template <class Visit>
void each_leaf(const Value& value, Path& path, const Visit& visit) {
  if (!value.is_object() || value.as_object().empty()) {
    if (!value.is_null() && !path.empty()) visit(path, value);
    return;
  }
  for (const auto& [key, below] : value.as_object()) {
    path.push_back(key);
    each_leaf(below, path, visit);
    path.pop_back();
  }
}

const Value& find_at(const Value& object, const Path& path) {
  const Value* at = &object;
  for (const auto& step : path) at = &(*at)[std::string_view(step)];
  return *at;
}

bool is_identity(const Path& path) {
  return path.front() == "apiVersion" || path.front() == "kind" || path.front() == "status" ||
         (path.front() == "metadata" && (path.size() < 3 || (path[1] != "labels" && path[1] != "annotations")));
}

void fold_string_data(Value& object) {
  if (object["kind"].as_string() != "Secret" || !object["stringData"].is_object()) return;
  const auto texts = object["stringData"];
  for (const auto& [key, text] : texts.as_object()) object.make({"data", key}) = base64_encode(text.as_string());
  object.object().erase("stringData");
}

}  // namespace

std::optional<Value> last_applied(const Value& object) {
  const auto& text = object.at({"metadata", "annotations", annotation}).as_string();
  if (text.empty()) return std::nullopt;
  auto file = document::parse_json(text, annotation);
  if (!file || !file->is_object()) return std::nullopt;
  fold_string_data(*file);
  return std::move(*file);
}

std::vector<Path> set_back_by_apply(const Value& object, std::string_view manager) {
  std::vector<Path> out;
  const auto file = last_applied(object);
  if (!file) return out;
  const auto ours = owned_by(object, manager);
  Path path;
  each_leaf(*file, path, [&](const Path& at, const Value& value) {
    if (is_identity(at)) return;
    const auto& live = find_at(ours, at);
    if (!live.is_null() && !(live == value)) out.push_back(at);
  });
  return out;
}

std::vector<TakeOver> take_overs(const Value& live, const Value& wanted, std::string_view manager) {
  std::vector<TakeOver> out;
  Path path;
  each_leaf(wanted, path, [&](const Path& at, const Value& value) {
    if (is_identity(at) || find_at(live, at) == value) return;
    for (const auto& owner : other_owners(live, manager, at)) {
      auto known = std::find_if(out.begin(), out.end(), [&](const auto& each) { return each.manager == owner; });
      if (known == out.end()) known = out.insert(out.end(), {owner, {}});
      known->fields.push_back(at);
    }
  });
  return out;
}

}  // namespace corootctl::kube
