#include "document/object_builder.hpp"

#include <algorithm>

namespace corootctl::document {
namespace {

/// Below this many members a linear search beats hashing.
constexpr std::size_t linear_limit = 24;

}  // namespace

Value* ObjectBuilder::find(const std::string& key) {
  if (places_.empty()) {
    const auto found = std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return m.key == key; });
    return found == members_.end() ? nullptr : &found->value;
  }
  const auto found = places_.find(key);
  return found == places_.end() ? nullptr : &members_[found->second].value;
}

bool ObjectBuilder::set(std::string key, Value value) {
  if (Value* present = find(key)) {
    *present = std::move(value);
    return false;
  }
  members_.push_back({std::move(key), std::move(value)});
  if (members_.size() < linear_limit) return true;
  if (places_.empty()) {
    for (std::size_t i = 0; i < members_.size(); ++i) places_.emplace(members_[i].key, i);
  } else {
    places_.emplace(members_.back().key, members_.size() - 1);
  }
  return true;
}

Object ObjectBuilder::take() {
  places_.clear();
  return Object::of_distinct(std::exchange(members_, {}));
}

}  // namespace corootctl::document
