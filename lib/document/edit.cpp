#include "document/edit.hpp"

#include <algorithm>
#include <set>

namespace corootctl::document {
namespace {

/// A key as a step of a path: dots, brackets and the like inside it are escaped as apply_set reads them.
std::string escaped_key(std::string_view key) {
  std::string out;
  for (const char c : key) {
    if (std::string_view(".,=[]\\").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string path_of(const std::string& path, std::string_view key) {
  return path.empty() ? escaped_key(key) : path + "." + escaped_key(key);
}

void compare(std::vector<Change>& out, const std::string& path, const Value* before, const Value* after) {
  if (before && after && before->is_object() && after->is_object()) {
    std::set<std::string_view> keys;
    for (const Object* side : {&before->as_object(), &after->as_object()})
      for (const Member& member : *side) keys.insert(member.key);
    for (const std::string_view key : keys)
      compare(out, path_of(path, key), before->as_object().find(key), after->as_object().find(key));
  } else if (before && after && before->is_list() && after->is_list()) {
    const List& left = before->as_list();
    const List& right = after->as_list();
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i)
      compare(out, fmt::format("{}[{}]", path, i), i < left.size() ? &left[i] : nullptr,
              i < right.size() ? &right[i] : nullptr);
  } else if (!before || !after || !(*before == *after)) {
    out.push_back({path, before ? std::optional(*before) : std::nullopt, after ? std::optional(*after) : std::nullopt});
  }
}

}  // namespace

Value merge(const Value& base, const Value& overlay) {
  if (!overlay.is_object()) return overlay;
  Value out = base.is_object() ? base : Value(Object());
  for (const Member& member : overlay.as_object()) {
    if (member.value.is_null()) {
      out.object().erase(member.key);
    } else {
      out.object().set(member.key, merge(out[member.key], member.value));
    }
  }
  return out;
}

std::vector<Change> diff(const Value& before, const Value& after) {
  std::vector<Change> out;
  compare(out, "", &before, &after);
  return out;
}

}  // namespace corootctl::document
