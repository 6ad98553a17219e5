#include <doctest/doctest.h>

#include <concepts>
#include <ostream>
#include <type_traits>

#include "base/secret_string.hpp"

namespace corootctl::tests::base_secret_string {

using corootctl::SecretString;

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST_CASE("a secret cannot be printed, converted to text or compared with ==") {
  CHECK_FALSE(Printable<SecretString>);
  CHECK_FALSE(std::is_convertible_v<SecretString, std::string>);
  CHECK_FALSE(std::equality_comparable<SecretString>);
}

TEST_CASE("a moved-from secret holds nothing, whatever its length") {
  for (const auto* text : {"short", "a text that is too long for the small-string place inside the object"}) {
    SecretString from{std::string(text)};
    const SecretString to = std::move(from);
    CHECK(to.reveal() == text);
    CHECK(from.empty());  // NOLINT(bugprone-use-after-move): the promise under test
  }
}

TEST_CASE("secrets are equal by content") {
  CHECK(SecretString("abc").equals(SecretString("abc")));
  CHECK_FALSE(SecretString("abc").equals(SecretString("abd")));
  CHECK_FALSE(SecretString("abc").equals(SecretString("abcd")));
}

TEST_CASE("wiping leaves no character of the text in its place") {
  std::string text = "key-in-a-long-enough-text-to-live-on-the-heap";
  const char* place = text.data();
  const auto size = text.size();
  corootctl::wipe(text);
  CHECK(std::string(place, size) == std::string(size, '\0'));
}

}  // namespace corootctl::tests::base_secret_string
