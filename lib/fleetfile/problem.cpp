#include "fleetfile/problem.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "base/utf8.hpp"

namespace corootctl::fleetfile {
namespace {

std::string_view line_at(std::string_view text, int line) {
  for (int n = 1; n < line && !text.empty(); ++n) {
    const auto end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

/// The first `count` characters.
std::string_view beginning(std::string_view line, int count) {
  std::size_t at = 0;
  for (int n = 0; n < count && at < line.size(); ++n) at += character_at(line, at).size;
  return line.substr(0, at);
}

/// Words that name a secret, and the `value` of an environment variable.
bool may_be_secret(std::string_view key) {
  const std::string name = lower(key);
  const auto has = [&](std::string_view word) { return name.find(word) != std::string::npos; };
  return has("password") || has("token") || has("apikey") || has("credential") || name.ends_with("value");
}

/// The line without what nobody else may see.
std::string shown(std::string_view line) {
  const auto colon = line.find(": ");
  if (colon != std::string_view::npos && may_be_secret(line.substr(0, colon))) {
    return std::string(line.substr(0, colon)) + ": ...";
  }
  std::string out(line);
  std::replace(out.begin(), out.end(), '\t', ' ');
  return hide_userinfo(one_line(out));
}

}  // namespace

std::string_view word_at(std::string_view text, const document::Position& position) {
  auto word = line_at(text, position.line);
  word.remove_prefix(beginning(word, position.column - 1).size());
  const bool is_key = word.find(": ") < word.find_first_of(" ,]}#");
  return word.substr(0, word.find_first_of(is_key ? ":" : " \t,]}#"));
}

std::string describe(const Problem& problem, std::string_view text, const std::string& source) {
  const auto& [line, column] = problem.position;
  std::string out = line > 0 ? fmt::format("{}:{}:{}: {}", source, line, column, problem.message)
                             : fmt::format("{}: {}", source, problem.message);
  if (line > 0) {
    const auto number = std::to_string(line);
    const auto content = line_at(text, line);
    const auto width = text_width(one_line(beginning(content, column - 1)));
    out += fmt::format("\n  {} | {}\n  {} | {}^", number, shown(content), std::string(number.size(), ' '),
                       std::string(width, ' '));
  }
  if (!problem.hint.empty()) out += "\n  " + problem.hint;
  return out;
}

}  // namespace corootctl::fleetfile
