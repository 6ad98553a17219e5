// Case numbers are those of the kubeconfig table that the reader is held to.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::document_yaml_scalars {

using document::parse_yaml;

namespace {

/// What `scalar` reads as, in JSON, behind the key "v".
std::string read(const std::string& scalar) {
  const auto out = parse_yaml("v: " + scalar + "\n", "in");
  return out ? document::to_json((*out)["v"]) : describe(out.error());
}

void check_each(const std::vector<std::string>& scalars, const std::string& expected) {
  for (const std::string& scalar : scalars) {
    CAPTURE(scalar);
    CHECK(read(scalar) == expected);
  }
}

void check_strings(const std::vector<std::string>& scalars) {
  for (const std::string& scalar : scalars) CHECK(read(scalar) == "\"" + scalar + "\"");
}

}  // namespace

TEST_CASE("kubeconfig 11: yes, on, y and their like are booleans") {
  check_each({"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"}, "true");
  check_each({"n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"}, "false");
  check_strings({"yEs", "oN", "tRUE", "yess", "nope", "offline"});
}

TEST_CASE("kubeconfig 11, 12: numbers in all the notations of YAML 1.1") {
  CHECK(read("12345") == "12345");
  CHECK(read("+5") == "5");
  CHECK(read("-5") == "-5");
  CHECK(read("0x10") == "16");
  CHECK(read("-0x1F") == "-31");
  CHECK(read("0b11") == "3");
  CHECK(read("-0b11") == "-3");
  CHECK(read("012") == "10");
  CHECK(read("0o17") == "15");
  CHECK(read("1_000") == "1000");
  CHECK(read("1__") == "1");
  CHECK(read("0") == "0");
  CHECK(read("1e3") == "1000.0");
  CHECK(read("1.") == "1.0");
  CHECK(read(".5") == "0.5");
  CHECK(read("-1.5e-3") == "-0.0015");
  CHECK(read("08") == "8.0");
  CHECK(read("1e-999") == "0.0");
  CHECK(read("9223372036854775807") == "9223372036854775807");
  CHECK(read("-9223372036854775808") == "-9223372036854775808");
  CHECK(read("9223372036854775808") == "9.223372036854776e+18");
  CHECK(read("18446744073709551616") == "1.8446744073709552e+19");
}

TEST_CASE("kubeconfig 11: what only resembles a number stays a string") {
  check_strings(
      {"2020-01-01", "12:30:45", "1.2.3", "123e456", "0123abc", "=",  "0x",  "0xfg", "0b12", "1e",
       "e3",         ".",        "..",    "+",       "-x",      "_1", "._5", "1.5.", "0o8x", "2020-01-01T10:00:00Z",
       "10.0.0.1",   "1:20"});
}

TEST_CASE("kubeconfig 13: null, ~ and nothing are null, and not the text null") {
  check_each({"", "~", "null", "Null", "NULL", "# comment"}, "null");
  check_strings({"nULL", "nil", "none", "~x"});
}

TEST_CASE("kubeconfig 12: quotes and !!str make a string of anything") {
  check_each({"\"12345\"", "'12345'", "!!str 12345", "! 12345"}, "\"12345\"");
  check_each({"\"true\"", "'true'", "!!str true"}, "\"true\"");
  check_each({"\"\"", "''", "!!str"}, "\"\"");
  check_each({"\"null\"", "!!str null"}, "\"null\"");
}

TEST_CASE("explicit tags of the core set convert or are refused, local ones are ignored") {
  CHECK(read("!!int \"5\"") == "5");
  CHECK(read("!!float 5") == "5.0");
  CHECK(read("!!bool \"yes\"") == "true");
  CHECK(read("!!null \"\"") == "null");
  CHECK(read("!!binary aGVs\n  bG8=") == "\"hello\"");
  CHECK(read("!local 5") == "\"5\"");
  CHECK(read("!<tag:example.com,2024:x> 5") == "\"5\"");
  CHECK(read("!!timestamp 2020-01-01") == "\"2020-01-01\"");
  check_each({"!!int x", "!!int 1.5", "!!bool 1", "!!null x", "!!float x", "!!binary \"a\"", "!!binary \"/w==\""},
             "in: line 1, column 4: the text does not fit its tag");
}

TEST_CASE("infinities and NaN are refused") {
  check_each({".inf", ".Inf", "-.INF", "+.inf", ".nan", ".NaN", "!!float .nan"},
             "in: line 1, column 4: infinities and NaN are not allowed");
}

TEST_CASE("keys become the text that kubectl makes of them") {
  const auto out = parse_yaml("5: a\nyes: b\n0x10: c\n1.5: d\n\"7\": e\noff: f\n", "in").value();
  CHECK(document::to_json(out) == R"({"5":"a","true":"b","16":"c","1.5":"d","7":"e","false":"f"})");
}

}  // namespace corootctl::tests::document_yaml_scalars
