#include "base/base64.hpp"

#include <doctest/doctest.h>

#include <string>

namespace corootctl::tests::base_base64 {

TEST_CASE("base64 goes there and back, and only padded standard text is read") {
  for (const std::string text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"}) {
    CHECK(*base64_decode(base64_encode(text)) == text);
  }
  CHECK(base64_encode("foobar") == "Zm9vYmFy");
  CHECK(base64_encode(std::string("\0\xff", 2)) == "AP8=");
  CHECK(*base64_decode("Zm9v\r\nYmFy\n") == "foobar");
  for (const std::string text : {"Zm9vYg", "Zm9vYg=", "Zm9v Ymfy", "Zm9vYg==Zg==", "-_-_", "Z", "=", "Zg===", "Z===",
                                 "Zm9v====", "    Zm9v", "Zm9v    ", "Zm9v----", "====", "Zg=v", "Z=g="}) {
    INFO(text);
    CHECK_FALSE(base64_decode(text).has_value());
  }
}

}  // namespace corootctl::tests::base_base64
