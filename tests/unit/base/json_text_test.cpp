#include "base/json_text.hpp"

#include <doctest/doctest.h>

namespace corootctl::tests::base_json_text {

TEST_CASE("JSON texts escape what must not stand raw, and keep every other character") {
  const auto written = [](std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
  };
  CHECK(written("") == "\"\"");
  CHECK(written("a\"b\\c/d") == R"("a\"b\\c/d")");
  CHECK(written("\n\t\r\b\x1b\x7f") == R"("\n\t\r\u0008\u001b\u007f")");
  CHECK(written(std::string_view("\0", 1)) == R"("\u0000")");
  CHECK(written("é 世 😀") == "\"é 世 😀\"");
  CHECK(written("bad \xC3 byte, cut \xE4\xB8") == "\"bad \xEF\xBF\xBD byte, cut \xEF\xBF\xBD\xEF\xBF\xBD\"");
  CHECK(written("\xC0\x80\xED\xA0\x80") ==
        "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");  // overlong, surrogate
}

TEST_CASE("a JSON key gets a comma unless it is the first") {
  std::string out = "{";
  append_json_key(out, "a");
  out += '1';
  append_json_key(out, "b\"");
  CHECK(out == "{\"a\":1,\"b\\\"\":");
}

}  // namespace corootctl::tests::base_json_text
