#include "document/value.hpp"

#include <algorithm>

namespace corootctl::document {
namespace {

const Value& shared_null() {
  static const Value null;
  return null;
}

/// Members in key order, so that long objects compare in n log n.
std::vector<const Member*> sorted_members(const Object& object) {
  std::vector<const Member*> out;
  out.reserve(object.size());
  for (const Member& member : object) out.push_back(&member);
  std::sort(out.begin(), out.end(), [](const Member* a, const Member* b) { return a->key < b->key; });
  return out;
}

bool same_members(const Object& a, const Object& b) {
  if (a.size() != b.size()) return false;
  const auto left = sorted_members(a);
  const auto right = sorted_members(b);
  return std::equal(left.begin(), left.end(), right.begin(),
                    [](const Member* x, const Member* y) { return x->key == y->key && x->value == y->value; });
}

}  // namespace

Object::Object() = default;
Object::Object(const Object&) = default;
Object::Object(Object&&) noexcept = default;
Object& Object::operator=(const Object&) = default;
Object& Object::operator=(Object&&) noexcept = default;
Object::~Object() = default;

Object::Object(std::initializer_list<Member> members) {
  for (const Member& member : members) set(member.key, member.value);
}

Object Object::of_distinct(std::vector<Member> members) {
  Object out;
  out.members_ = std::move(members);
  return out;
}

const Value* Object::find(std::string_view key) const {
  for (const Member& member : members_) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Value* Object::find(std::string_view key) { return const_cast<Value*>(std::as_const(*this).find(key)); }

Value& Object::operator[](std::string_view key) {
  if (Value* found = find(key)) return *found;
  return members_.emplace_back(Member{std::string(key), Value()}).value;
}

void Object::set(std::string_view key, Value value) { (*this)[key] = std::move(value); }

bool Object::erase(std::string_view key) {
  return std::erase_if(members_, [key](const Member& member) { return member.key == key; }) > 0;
}

std::size_t Object::size() const { return members_.size(); }
const Member* Object::begin() const { return members_.data(); }
const Member* Object::end() const { return members_.data() + members_.size(); }
Member* Object::begin() { return members_.data(); }
Member* Object::end() { return members_.data() + members_.size(); }

std::string_view Value::kind() const {
  constexpr std::string_view names[] = {"null", "boolean", "integer", "number", "string", "list", "object"};
  return names[data_.index()];
}

bool Value::as_bool(bool fallback) const {
  const bool* value = std::get_if<bool>(&data_);
  return value ? *value : fallback;
}

std::int64_t Value::as_integer(std::int64_t fallback) const {
  if (const auto* value = std::get_if<std::int64_t>(&data_)) return *value;
  const auto* value = std::get_if<double>(&data_);
  // 2^63 is the first double above the range; the comparison is false for NaN
  constexpr double limit = 9223372036854775808.0;
  if (!value || !(*value >= -limit && *value < limit)) return fallback;
  const auto whole = static_cast<std::int64_t>(*value);
  return static_cast<double>(whole) == *value ? whole : fallback;
}

double Value::as_number(double fallback) const {
  if (const auto* value = std::get_if<double>(&data_)) return *value;
  const auto* value = std::get_if<std::int64_t>(&data_);
  return value ? static_cast<double>(*value) : fallback;
}

const std::string& Value::as_string() const {
  static const std::string empty;
  const auto* value = std::get_if<std::string>(&data_);
  return value ? *value : empty;
}

std::string Value::string_or(std::string_view fallback) const {
  return is_string() ? as_string() : std::string(fallback);
}

const List& Value::as_list() const {
  static const List empty;
  const auto* value = std::get_if<List>(&data_);
  return value ? *value : empty;
}

const Object& Value::as_object() const {
  static const Object empty;
  const auto* value = std::get_if<Object>(&data_);
  return value ? *value : empty;
}

const Value& Value::operator[](std::string_view key) const {
  const Value* found = as_object().find(key);
  return found ? *found : shared_null();
}

const Value& Value::operator[](std::size_t index) const {
  const List& items = as_list();
  return index < items.size() ? items[index] : shared_null();
}

const Value& Value::at(std::initializer_list<std::string_view> path) const {
  const Value* place = this;
  for (const std::string_view step : path) place = &(*place)[step];
  return *place;
}

Object& Value::object() {
  if (!is_object()) data_.emplace<Object>();
  return std::get<Object>(data_);
}

List& Value::list() {
  if (!is_list()) data_.emplace<List>();
  return std::get<List>(data_);
}

Value& Value::make(std::initializer_list<std::string_view> path) {
  Value* place = this;
  for (const std::string_view step : path) place = &place->object()[step];
  return *place;
}

bool operator==(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) return a.as_integer() == b.as_integer();
  if (a.is_number() && b.is_number()) return a.as_number() == b.as_number();
  if (a.data_.index() != b.data_.index()) return false;
  if (a.is_object()) return same_members(a.as_object(), b.as_object());
  if (a.is_list()) return a.as_list() == b.as_list();
  if (a.is_string()) return a.as_string() == b.as_string();
  return a.is_null() || a.as_bool() == b.as_bool();
}

}  // namespace corootctl::document
