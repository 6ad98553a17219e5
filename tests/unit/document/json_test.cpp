#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <string_view>

#include "document/json.hpp"

namespace corootctl::tests::document_json {

using namespace std::string_view_literals;
using document::List;
using document::Object;
using document::parse_json;
using document::to_json;
using document::Value;

namespace {

std::string read(std::string_view text) {
  const auto out = parse_json(text, "in");
  return out ? to_json(*out) : describe(out.error());
}

}  // namespace

TEST_CASE("JSON keeps the order of members, and the last of repeated keys") {
  CHECK(read(R"({"z":1,"a":2,"m":{"b":[],"a":{}},"z":3})") == R"({"z":3,"a":2,"m":{"b":[],"a":{}}})");
}

TEST_CASE("objects with very many keys keep order and last values too") {
  std::string text = "{", expected = "{";
  for (int i = 0; i < 500; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  for (int i = 0; i < 500; ++i) {
    const std::string member = "\"k" + std::to_string(i) + "\":" + std::to_string(i);
    text += member + (i < 499 ? "," : "}");
    expected += member + (i < 499 ? "," : "}");
  }
  CHECK(read(text) == expected);
}

TEST_CASE("integers that fit stay integers") {
  CHECK(read("[9223372036854775807,-9223372036854775808,0,-0]") == "[9223372036854775807,-9223372036854775808,0,0]");
  CHECK(read("[9223372036854775808,1.0,1e2,-0.0]") == "[9.223372036854776e+18,1.0,100.0,-0.0]");
  CHECK(parse_json("1", "in")->is_integer());
  CHECK_FALSE(parse_json("1.0", "in")->is_integer());
}

TEST_CASE("strings of JSON decode and encode") {
  CHECK(read(R"("\u00e9\ud83d\ude00\/\b\u0000\u007f\"\\")") == R"("é😀/\u0008\u0000\u007f\"\\")");
  CHECK(to_json(Value("a\nb\tc\r\x1b[31m")) == R"("a\nb\tc\r\u001b[31m")");
  CHECK(to_json(Value("bad \xC3 byte")) == "\"bad \xEF\xBF\xBD byte\"");
}

TEST_CASE("indented JSON puts every member on a line, empty ones stay short") {
  const Value value = Object{{"a", List{1, Object{{"b", nullptr}}}}, {"c", Object()}, {"d", List()}};
  CHECK(to_json(value, 2) == R"({
  "a": [
    1,
    {
      "b": null
    }
  ],
  "c": {},
  "d": []
})");
}

TEST_CASE("numbers that JSON lacks are written as null") {
  CHECK(to_json(List{std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) ==
        "[null,null]");
}

TEST_CASE("broken JSON is refused with line and column, and never quoted") {
  CHECK(read("") == "in: line 1, column 1: not valid JSON while parsing value - unexpected end of input");
  CHECK(read("{\"password\": hunter2}") ==
        "in: line 1, column 14: not valid JSON while parsing value - invalid literal");
  CHECK(read("{\"a\": \"hunter2\n\"}") ==
        "in: line 1, column 15: not valid JSON while parsing value - invalid string: control character U+000A (LF) "
        "must be escaped to \\u000A or \\n");
  CHECK(read("{\"hunter2\" 1}") ==
        "in: line 1, column 12: not valid JSON while parsing object separator - unexpected number literal");
  CHECK(read("{\n \"a\": [1,\n]}") == "in: line 3, column 1: not valid JSON while parsing value - unexpected ']'");
  CHECK(read("{\"a\":1} hunter2") == "in: line 1, column 9: not valid JSON while parsing value - invalid literal");
  CHECK(read("[1e999]") == "in: line 1, column 6: a number is out of range");
  CHECK(read("{\"a\":1}\0hunter2"sv) == "in: line 1, column 8: control characters are not allowed");
  CHECK(read("\"\xC3(\"") ==
        "in: line 1, column 3: not valid JSON while parsing value - invalid string: ill-formed UTF-8 byte");
  CHECK(read("[NaN]") == "in: line 1, column 2: not valid JSON while parsing value - invalid literal");
}

}  // namespace corootctl::tests::document_json
