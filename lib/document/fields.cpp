#include "document/fields.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace corootctl::document {
namespace {

/// A wish at one level: all of it, or which members, and of each what below.
struct Wish {
  bool is_whole = false;
  std::vector<std::pair<std::string, Wish>> members{};

  Wish& at(const std::string& name) {
    const auto known =
        std::find_if(members.begin(), members.end(), [&](const auto& each) { return each.first == name; });
    return known == members.end() ? members.emplace_back(name, Wish{}).second : known->second;
  }
};

Wish wish_of(const std::vector<std::string>& paths) {
  Wish root;
  for (const auto& path : paths) {
    Wish* place = &root;
    for (const auto& step : split(path, '.')) place = &place->at(step);
    place->is_whole = true;  // "apps" beside "apps.id" is all of apps
  }
  return root;
}

/// The objects that a member's value consists of.
std::vector<const Value*> objects_in(const Value& value) {
  if (!value.is_list()) return {&value};
  std::vector<const Value*> out;
  for (const auto& item : value.as_list()) {
    const auto below = objects_in(item);
    out.insert(out.end(), below.begin(), below.end());
  }
  return out;
}

/// A member that no object has is unknown; one that only some have is missing there.
Result<> check(const std::vector<const Value*>& objects, const Wish& wish, const std::string& path) {
  if (objects.empty()) return {};
  std::vector<std::string> known;
  for (const Value* object : objects) {
    for (const auto& member : object->as_object()) {
      if (std::find(known.begin(), known.end(), member.key) == known.end()) known.push_back(member.key);
    }
  }
  for (const auto& [name, below] : wish.members) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return fail(ErrorKind::usage, "no field \"{}\"{}: {}", printable(name, 64), path.empty() ? "" : " in " + path,
                  known.empty() ? "there is nothing below" : "there are " + join(known, ", "));
    }
    std::vector<const Value*> values;
    for (const Value* object : objects) {
      const auto here = objects_in((*object)[name]);
      values.insert(values.end(), here.begin(), here.end());
    }
    std::erase_if(values, [](const Value* value) { return value->is_null(); });
    CTL_RUN(check(values, below, path.empty() ? name : path + "." + name));
  }
  return {};
}

Value taken(const Value& value, const Wish& wish) {
  if (wish.is_whole || value.is_null()) return value;
  if (value.is_list()) {
    List out;
    for (const auto& item : value.as_list()) out.push_back(taken(item, wish));
    return out;
  }
  Object out;
  for (const auto& member : value.as_object()) {
    for (const auto& [name, below] : wish.members) {
      if (name == member.key) out.set(member.key, taken(member.value, below));
    }
  }
  return out;
}

}  // namespace

Result<Value> only_fields(const Value& document, const std::vector<std::string>& paths) {
  const Wish wish = wish_of(paths);
  CTL_RUN(check(objects_in(document), wish, ""));
  return taken(document, wish);
}

}  // namespace corootctl::document
