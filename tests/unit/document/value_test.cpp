#include <doctest/doctest.h>

#include <limits>
#include <string>

#include "document/json.hpp"
#include "document/value.hpp"

namespace corootctl::tests::document_value {

using namespace corootctl::document;

TEST_CASE("an object keeps the order of its keys and replaces repeated ones") {
  Object object{{"b", 1}, {"a", 2}, {"b", 3}};
  object.set("c", 4);
  object["d"] = 5;
  object["a"] = 6;
  CHECK(to_json(object) == R"({"b":3,"a":6,"c":4,"d":5})");
  CHECK(object.erase("a"));
  CHECK_FALSE(object.erase("a"));
  CHECK(object.size() == 3);
  CHECK(object.contains("c"));
  CHECK(object.find("a") == nullptr);
}

TEST_CASE("reading another kind gives the fallback") {
  const Value text("x");
  CHECK(text.as_integer(7) == 7);
  CHECK(text.as_number(1.5) == 1.5);
  CHECK(text.as_bool(true));
  CHECK(text.as_list().empty());
  CHECK(text.as_object().empty());
  CHECK(Value(5).as_string().empty());
  CHECK(Value(5).string_or("none") == "none");
  CHECK(text["a"]["b"][3].is_null());
}

TEST_CASE("numbers read as each other when nothing is lost") {
  CHECK(Value(5.0).as_integer() == 5);
  CHECK(Value(5.5).as_integer(-1) == -1);
  CHECK(Value(1e300).as_integer(-1) == -1);
  CHECK(Value(9223372036854775808.0).as_integer(-1) == -1);
  CHECK(Value(std::numeric_limits<double>::quiet_NaN()).as_integer(-1) == -1);
  CHECK(Value(5).as_number() == 5.0);
}

TEST_CASE("equality looks at content, not at order, positions or the kind of number") {
  CHECK(Value(Object{{"a", 1}, {"b", List{1, 2}}}) == Value(Object{{"b", List{1.0, 2}}, {"a", 1}}));
  CHECK_FALSE(Value(Object{{"a", 1}}) == Value(Object{{"a", 1}, {"b", nullptr}}));
  CHECK_FALSE(Value(List{1, 2}) == Value(List{2, 1}));
  CHECK_FALSE(Value("1") == Value(1));
  CHECK_FALSE(Value(false) == Value());
  CHECK_FALSE(Value(9007199254740993) == Value(std::int64_t{9007199254740992}));
  Value placed(1);
  placed.position = {3, 4};
  CHECK(placed == Value(1));
}

TEST_CASE("make builds the objects on its way, at only looks") {
  Value value;
  value.make({"spec", "service", "type"}) = "NodePort";
  CHECK(to_json(value) == R"({"spec":{"service":{"type":"NodePort"}}})");
  CHECK(value.at({"spec", "service", "type"}).as_string() == "NodePort");
  CHECK(value.at({"spec", "nope", "type"}).is_null());
  CHECK(to_json(value) == R"({"spec":{"service":{"type":"NodePort"}}})");
}

TEST_CASE("each kind has a name for messages") {
  std::string names;
  for (const Value& value : List{nullptr, true, 1, 1.5, "x", List(), Object()})
    names += std::string(value.kind()) + " ";
  CHECK(names == "null boolean integer number string list object ");
}

}  // namespace corootctl::tests::document_value
