// What is written reads back as the same tree, for trees from a seeded generator that likes awkward texts.
#include <doctest/doctest.h>

#include <random>
#include <string>

#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::document_round_trip {

using document::List;
using document::Object;
using document::Value;

namespace {

/// What is awkward to write in YAML or in JSON.
const std::string pieces[] = {"a",
                              "b c",
                              " ",
                              "\n",
                              "\n\n",
                              ":",
                              ": ",
                              "#",
                              " #",
                              "-",
                              "- ",
                              "?",
                              "[",
                              "]",
                              "{",
                              "}",
                              ",",
                              "&",
                              "*",
                              "!",
                              "|",
                              ">",
                              "'",
                              "\"",
                              "%",
                              "@",
                              "`",
                              "\\",
                              "\t",
                              "\r",
                              "yes",
                              "no",
                              "null",
                              "~",
                              "5",
                              "0x1F",
                              "1_0",
                              "1e5",
                              ".inf",
                              "<<",
                              "=",
                              "---",
                              "...",
                              "é",
                              "😀",
                              "\xC2\x85",
                              "\xE2\x80\xA8",
                              "\x01",
                              "\x7F",
                              "${x}",
                              "0",
                              "."};

class Generator {
 public:
  explicit Generator(unsigned seed) : engine_(seed) {}

  Value value(int depth) {
    const auto kind = below(depth > 0 ? 8 : 6);
    switch (kind) {
      case 0: return {};
      case 1: return below(2) == 0;
      case 2: return Value(static_cast<std::int64_t>(engine_()) - (std::int64_t{1} << 31));
      case 3: return static_cast<double>(engine_()) / 1000.0 - 1e6;
      case 6: return list(depth - 1);
      case 7: return object(depth - 1);
      default: return text();
    }
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }

  std::string text() {
    std::string out;
    for (std::size_t left = below(6); left > 0; --left) out += pieces[below(std::size(pieces))];
    return out;
  }

  Value list(int depth) {
    List out;
    for (std::size_t left = below(4); left > 0; --left) out.push_back(value(depth));
    return out;
  }

  Value object(int depth) {
    Object out;
    for (std::size_t left = below(4); left > 0; --left) out.set(text(), value(depth));
    return out;
  }

  std::mt19937 engine_;
};

}  // namespace

TEST_CASE("YAML and JSON read back as the tree they were written from") {
  for (unsigned seed = 0; seed < 4000; ++seed) {
    CAPTURE(seed);
    const Value value = Generator(seed).value(4);
    const std::string yaml = document::to_yaml(value);
    const auto from_yaml = document::parse_yaml(yaml, "yaml");
    CAPTURE(yaml);
    REQUIRE_MESSAGE(from_yaml, from_yaml.error().what);
    REQUIRE(*from_yaml == value);
    CHECK(document::to_yaml(*from_yaml) == yaml);
    for (const int indent : {-1, 0, 2}) {
      const std::string json = document::to_json(value, indent);
      const auto from_json = document::parse_json(json, "json");
      REQUIRE_MESSAGE(from_json, from_json.error().what);
      CHECK(*from_json == value);
      CHECK(document::to_json(*from_json, indent) == json);
    }
  }
}

TEST_CASE("keys longer than YAML's simple keys may be read back too") {
  const Value value = Object{{std::string(1500, 'k'), Object{{"a", List{1}}}},
                             {"b", List{Object{{std::string(2000, 'q') + ": ", "x"}}}}};
  const auto back = document::parse_yaml(document::to_yaml(value), "yaml");
  REQUIRE(back);
  CHECK(*back == value);
}

}  // namespace corootctl::tests::document_round_trip
