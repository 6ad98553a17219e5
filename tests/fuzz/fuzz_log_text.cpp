/// Any bytes as a log message: its quote is one line of at most 160 columns that no terminal obeys, and hiding secrets
/// again changes nothing.
#include <cstdint>
#include <string>

#include "base/text_width.hpp"
#include "base/utf8.hpp"
#include "coroot/log_text.hpp"
#include "require.hpp"

using corootctl::tests::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace corootctl;
  const std::string text(bytes, bytes + size);
  const auto masked = coroot::mask_log(text);
  require(coroot::mask_log(masked) == masked, "hidden once is hidden");
  const auto quote = coroot::quote_log(text);
  require(text_width(quote) <= 160, "a quote has at most 160 columns");
  for (std::size_t at = 0; at < quote.size();) {
    const auto character = character_at(quote, at);
    require(character.valid && is_visible(character.code), "a quote is harmless");
    at += character.size;
  }
  return 0;
}
