// Whatever is written reads back as it was: the texts that trip YAML readers, alone and mixed at random, as values, as
// keys, and at the top.
#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "document/yaml.hpp"

namespace corootctl::tests::document_yaml_property {

using document::List;
using document::Object;
using document::Value;

namespace {

const std::vector<std::string> awkward{
    // what YAML 1.1 or 1.2 takes for something else
    "", "~", "null", "Null", "nULL", "y", "Y", "n", "yes", "No", "on", "OFF", "true", "False", "tRUE", "=", "<<", "0",
    "-0", "+1", "007", "08", "0o7", "0O7", "0x1F", "0x_", "0b101", "0b_", "1_000", "_1", "1,000", "1.", ".5", "._5",
    "-.5", "+.5", "1e3", "1E+3", "1e999", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1:30", "-1:30", "1:30:45.5",
    "190:20:30", "2001-01-01", "2001-1-1", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43", "9223372036854775808",
    "123456789012345678901234567890",
    // marks of syntax
    "-", "--", "---", "--- a", "...", "?", ":", "- a", "? a", ": a", "a:", "a: b", "a:b", "a #b", "a#b", "#", "&a",
    "*a", "!a", "!!str a", "!<a>", "|", "|-", ">", ">+", "'", "\"", "''", "a'b", "%YAML 1.1", "@a", "`a", "[", "]", "{",
    "}", ",", "[]", "{}", "{{x}}", "${x}", "\\", "\\n", "a\\",
    // blanks and breaks
    " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", " a", "a ", "\ta", "a\t", "a\n", "\na", "a\n\n", "a\n b", "a \nb",
    "a\n\tb", "a\r\nb", "a\rb", "a\n#b", "a\n---\nb", "a\n...\nb",
    // beyond ASCII
    "\u0085", "a\u0085", "\u2028", "a\u2028b", "\u2029", "\uFEFF", "\uFEFFa", "a\uFEFF", "\u00A0", "a\u00A0", "\u00AD",
    "\u200B", "\u200D", "\u202Eabc", "\uFFFE", "a\uFFFF", "\uFDD0", "\U0001FFFE", "\U0010FFFF", "\uFFFD", "\u0080",
    "\u009F", "\U000E0041", "größe", "集群", "😀", "👩\u200D🚀", "e\u0301", "\u0301", "\uE000",
    // controls
    std::string("\0", 1), std::string("a\0b", 3), "\x01", "\x07\x08\x0B\x0C", "\x1B[31m", "\x7F"};

class Generator {
 public:
  explicit Generator(unsigned seed) : engine_(seed) {}

  Value value(int depth) {
    switch (below(depth > 0 ? 12 : 8)) {
      case 0: return {};
      case 1: return below(2) == 0;
      case 2: return static_cast<std::int64_t>(engine_()) >> below(64);
      case 3: return std::ldexp(static_cast<double>(engine_() >> 11), static_cast<int>(below(200)) - 150);
      case 8:
      case 9: return list(depth - 1);
      case 10:
      case 11: return object(depth - 1);
      default: return text();
    }
  }

 private:
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }

  std::string text() {
    std::string out;
    for (std::size_t left = 1 + below(4); left > 0; --left) out += awkward[below(awkward.size())];
    if (below(40) == 0) out.append(200 + below(6000), below(2) == 0 ? 'x' : ' ');
    if (below(40) == 0) {
      for (std::size_t left = below(600); left > 0; --left) out += "\u2028";
    }
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

  std::mt19937_64 engine_;
};

void check_reads_back(const Value& value) {
  const std::string yaml = document::to_yaml(value);
  CAPTURE(yaml);
  const auto back = document::parse_yaml(yaml, "yaml");
  REQUIRE_MESSAGE(back, back.error().what);
  REQUIRE(*back == value);
  CHECK(document::to_yaml(*back) == yaml);
}

}  // namespace

TEST_CASE("every awkward text reads back, wherever it stands") {
  for (const std::string& text : awkward) {
    check_reads_back(text);
    check_reads_back(Object{{text, text}, {"behind", 1}});
    check_reads_back(List{text, List{text}, Object{{text, List{text, Object{}, List{}}}}});
    check_reads_back(Object{{"data", Object{{text + std::string(500, 'k') + text, text}}}});
  }
}

TEST_CASE("random trees of awkward texts read back") {
  for (unsigned seed = 0; seed < 6000; ++seed) {
    CAPTURE(seed);
    check_reads_back(Generator(seed).value(5));
  }
}

TEST_CASE("written YAML holds nothing that a terminal or an editor would not show, and no other lines than its own") {
  for (const std::string& text : awkward) {
    CAPTURE(text);
    const std::string yaml = document::to_yaml(Object{{"a", text}});
    CHECK(yaml.find('\n') == yaml.size() - 1);
    for (const std::string hidden :
         {"\r", "\t", "\x1B", "\x7F", "\u0085", "\u2028", "\u2029", "\u202E", "\u200B", "\uFEFF"}) {
      CHECK(yaml.find(hidden) == std::string::npos);
    }
  }
}

TEST_CASE("deep trees are written in full") {
  Value value = "leaf";
  for (int depth = 0; depth < 300; ++depth) value = depth % 2 == 0 ? Value(List{value}) : Value(Object{{"k", value}});
  check_reads_back(value);
}

}  // namespace corootctl::tests::document_yaml_property
