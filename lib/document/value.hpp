/// An ordered document tree with source positions: what YAML and JSON become before anything else looks at them.
/// The only folder that includes libyaml, yaml-cpp and nlohmann_json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace corootctl::document {

/// 1-based; 0 = unknown (made by us, not read).
struct Position {
  int line = 0;
  int column = 0;
};

class Value;
struct Member;
using List = std::vector<Value>;

/// Keys in the order they were written; a repeated key replaces the earlier value.
class Object {
 public:
  Object();
  Object(std::initializer_list<Member> members);
  /// Takes members whose keys are known to differ, without looking for repeats (readers of long objects).
  static Object of_distinct(std::vector<Member> members);
  Object(const Object&);
  Object(Object&&) noexcept;
  Object& operator=(const Object&);
  Object& operator=(Object&&) noexcept;
  ~Object();

  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  /// The value of `key`, added as null at the end when it is not there.
  Value& operator[](std::string_view key);
  void set(std::string_view key, Value value);
  bool erase(std::string_view key);
  bool contains(std::string_view key) const { return find(key) != nullptr; }
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  const Member* begin() const;
  const Member* end() const;
  Member* begin();
  Member* end();

 private:
  std::vector<Member> members_;
};

class Value {
 public:
  Value() = default;  ///< null
  Value(std::nullptr_t) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(static_cast<std::int64_t>(value)) {}
  Value(std::int64_t value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(const char* text) : data_(std::string(text)) {}
  Value(std::string text) : data_(std::move(text)) {}
  Value(std::string_view text) : data_(std::string(text)) {}
  Value(List items) : data_(std::move(items)) {}
  Value(Object object) : data_(std::move(object)) {}

  bool is_null() const { return std::holds_alternative<std::nullptr_t>(data_); }
  bool is_bool() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(data_); }
  bool is_string() const { return std::holds_alternative<std::string>(data_); }
  bool is_list() const { return std::holds_alternative<List>(data_); }
  bool is_object() const { return std::holds_alternative<Object>(data_); }
  /// "null", "boolean", "integer", "number", "string", "list" or "object", for messages.
  std::string_view kind() const;

  /// Reading never throws: another kind reads as the fallback (or as an empty text, list, object).
  bool as_bool(bool fallback = false) const;
  std::int64_t as_integer(std::int64_t fallback = 0) const;
  double as_number(double fallback = 0) const;
  const std::string& as_string() const;
  std::string string_or(std::string_view fallback) const;
  const List& as_list() const;
  const Object& as_object() const;
  /// The member, or a shared null when it is not there or this is no object.
  const Value& operator[](std::string_view key) const;
  /// The item, or a shared null.
  const Value& operator[](std::size_t index) const;
  const Value& operator[](const char* key) const { return (*this)[std::string_view(key)]; }
  /// Several steps at once: at({"spec", "service", "type"}).
  const Value& at(std::initializer_list<std::string_view> path) const;

  /// Writing: turns a null (or another kind) into an object or a list first.
  Object& object();
  List& list();
  /// The place at `path`, made where it is missing.
  Value& make(std::initializer_list<std::string_view> path);

  Position position{};
  Position key_position{};  ///< of its key, when it is an object's member

  /// Deep equality of content; order of members and positions do not count, 1 equals 1.0.
  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, List, Object> data_{nullptr};
};

struct Member {
  std::string key{};
  Value value{};
};

}  // namespace corootctl::document
