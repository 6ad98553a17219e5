#include <doctest/doctest.h>

#include <string>

#include "document/edit.hpp"
#include "document/json.hpp"

namespace corootctl::tests::document_set {

using document::parse_json;
using document::to_json;

namespace {

/// `before` with the expression applied, or the error.
std::string after(const std::string& before, const std::string& expression) {
  auto value = parse_json(before, "in").value();
  const auto done = document::apply_set(value, expression);
  if (done) return to_json(value);
  CHECK(to_json(value) == before);  // all or nothing
  CHECK(done.error().kind == ErrorKind::usage);
  return describe(done.error());
}

}  // namespace

TEST_CASE("--set makes the way to its place") {
  CHECK(after("null", "a=1") == R"({"a":1})");
  CHECK(after("{}", "spec.service.type=NodePort") == R"({"spec":{"service":{"type":"NodePort"}}})");
  CHECK(after(R"({"a":{"b":1,"c":2}})", "a.b=3") == R"({"a":{"b":3,"c":2}})");
  CHECK(after("{}", "a.b=1,a.c=2,d=x") == R"({"a":{"b":1,"c":2},"d":"x"})");
}

TEST_CASE("--set reaches items of lists, and appends one behind the last") {
  CHECK(after(R"({"l":[{"n":1},{"n":2}]})", "l[1].n=5") == R"({"l":[{"n":1},{"n":5}]})");
  CHECK(after(R"({"l":[1]})", "l[1]=2") == R"({"l":[1,2]})");
  CHECK(after("{}", "l[0].n=1,l[1].n=2") == R"({"l":[{"n":1},{"n":2}]})");
  CHECK(after("{}", "m[0][0]=1") == R"({"m":[[1]]})");
  CHECK(after(R"({"l":[1]})", "l[3]=2") == "--set l[3]: character 1: the list has only 1 items");
}

TEST_CASE("--set types its values as YAML scalars, quotes keep strings") {
  CHECK(after("{}", "a=true,b=no,c=5,d=1.5,e=0x10,f=15s,g=10Gi") ==
        R"({"a":true,"b":false,"c":5,"d":1.5,"e":16,"f":"15s","g":"10Gi"})");
  CHECK(after("{}", "a=\"5\",b='yes',c=\"x,y=z\",d=") == R"({"a":"5","b":"yes","c":"x,y=z","d":""})");
  CHECK(after("{}", "a=\"x\"y") == R"({"a":"\"x\"y"})");
  CHECK(after("{}", "a=b=c") == R"({"a":"b=c"})");
  CHECK(after("{}", "a=https://x.example.com:8080/p?q=1") == R"({"a":"https://x.example.com:8080/p?q=1"})");
}

TEST_CASE("--set reads escapes in paths and values, other backslashes stay") {
  CHECK(after("{}", R"(a=x\,y)") == R"({"a":"x,y"})");
  CHECK(after("{}", R"(annotations.example\.com/x=1)") == R"({"annotations":{"example.com/x":1}})");
  CHECK(after("{}", R"(a\=b\[0\]=1)") == R"({"a=b[0]":1})");
  CHECK(after("{}", R"(a=C:\dir\\x)") == R"({"a":"C:\\dir\\x"})");
}

TEST_CASE("--set with null removes, and never makes anything") {
  CHECK(after(R"({"a":{"b":1,"c":2}})", "a.b=null") == R"({"a":{"c":2}})");
  CHECK(after(R"({"l":[1,2,3]})", "l[1]=null") == R"({"l":[1,3]})");
  CHECK(after(R"({"a":1})", "x.y[0].z=null") == R"({"a":1})");
  CHECK(after(R"({"a":1})", "a.b=null") == R"({"a":1})");
  CHECK(after(R"({"a":1})", "a=~") == "{}");
  CHECK(after(R"({"a":1})", "a=\"null\"") == R"({"a":"null"})");
}

TEST_CASE("--set refuses what it cannot read, with the position and without the value") {
  CHECK(after("{}", "") == "--set : character 1: expected the name of a field");
  CHECK(after("{}", "a") == "--set a: character 2: expected '=' and a value");
  CHECK(after("{}", "=x") == "--set : character 1: expected the name of a field");
  CHECK(after("{}", "a..b=1") == "--set a..b: character 3: expected the name of a field");
  CHECK(after("{}", "a[x]=1") == "--set a[x]: character 2: expected the index of a list item, as in [0]");
  CHECK(after("{}", "a[-1]=1") == "--set a[-1]: character 2: expected the index of a list item, as in [0]");
  CHECK(after("{}", "a[99999999999999999999]=1") ==
        "--set a[99999999999999999999]: character 2: expected the index of a list item, as in [0]");
  CHECK(after("{}", "a[0]b=1") == "--set a[0]b: character 5: expected '=' and a value");
  CHECK(after("{}", "a=hunter2,b") == "--set b: character 12: expected '=' and a value");
  CHECK(after("{}", "a=1,") == "--set : character 5: expected the name of a field");
}

TEST_CASE("--set does not replace a value by accident on its way down") {
  CHECK(after(R"({"a":"text"})", "a.b=1") == "--set a.b: character 1: \"b\" needs an object, found string");
  CHECK(after(R"({"a":{"b":1}})", "x=1,a[0]=1") == "--set a[0]: character 5: [0] needs a list, found object");
  CHECK(after(R"({"a":null})", "a.b=1") == R"({"a":{"b":1}})");
}

}  // namespace corootctl::tests::document_set
