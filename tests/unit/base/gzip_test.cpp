#include "base/gzip.hpp"

#include <doctest/doctest.h>

#include <array>

namespace corootctl::base_gzip {
namespace {

/// Everything a source gives when it is asked for three bytes at a time.
Result<std::string> drain(const ReadBytes& source) {
  std::string out;
  std::array<char, 3> piece{};
  for (;;) {
    CTL_PASS(const std::size_t got, source(piece.data(), piece.size()));
    out.append(piece.data(), got);
    if (got < piece.size()) return out;
  }
}

}  // namespace

TEST_CASE("what was packed is unpacked, at once and piece by piece; several members are one text") {
  const std::string packed = *gzip("first,") + *gzip("") + *gzip("second");
  CHECK(*gunzip(packed) == "first,second");
  CHECK(*drain(unpacked(pieces_of(packed))) == "first,second");
}

TEST_CASE("bytes that are not packed pass as they are") {
  for (const std::string text : {"", "a", "ab", "plain text"}) CHECK(*drain(unpacked(pieces_of(text))) == text);
}

TEST_CASE("damage is named with what was read before it") {
  const std::string packed = *gzip("some text that is cut off");
  const std::string error = "gzip data are damaged or cut off after 25 bytes";
  const std::string cut = packed.substr(0, packed.size() - 3);
  CHECK(describe(gunzip(cut).error()) == error);
  CHECK(describe(drain(unpacked(pieces_of(cut))).error()) == error);
  CHECK(describe(gunzip(packed + "behind").error()) == error);
  CHECK(describe(gunzip("").error()) == "gzip data are damaged or cut off after 0 bytes");
}

}  // namespace corootctl::base_gzip
