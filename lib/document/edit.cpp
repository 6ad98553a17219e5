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

class Differ {
 public:
  explicit Differ(std::vector<Change>& out) : out_(out) {}

  void compare(const std::string& path, const Value* before, const Value* after) {
    if (before && after && before->is_object() && after->is_object()) {
      return compare_members(path, before->as_object(), after->as_object());
    }
    if (before && after && before->is_list() && after->is_list()) {
      return compare_items(path, before->as_list(), after->as_list());
    }
    if (before && after && *before == *after) return;
    Change change{path, std::nullopt, std::nullopt};
    if (before) change.before = *before;
    if (after) change.after = *after;
    out_.push_back(std::move(change));
  }

 private:
  void compare_members(const std::string& path, const Object& before, const Object& after) {
    std::set<std::string_view> keys;
    for (const Member& member : before) keys.insert(member.key);
    for (const Member& member : after) keys.insert(member.key);
    for (const std::string_view key : keys) compare(path_of(path, key), before.find(key), after.find(key));
  }

  void compare_items(const std::string& path, const List& before, const List& after) {
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
      compare(fmt::format("{}[{}]", path, i), i < before.size() ? &before[i] : nullptr,
              i < after.size() ? &after[i] : nullptr);
    }
  }

  std::vector<Change>& out_;
};

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
  Differ(out).compare("", &before, &after);
  return out;
}

}  // namespace corootctl::document
