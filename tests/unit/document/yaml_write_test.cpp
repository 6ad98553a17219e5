#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::document_yaml_write {

using document::List;
using document::Object;
using document::to_yaml;
using document::Value;

TEST_CASE("YAML is written in blocks of two spaces with lists indented under their key") {
  const Value value = document::parse_json(R"({
    "apiVersion":"coroot.com/v1","metadata":{"name":"coroot","labels":{}},
    "spec":{"port":8080,"ratio":0.5,"on":true,"none":null,"empty":[],
            "projects":[{"name":"a","keys":[{"k":"x"},"y"]},"b",[1,[2,3]],[]]}})",
                                           "in")
                          .value();
  CHECK(to_yaml(value) == R"(apiVersion: coroot.com/v1
metadata:
  name: coroot
  labels: {}
spec:
  port: 8080
  ratio: 0.5
  "on": true
  none: null
  empty: []
  projects:
    - name: a
      keys:
        - k: x
        - "y"
    - b
    -
      - 1
      -
        - 2
        - 3
    - []
)");
}

TEST_CASE("a document may be a scalar or a list") {
  CHECK(to_yaml(Value()) == "null\n");
  CHECK(to_yaml(Value("x")) == "x\n");
  CHECK(to_yaml(Value("x\ny\n")) == "\"x\\ny\\n\"\n");
  CHECK(to_yaml(List{1, "a"}) == "- 1\n- a\n");
  CHECK(to_yaml(Object()) == "{}\n");
}

TEST_CASE("strings stand unquoted when they read back as themselves") {
  for (const char* text :
       {"abc", "15s", "10Gi", "10.0.0.1", "1.2.3", "prod-a", "-v=3", "--flag", "a:b", "https://x.example.com/p?q=1#f",
        "a, b", "a]b", "it's", "say \"x\"", "café 😀", "nope", "x: y"}) {
    CAPTURE(text);
    const bool plain = std::string(text) != "x: y";
    CHECK(to_yaml(Value(text)) == (plain ? std::string(text) : "\"" + std::string(text) + "\"") + "\n");
  }
}

TEST_CASE("strings that YAML 1.1 would read otherwise are quoted") {
  for (const char* text :
       {"",         "yes",       "No",   "on",  "y",    "null",  "~",    "5",          "-5",
        "0x10",     "1_000",     "1e3",  ".5",  ".inf", "-.INF", ".nan", "2020-01-01", "2020-01-01T10:00:00Z",
        "12:30:45", "1:20",      "=",    "<<",  "-",    "- x",   "---",  "...",        "# x",
        "a # b",    "a: b",      "a:",   ":",   "? x",  "[a",    "{a",   "*a",         "&a",
        "!a",       "|",         ">",    "'a",  "%a",   "@a",    "`a",   " a",         "a ",
        "tRUE",     "oN",        "nULL", "0o7", "0b1",  "0x_",   "._5",  "1,000",      "+.inf",
        "08",       "190:20:30", "1:30"}) {
    CAPTURE(text);
    CHECK(to_yaml(Value(text)) == "\"" + std::string(text) + "\"\n");
  }
  CHECK(to_yaml(Value("\"a")) == "\"\\\"a\"\n");
  CHECK(to_yaml(Object{{"5", 1}, {"true", 2}, {"a b", 3}, {"", 4}}) == "\"5\": 1\n\"true\": 2\na b: 3\n\"\": 4\n");
}

TEST_CASE("control, invisible and broken characters are escaped") {
  CHECK(to_yaml(Value("a\tb\x1b\x7f\xC2\x85\xE2\x80\xA8\xEF\xBB\xBF")) == "\"a\\tb\\x1b\\x7f\\x85\\u2028\\ufeff\"\n");
  CHECK(to_yaml(Value("a\\\n\xE2\x80\xAE")) == "\"a\\\\\\n\\u202e\"\n");
  CHECK(to_yaml(Value("bad \xC3 byte")) == "\"bad \xEF\xBF\xBD byte\"\n");
}

TEST_CASE("what no escape can tell is written in base64") {
  CHECK(to_yaml(Object{{"a", "x\xEF\xBF\xBF"}}) == "a: !!binary \"eO+/vw==\"\n");
}

TEST_CASE("texts of several lines stand on one line, with escapes") {
  CHECK(to_yaml(Object{{"a", "x\n  y\n"}, {"b", "größe\r\n"}, {"c", List{"\np"}}}) ==
        "a: \"x\\n  y\\n\"\nb: \"größe\\r\\n\"\nc:\n  - \"\\np\"\n");
}

TEST_CASE("numbers keep their kind") {
  CHECK(to_yaml(List{1, 1.0, -0.25, 1e300, std::int64_t{-5}}) == "- 1\n- 1.0\n- -0.25\n- 1.0e+300\n- -5\n");
}

}  // namespace corootctl::tests::document_yaml_write
