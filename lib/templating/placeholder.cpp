#include "templating/placeholder.hpp"

#include <utility>

namespace corootctl::templating {
namespace {

constexpr std::string_view name_characters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

/// `inner` is what stands between the braces.
std::optional<Placeholder> parse_placeholder(std::string_view inner) {
  Placeholder out;
  out.required = inner.ends_with('!');
  if (out.required) inner.remove_suffix(1);
  const bool has_empty_step =
      inner.empty() || inner.front() == '.' || inner.back() == '.' || inner.find("..") != inner.npos;
  if (has_empty_step || inner.find_first_not_of(name_characters) != std::string_view::npos) return std::nullopt;
  out.path = inner;
  return out;
}

}  // namespace

std::optional<std::vector<Piece>> split_scalar(std::string_view text) {
  std::vector<Piece> out;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) out.push_back({std::exchange(literal, {}), std::nullopt});
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("$${")) {
      literal += "${";
      at += 3;
    } else if (rest.starts_with("${")) {
      const std::size_t close = rest.find('}');
      auto placeholder = close == rest.npos ? std::nullopt : parse_placeholder(rest.substr(2, close - 2));
      if (!placeholder) return std::nullopt;
      flush();
      out.push_back({{}, std::move(placeholder)});
      at += close + 1;
    } else {
      literal += text[at++];
    }
  }
  flush();
  return out;
}

}  // namespace corootctl::templating
