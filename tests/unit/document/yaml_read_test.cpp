// Case numbers are those of the kubeconfig table that the reader is held to.
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::document_yaml_read {

using namespace std::string_view_literals;

namespace {

std::string first(std::string_view text) {
  const auto out = document::parse_yaml(text, "in");
  return out ? document::to_json(*out) : describe(out.error());
}

std::string all(std::string_view text) {
  const auto out = document::parse_yaml_all(text, "in");
  return out ? document::to_json(document::List(out->begin(), out->end())) : describe(out.error());
}

}  // namespace

TEST_CASE("kubeconfig 8: a text without content is null") {
  for (const char* text : {"", " \n\n", "# only\n# comments\n", "null", "~", "---", "--- # x\n", "---\n...\n"}) {
    CAPTURE(text);
    CHECK(first(text) == "null");
    CHECK(all(text) == "[]");
  }
}

TEST_CASE("the kinds of collection read in block and in flow style") {
  CHECK(first("hello") == R"("hello")");
  CHECK(first("[]") == "[]");
  CHECK(first("{}") == "{}");
  CHECK(first("- a\n-\n- - b\n  - c\n") == R"(["a",null,["b","c"]])");
  CHECK(first("a:\n- b\nc: {d: [e, f: g], \"h\":i}\n") == R"({"a":["b"],"c":{"d":["e",{"f":"g"}],"h":"i"}})");
  CHECK(first("? a\n: b\n? c\n") == R"({"a":"b","c":null})");
  CHECK(first("\"a\" :\n'b''c':\n&x d:\n!!str e:\n? f\n") == R"({"a":null,"b'c":null,"d":null,"e":null,"f":null})");
  CHECK(first("[a, ~, null, b: , &x , ]") == R"(["a",null,null,{"b":null},null])");
  CHECK(first("a:\nb:\n") == R"({"a":null,"b":null})");
}

TEST_CASE("texts of several lines fold and keep their line ends as their style says") {
  CHECK(first("a: |\n  x\n   y\n\n  z\nb: 1") == R"({"a":"x\n y\n\nz\n","b":1})");
  CHECK(first("a: |-\n  x\n") == R"({"a":"x"})");
  CHECK(first("a: |+\n  x\n\n") == R"({"a":"x\n\n"})");
  CHECK(first("a: >\n  x\n  y\n\n  z\n") == R"({"a":"x y\nz\n"})");
  CHECK(first("a: \"x\n  y\n\n  z\"") == R"({"a":"x y\nz"})");
  CHECK(first("a: x\n  y\n") == R"({"a":"x y"})");
  CHECK(first("a: 'it''s'\nb: \"\\x41\\u00e9\\n\\t\\\\\"") == R"({"a":"it's","b":"Aé\n\t\\"})");
}

TEST_CASE("kubeconfig 14: the last of repeated keys wins, in YAML and in JSON") {
  CHECK(first("a: 1\nb: 2\na: 3\n") == R"({"a":3,"b":2})");
  CHECK(first(R"({"a":1,"b":2,"a":[3]})") == R"({"a":[3],"b":2})");
}

TEST_CASE("kubeconfig 16: only the first document counts, whatever follows") {
  CHECK(first("a: 1\n---\nb: 2\n") == R"({"a":1})");
  CHECK(first("a: 1\n---\n{{{ garbage\n") == R"({"a":1})");
  CHECK(first("---\n---\na: 1\n") == "null");
  CHECK(first("{\"a\": 1}\n---\n\"b\n") == R"({"a":1})");
  CHECK(first("é: x\r\n---\r\nb: [") == R"({"é":"x"})");
  CHECK(first("a: 1\n...\n# end\nb: [") == R"({"a":1})");
}

TEST_CASE("a stream gives all its documents without the empty ones") {
  CHECK(all("---\n# Source: a.yaml\na: 1\n---\n---\n# only a comment\n---\nb: 2\n...\n") == R"([{"a":1},{"b":2}])");
  CHECK(all("{\"a\":1}\n{\"b\":2}") == R"([{"a":1},{"b":2}])");
  CHECK(all("{\"a\":1}\n---\n{\"b\":2}\n") == R"([{"a":1},{"b":2}])");
  CHECK(all("a: 1\n---\nb: [") == "in: line 4, column 1: not valid YAML: did not find expected node content");
}

TEST_CASE("kubeconfig 17: anchors, aliases and merge keys") {
  CHECK(first("a: &x {b: 1}\nc: *x\n") == R"({"a":{"b":1},"c":{"b":1}})");
  CHECK(first("a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n") == R"({"a":{"b":1,"c":2},"d":{"b":1,"c":3}})");
  CHECK(first("c: 3\n<<: {b: 1, c: 2}\n") == R"({"c":2,"b":1})");
  CHECK(first("c: 3\n<<: {c: 2}\nc: 4\n") == R"({"c":4})");
  CHECK(first("<<: {c: 1}\n<<: {c: 2}\n") == R"({"c":2})");
  CHECK(first("a: 9\n<<: [{a: 1}, {a: 2, b: 2}]\n") == R"({"a":1,"b":2})");
  CHECK(first("<<: [{a: 1}, {a: 2, b: 2}]\n") == R"({"a":1,"b":2})");
  CHECK(first("\"<<\": 1\n") == R"({"<<":1})");
  CHECK(first("<<: 5\n") == "in: line 1, column 5: a merge key (<<) takes an object or a list of objects");
  CHECK(first("- &a 1\n- *a\n- &a 2\n- *a\n") == "[1,1,2,2]");
}

TEST_CASE("kubeconfig 17: unknown and self-containing anchors are refused") {
  CHECK(first("a: *nope") == "in: line 1, column 4: not valid YAML: the referenced anchor is not defined");
  CHECK(first("&a [*a]") == "in: line 1, column 5: an anchor contains itself");
  CHECK(first("a: &a\n  b: *a\n") == "in: line 2, column 6: an anchor contains itself");
}

TEST_CASE("kubeconfig 19: tabs separate, but do not indent blocks") {
  CHECK(first("a:\n\tb: 1\n") == "in: line 2, column 1: not valid YAML: found character that cannot start any token");
  CHECK(first("a:\n\t- b\n") == "in: line 2, column 1: not valid YAML: found character that cannot start any token");
  CHECK(first("a:\tb\t# c\n") == R"({"a":"b"})");
  CHECK(first("{\n\t\"a\":\t[\n\t1]\n}\n") == R"({"a":[1]})");
  CHECK(first("a: {\n\tb: 1}\n") == R"({"a":{"b":1}})");
}

TEST_CASE("kubeconfig 20: byte order marks of UTF-8 and UTF-16") {
  CHECK(first("\xEF\xBB\xBF"
              "a: 1") == R"({"a":1})");
  CHECK(first("\xEF\xBB\xBF{\"a\": 1}") == R"({"a":1})");
  CHECK(first("\xFF\xFE"
              "a\0:\0 \0\xE9\0\x3D\xD8\x00\xDE"sv) == R"({"a":"é😀"})");
  CHECK(first("\xFE\xFF\0a\0:\0 \0\xE9\xD8\x3D\xDE\x00"sv) == R"({"a":"é😀"})");
}

TEST_CASE("kubeconfig 20: line ends of Windows and old Macs leave no stray CR") {
  CHECK(first("a: x\rb: |\r  y\r  z\rc:\r- \"p\r  q\"\r") == R"({"a":"x","b":"y\nz\n","c":["p q"]})");
  CHECK(first("a: x\r\nb: |\r\n  y\r\n  z\r\nc:\r\n- 1\r\n") == R"({"a":"x","b":"y\nz\n","c":[1]})");
}

TEST_CASE("kubeconfig 20: broken encoding and control characters are refused") {
  CHECK(first("a: x\0y"sv) == "in: line 1, column 5: control characters are not allowed");
  CHECK(first("a: 1\nb: \x7F") == "in: line 2, column 4: control characters are not allowed");
  CHECK(first("a: \xC3(") == "in: line 1, column 4: the text is not valid UTF-8");
  CHECK(first("a: \xED\xA0\x80") == "in: line 1, column 4: the text is not valid UTF-8");
  CHECK(first("a: \xC0\x80") == "in: line 1, column 4: the text is not valid UTF-8");
  CHECK(first("\xFF\xFE"
              "a\0:\0 \0\x3D\xD8"sv) == "in: line 1, column 4: control characters are not allowed");
  CHECK(first("\xFF\xFE"
              "a\0:"sv) == "in: line 1, column 2: control characters are not allowed");
}

TEST_CASE("kubeconfig 23: names with special characters") {
  CHECK(first("name: café-😀") == R"({"name":"café-😀"})");
  CHECK(first("name: arn:aws:eks:eu-west-1:1:cluster/a") == R"({"name":"arn:aws:eks:eu-west-1:1:cluster/a"})");
  CHECK(first("name: user@host\nb: \"a#b\"\nc: a#b # d") == R"({"name":"user@host","b":"a#b","c":"a#b"})");
  CHECK(first("current-context: @x") ==
        "in: line 1, column 18: not valid YAML: found character that cannot start any token");
}

TEST_CASE("kubeconfig 8, 16, 22: JSON and near-JSON") {
  CHECK(first(R"({"a":"x\/y\ud83d\ude00","b":[1,-2.5e3,true,null]})") == R"({"a":"x/y😀","b":[1,-2500.0,true,null]})");
  CHECK(first("{\"a\":1,}") == R"({"a":1})");
  CHECK(first("{\"a\":\"x\" // c\n}") == "in: line 1, column 10: not valid YAML: did not find expected ',' or '}'");
  CHECK(first(R"({"a":1}{"b":2})") == R"({"a":1})");
}

TEST_CASE("kubeconfig 21: a version directive is accepted") {
  CHECK(first("%YAML 1.2\n---\na: 1") == R"({"a":1})");
  CHECK(first("%YAML 1.1\n---\na: 1") == R"({"a":1})");
  CHECK(first("%YAML 2.0\n---\na: 1") == "in: line 1, column 1: not valid YAML: found incompatible YAML document");
}

TEST_CASE("keys that are no text are refused") {
  CHECK(first("? [a]\n: b") == "in: line 1, column 3: a key must be text, not list");
  CHECK(first("~: b") == "in: line 1, column 1: a key must be text, not null");
}

TEST_CASE("broken structure is refused with its place, and without quoting the text") {
  CHECK(first("a: 1\nhunter2\n") == "in: line 2, column 1: not valid YAML: could not find expected ':'");
  CHECK(first("a:\n  b: 1\n hunter2: 2\n") == "in: line 3, column 2: not valid YAML: did not find expected key");
  CHECK(first("a: 1\nhunter2\n  more\n") == "in: line 2, column 1: not valid YAML: could not find expected ':'");
  CHECK(first("a: 1\n\"hunter2\"") == "in: line 2, column 1: not valid YAML: could not find expected ':'");
  CHECK(first("a: 1\n!!str hunter2") == "in: line 2, column 1: not valid YAML: could not find expected ':'");
  CHECK(first("[hunter2, , 2]") == "in: line 1, column 11: not valid YAML: did not find expected node content");
  CHECK(first("a: \"hunter2\n") == "in: line 1, column 4: not valid YAML: found unexpected end of stream");
  CHECK(first("a: &x !!str 'it''s hunter2''\n") ==
        "in: line 1, column 13: not valid YAML: found unexpected end of stream");
  CHECK(first("a: \"hunter2\\\"\n \n") == "in: line 1, column 4: not valid YAML: found unexpected end of stream");
  CHECK(first("{\"a\": 1}\nhunter2: [") == R"({"a":1})");  // nobody looks behind the first document
  CHECK(first("- a\nhunter2: 1") == "in: line 2, column 1: not valid YAML: did not find expected '-' indicator");
  CHECK(first("a: hunter2: b") ==
        "in: line 1, column 11: not valid YAML: mapping values are not allowed in this context");
  CHECK(first("a: \"hunter2\\q\"") == "in: line 1, column 12: not valid YAML: found unknown escape character");
  CHECK(first("a: \"hunter2\\ud800\"") ==
        "in: line 1, column 14: not valid YAML: found invalid Unicode character escape code");
  CHECK(first("a: 1\n}\n") == "in: line 2, column 1: not valid YAML: did not find expected key");
}

TEST_CASE("values know where they were written") {
  const auto out = document::parse_yaml("a: 1\nb:\n  - c\n  - d: é x\n    e: &f\n      g: 1\n", "in").value();
  CHECK(out["a"].position.line == 1);
  CHECK(out["a"].position.column == 4);
  CHECK(out["b"][1]["d"].position.line == 4);
  CHECK(out["b"][1]["d"].position.column == 8);
  CHECK(out["b"][1]["e"]["g"].position.line == 6);
}

TEST_CASE("a marked document says where keys are, which are repeated, and where another one begins") {
  const auto out = document::parse_marked_yaml("a: &x {k: 1}\nb:\n  <<: *x\n  k: 2\na: 3\n---\nc: 4\n", "in").value();
  CHECK(out.value["b"]["k"].as_integer() == 2);
  CHECK(out.value["b"].key_position.line == 2);
  REQUIRE(out.repeated.size() == 1);
  CHECK(out.repeated[0].key == "a");
  CHECK(out.repeated[0].position.line == 5);
  CHECK(out.another.line == 7);
  const auto json = document::parse_marked_yaml("{\"a\":\n  {\"b\": 1}}", "in").value();
  CHECK(json.value["a"]["b"].position.line == 2);
  CHECK(json.value["a"]["b"].key_position.column == 4);
  CHECK(json.another.line == 0);
}

TEST_CASE("what is wrong in a text is also there without its name, with its place") {
  const auto flaw = document::parse_yaml("a: 1\n b: 2\n", "in").error().flaw;
  CHECK(flaw.line == 2);
  CHECK(flaw.column == 3);
  CHECK(flaw.reason == "not valid YAML: mapping values are not allowed in this context");
}

}  // namespace corootctl::tests::document_yaml_read
