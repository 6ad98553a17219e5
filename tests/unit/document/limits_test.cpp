#include <doctest/doctest.h>

#include <string>

#include "document/json.hpp"
#include "document/limits.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::document_limits {

namespace {

std::string repeated(const std::string& text, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

std::string yaml_error(const std::string& text) {
  const auto out = document::parse_yaml(text, "in");
  return out ? "no error" : describe(out.error());
}

std::string json_error(const std::string& text) {
  const auto out = document::parse_json(text, "in");
  return out ? "no error" : describe(out.error());
}

std::string nested_lists(int depth) { return repeated("[", depth) + repeated("]", depth); }

std::string nested_blocks(int depth) {
  std::string out;
  for (int i = 0; i < depth; ++i) out += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  return out;
}

/// Each level repeats the level before nine times.
std::string alias_bomb(int levels) {
  std::string out = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i <= levels; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    out += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + repeated("," + before, 8) + "]\n";
  }
  return out;
}

}  // namespace

TEST_CASE("kubeconfig 18: nesting is limited in YAML and JSON, in block and flow style") {
  CHECK(yaml_error(nested_lists(document::max_depth)) == "no error");
  CHECK(yaml_error(nested_lists(document::max_depth + 1)) == "in: line 1, column 401: nested deeper than 400 levels");
  CHECK(yaml_error(repeated("[", 20000)) == "in: line 1, column 401: nested deeper than 400 levels");
  CHECK(yaml_error(repeated("{\"a\":", 20000)) == "in: line 1, column 2001: nested deeper than 400 levels");
  CHECK(yaml_error(repeated("- ", 20000)) == "in: line 1, column 801: nested deeper than 400 levels");
  CHECK(yaml_error(repeated("? ", 20000)) == "in: line 1, column 801: nested deeper than 400 levels");
  CHECK(yaml_error(nested_blocks(document::max_depth)) == "no error");
  CHECK(yaml_error(nested_blocks(document::max_depth + 1)) ==
        "in: line 401, column 401: nested deeper than 400 levels");
  CHECK(json_error(nested_lists(document::max_depth)) == "no error");
  CHECK(json_error(nested_lists(document::max_depth + 1)) == "in: line 1, column 401: nested deeper than 400 levels");
  CHECK(json_error(repeated("[", 1000000)) == "in: line 1, column 401: nested deeper than 400 levels");
}

TEST_CASE("aliases cannot nest deeper than the limit either") {
  std::string text = "a0: &a0 x\n";
  for (int i = 1; i <= document::max_depth; ++i) {
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  CHECK(yaml_error(text) == "in: line 1, column 5: nested deeper than 400 levels");
}

TEST_CASE("kubeconfig 18: an alias bomb is refused, a document with many aliases is not") {
  CHECK(yaml_error(alias_bomb(10)) == "in: line 1, column 14: the aliases expand to too much content");
  CHECK(yaml_error(alias_bomb(3)) == "no error");
  CHECK(yaml_error("a: &a {b: [c, d]}\nl:\n" + repeated("- *a\n", 10000)) == "no error");
}

TEST_CASE("long texts behind aliases count by their length") {
  const std::string text = "a: &a " + repeated("x", 1 << 20) + "\nl:\n";
  CHECK(yaml_error(text + repeated("- *a\n", 10)) == "no error");
  CHECK(yaml_error(text + repeated("- *a\n", 20)) == "in: line 1, column 4: the aliases expand to too much content");
}

TEST_CASE("merge keys count like aliases") {
  std::string text = "a0: &a0 {k: [x,x,x,x,x,x,x,x,x]}\n";
  for (int i = 1; i <= 20; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + "\n  <<: [" + before + repeated(", " + before, 8) +
            "]\n";
  }
  CHECK(yaml_error(text) == "in: line 1, column 22: the aliases expand to too much content");
}

TEST_CASE("an oversized YAML text is refused before it is read") {
  const std::string text(document::max_yaml_bytes + 1, ' ');
  CHECK(yaml_error(text) == "in: larger than 32 MiB");
}

TEST_CASE("a document of very many values is refused, one of many is read") {
  CHECK(yaml_error("x: [" + repeated("a,", document::max_yaml_nodes) + "]") ==
        "in: line 1, column 1999999: more than 1000000 values");
  CHECK(yaml_error("x: [" + repeated("a,", 50000) + "]") == "no error");
  CHECK(yaml_error("{\"x\": [" + repeated("1,", document::max_yaml_nodes) + "1]}") ==
        "in: line 1, column 2000002: more than 1000000 values");
  CHECK(yaml_error("{\"x\": \"" + repeated(",", document::max_yaml_nodes + 1) + "\"}") == "no error");
}

TEST_CASE("very many %TAG directives are refused, a few are read") {
  const auto directives = [](std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += "%TAG !a" + std::to_string(i) + "! tag:b\n";
    return out + "---\nx: 1\n";
  };
  CHECK(yaml_error(directives(document::max_tag_directives)) == "no error");
  CHECK(yaml_error(directives(document::max_tag_directives + 1)) == "in: more than 100 %TAG directives");
}

}  // namespace corootctl::tests::document_limits
