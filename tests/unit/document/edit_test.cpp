#include <doctest/doctest.h>

#include <string>

#include "document/edit.hpp"
#include "document/json.hpp"

namespace corootctl::tests::document_edit {

using document::List;
using document::parse_json;
using document::to_json;
using document::Value;

namespace {

Value json(const std::string& text) { return parse_json(text, "in").value(); }

std::string merged(const std::string& base, const std::string& overlay) {
  return to_json(document::merge(json(base), json(overlay)));
}

/// One line a change: "path: before -> after".
std::string changes(const std::string& before, const std::string& after) {
  std::string out;
  const auto side = [](const std::optional<Value>& value) { return value ? to_json(*value) : "(none)"; };
  for (const auto& change : document::diff(json(before), json(after))) {
    out += change.path + ": " + side(change.before) + " -> " + side(change.after) + "\n";
  }
  return out;
}

}  // namespace

TEST_CASE("merge follows the examples of RFC 7386, appendix A") {
  CHECK(merged(R"({"a":"b"})", R"({"a":"c"})") == R"({"a":"c"})");
  CHECK(merged(R"({"a":"b"})", R"({"b":"c"})") == R"({"a":"b","b":"c"})");
  CHECK(merged(R"({"a":"b"})", R"({"a":null})") == "{}");
  CHECK(merged(R"({"a":"b","b":"c"})", R"({"a":null})") == R"({"b":"c"})");
  CHECK(merged(R"({"a":["b"]})", R"({"a":"c"})") == R"({"a":"c"})");
  CHECK(merged(R"({"a":"c"})", R"({"a":["b"]})") == R"({"a":["b"]})");
  CHECK(merged(R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})") == R"({"a":{"b":"d"}})");
  CHECK(merged(R"({"a":[{"b":"c"}]})", R"({"a":[1]})") == R"({"a":[1]})");
  CHECK(merged(R"(["a","b"])", R"(["c","d"])") == R"(["c","d"])");
  CHECK(merged(R"({"a":"b"})", R"(["c"])") == R"(["c"])");
  CHECK(merged(R"({"a":"foo"})", "null") == "null");
  CHECK(merged(R"({"a":"foo"})", R"("bar")") == R"("bar")");
  CHECK(merged(R"({"e":null})", R"({"a":1})") == R"({"e":null,"a":1})");
  CHECK(merged("[1,2]", R"({"a":"b","c":null})") == R"({"a":"b"})");
  CHECK(merged("{}", R"({"a":{"bb":{"ccc":null}}})") == R"({"a":{"bb":{}}})");
}

TEST_CASE("merge keeps the places of members that are there, new ones follow") {
  CHECK(merged(R"({"c":1,"a":{"y":1,"x":2}})", R"({"b":3,"a":{"z":4,"x":5}})") ==
        R"({"c":1,"a":{"y":1,"x":5,"z":4},"b":3})");
}

TEST_CASE("diff lists changed, added and removed places in the order of their paths") {
  CHECK(changes(R"({"spec":{"b":1,"a":[1,{"n":"x"}],"gone":{"k":1}},"same":true})",
                R"({"spec":{"a":[1,{"n":"y"},3],"b":2,"fresh":[]},"same":true})") ==
        "spec.a[1].n: \"x\" -> \"y\"\n"
        "spec.a[2]: (none) -> 3\n"
        "spec.b: 1 -> 2\n"
        "spec.fresh: (none) -> []\n"
        "spec.gone: {\"k\":1} -> (none)\n");
}

TEST_CASE("list items are compared in numeric order, and a shorter list loses its end") {
  CHECK(changes("[0,1,2,3,4,5,6,7,8,9,10]", "[0,1,9,3,4,5,6,7,8,9]") == "[2]: 2 -> 9\n[10]: 10 -> (none)\n");
}

TEST_CASE("equal content in another order is no difference") {
  CHECK(changes(R"({"a":1,"b":{"x":1,"y":2}})", R"({"b":{"y":2,"x":1.0},"a":1})").empty());
}

TEST_CASE("a change of kind is one change of the whole") {
  CHECK(changes(R"({"a":{"b":1}})", R"({"a":[1]})") == "a: {\"b\":1} -> [1]\n");
  CHECK(changes("1", "2") == ": 1 -> 2\n");
  CHECK(changes(R"({"a":null})", "{}") == "a: null -> (none)\n");
}

TEST_CASE("dots and brackets inside a key are escaped in its path") {
  CHECK(changes(R"({"annotations":{"example.com/x":"1"}})", R"({"annotations":{"example.com/x":"2"}})") ==
        "annotations.example\\.com/x: \"1\" -> \"2\"\n");
}

}  // namespace corootctl::tests::document_edit
