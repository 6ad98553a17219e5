#include "signals/embedded.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>

#include "base/base64.hpp"
#include "base/gzip.hpp"
#include "base/text.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::signals {
namespace {

// Everything else in a page is escaped, so only the element itself can spell this.
constexpr std::string_view opening = R"(<script type="application/vnd.corootctl.snapshot+gzip" id="snapshot">)";
constexpr std::string_view closing = "</script>";
constexpr std::string_view first_letters = "<!doctype html";

/// Everything that `source` still has, behind `begun`.
Result<std::string> read_rest(const ReadBytes& source, std::string begun) {
  constexpr std::size_t piece = 1 << 20;
  for (;;) {
    const std::size_t size = begun.size();
    begun.resize(size + piece);
    CTL_PASS(const std::size_t got, source(begun.data() + size, piece));
    begun.resize(size + got);
    if (got < piece) return begun;
  }
}

Result<std::string> snapshot_in(std::string_view page) {
  const std::size_t begin = page.find(opening);
  if (begin == std::string_view::npos)
    return fail_with_hint(ErrorKind::config, "Such a page is written with -o html --embed-snapshot.",
                          "this page holds no snapshot");
  const std::size_t data = begin + opening.size();
  const std::size_t end = page.find(closing, data);
  if (end == std::string_view::npos) return fail(ErrorKind::config, "the snapshot in this page is cut off");
  CTL_TRY(std::string packed, base64_decode(trim(page.substr(data, end - data))), "snapshot in the page");
  return packed;
}

/// What was read to learn what it is, then the rest of it; or what a page held.
struct Unwrapping {
  ReadBytes source{};
  std::optional<std::string> front{};
  std::size_t given = 0;  ///< bytes of `front` that were handed out
  bool whole = false;     ///< `front` is all there is

  Result<> look() {
    std::string begin(first_letters.size(), '\0');
    CTL_PASS(const std::size_t got, source(begin.data(), begin.size()));
    begin.resize(got);
    whole = lower(begin) == first_letters;
    if (whole) {
      CTL_PASS(const std::string page, read_rest(source, std::move(begin)));
      CTL_PASS(front, snapshot_in(page));
    } else {
      front = std::move(begin);
    }
    return {};
  }

  Result<std::size_t> read(char* to, std::size_t room) {
    if (!front) CTL_RUN(look());
    const std::size_t got = std::min(room, front->size() - given);
    std::copy_n(front->data() + given, got, to);
    given += got;
    if (got == room || whole) return got;
    CTL_PASS(const std::size_t more, source(to + got, room - got));
    return got + more;
  }
};

}  // namespace

Result<std::string> embed_snapshot(const Snapshot& snapshot) {
  constexpr std::size_t line = 76;
  CTL_PASS(const std::string packed, gzip(write_snapshot(snapshot)));
  const std::string text = base64_encode(packed);
  std::string out(opening);
  out.reserve(text.size() + text.size() / line + 200);
  for (std::size_t at = 0; at < text.size(); at += line) out.append("\n").append(text, at, line);
  return out.append("\n").append(closing).append("\n");
}

ReadBytes out_of_page(ReadBytes source) {
  auto state = std::make_shared<Unwrapping>();
  state->source = std::move(source);
  return [state](char* to, std::size_t room) { return state->read(to, room); };
}

}  // namespace corootctl::signals
