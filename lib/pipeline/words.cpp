#include "pipeline/words.hpp"

#include <fmt/format.h>

#include "http/crypto.hpp"

namespace corootctl::pipeline {

std::string fingerprint(const Case& judged, const Finding& finding, std::size_t ordinal) {
  return http::sha256_hex(fmt::format("{}\n{}\n{}", judged.rule, place_of(finding), ordinal));
}

}  // namespace corootctl::pipeline
