#include "coroot/log_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"
#include "base/text_width.hpp"
#include "base/utf8.hpp"
#include "coroot/answer.hpp"

namespace corootctl::coroot {

namespace {

constexpr std::string_view hidden = "<hidden>";

bool is_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_name(char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; }
bool is_base64(char c) { return is_alnum(c) || c == '+' || c == '/' || c == '_' || c == '-' || c == '='; }

/// The end of the run of such characters that begins at `at`.
std::size_t end_of(std::string_view text, std::size_t at, bool (*is_part)(char)) {
  while (at < text.size() && is_part(text[at])) ++at;
  return at;
}

/// Names whose values are secrets: `db_password`, `X-Api-Key`, `sessionid`.
bool names_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 12> words{"password", "passwd",     "passphrase", "secret",
                                                          "token",    "apikey",     "accesskey",  "authkey",
                                                          "pwd",      "credential", "signature",  "privatekey"};
  std::string plain = lower(name);
  std::erase_if(plain, [](char c) { return c == '_' || c == '-' || c == '.'; });
  if (plain.ends_with("authorization") || plain.ends_with("cookie") || plain.ends_with("sessionid")) return true;
  if (plain == "sig" || plain == "pass") return true;
  return std::any_of(words.begin(), words.end(), [&](auto word) { return plain.find(word) != std::string::npos; });
}

bool is_quote(char c) { return c == '"' || c == '\''; }
bool is_value(char c) { return !is_blank(c) && std::string_view(",;&\"'}\\").find(c) == std::string_view::npos; }

/// Where the value after a name ends: at the quote that opened it (a backslash, where quotes have one before them), or
/// at what separates values.
std::size_t end_of_value(std::string_view text, std::size_t at, char quote) {
  if (quote == 0) return end_of(text, at, is_value);
  while (at < text.size() && text[at] != quote) at += text[at] == '\\' ? 2 : 1;
  return std::min(at, text.size());
}

bool is_scheme(std::string_view word) {
  const std::string plain = lower(word);
  return plain == "bearer" || plain == "basic" || plain == "digest" || plain == "token" || plain == "apikey";
}

/// Behind a name at `end`: where its value begins, and the quote around it; nothing when no value follows.
struct Located {
  std::size_t begin = 0;
  char quote = 0;
};
bool find_value(std::string_view text, std::size_t end, Located& out) {
  end = end_of(text, end, [](char c) { return c == '\\' || is_quote(c); });  // {"token": ...}
  end = end_of(text, end, is_blank);
  if (end >= text.size() || (text[end] != '=' && text[end] != ':')) return false;
  end = end_of(text, end + 1, is_blank);
  const bool escaped = end + 1 < text.size() && text[end] == '\\' && is_quote(text[end + 1]);
  if (escaped) ++end;
  if (end < text.size() && is_quote(text[end])) out.quote = escaped ? '\\' : text[end];
  if (out.quote != 0) ++end;
  const auto word = end_of(text, end, is_name);
  const bool scheme = is_scheme(text.substr(end, word - end)) && word < text.size() && is_blank(text[word]);
  out.begin = scheme ? end_of(text, word, is_blank) : end;
  return out.begin < text.size();
}

/// `password=x`, `"token": "x"`, `Authorization: Bearer x`.
std::string without_named(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = end_of(text, at, is_name);
    out += text.substr(at, end - at);
    Located value;
    if (end > at && names_secret(text.substr(at, end - at)) && find_value(text, end, value)) {
      out += text.substr(end, value.begin - end);
      at = end_of_value(text, value.begin, value.quote);
      if (at > value.begin) out += hidden;
    } else {
      at = end;
    }
    if (at < text.size() && !is_name(text[at])) out += text[at++];
  }
  return out;
}

/// "Bearer x" and "Basic x" in a sentence; short words after them are prose.
std::string without_schemes(std::string_view text) {
  constexpr std::size_t shortest = 8;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = end_of(text, at, is_name);
    const auto word = lower(text.substr(at, end - at));
    out += text.substr(at, end - at);
    at = end;
    if (word == "bearer" || word == "basic") {
      const auto begin = end_of(text, end, is_blank);
      const auto last = end_of_value(text, begin, 0);
      const auto credential = text.substr(begin, last - begin);
      const bool mixed = std::any_of(credential.begin(), credential.end(),
                                     [](char c) { return !std::islower(static_cast<unsigned char>(c)); });
      if (begin > end && credential.size() >= shortest && mixed) {
        out += std::string(text.substr(end, begin - end)).append(hidden);
        at = last;
      }
    }
    if (at < text.size() && at == end && !is_name(text[at])) out += text[at++];
  }
  return out;
}

struct Letters {
  bool upper = false, lower = false, hex = true;
  std::size_t digits = 0, marks = 0;
};

Letters letters_of(std::string_view run) {
  Letters out;
  for (const char each : run) {
    const auto c = static_cast<unsigned char>(each);
    out.digits += std::isdigit(c) != 0 ? 1 : 0;
    out.upper = out.upper || std::isupper(c) != 0;
    out.lower = out.lower || std::islower(c) != 0;
    out.hex = out.hex && std::isxdigit(c) != 0;
    out.marks += c == '/' || c == '-' || c == '_' ? 1 : 0;
  }
  return out;
}

/// Keys of known makers, long hexadecimal numbers, and what mixes cases and digits as base64 does. Names of pods and
/// paths of files have many marks and seldom both cases; names of classes have hardly a digit.
bool is_key(std::string_view run) {
  static constexpr std::array<std::string_view, 9> makers{"AKIA", "ASIA",   "ghp_", "gho_", "github_pat_",
                                                          "sk-",  "glpat-", "xox",  "hvs"};
  constexpr std::size_t shortest_of_maker = 16, shortest = 24, surely = 40, some_digits = 3, characters_per_mark = 10;
  const auto letters = letters_of(run);
  const bool by_maker = std::any_of(makers.begin(), makers.end(), [&](auto maker) { return run.starts_with(maker); });
  if (letters.digits == 0 || run.size() < (by_maker ? shortest_of_maker : shortest)) return false;
  if (by_maker || (letters.hex && (letters.lower || letters.upper))) return true;
  const bool mixed = letters.upper && letters.lower && letters.marks * characters_per_mark <= run.size();
  return mixed && (letters.digits >= some_digits || run.size() >= surely);
}

std::string without_runs(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = end_of(text, at, is_base64);
    const bool web_token = text.substr(at).starts_with("eyJ") && end - at >= 16;
    if (web_token) end = end_of(text, at, [](char c) { return is_base64(c) || c == '.'; });
    const auto run = text.substr(at, end - at);
    out += web_token || is_key(run) ? hidden : run;
    if (end < text.size()) out += text[end++];
    at = end;
  }
  return out;
}

/// Everything from a key's first line on; certificates are no secret, but nobody reads them either.
std::string without_private_keys(std::string text) {
  const auto begin = text.find("-----BEGIN ");
  if (begin != std::string::npos) text = text.substr(0, begin).append(hidden);
  return text;
}

/// What a terminal program paints with: ESC [ ... letter.
std::size_t end_of_paint(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size() || text[at] != '\x1b' || text[at + 1] != '[') return at;
  at = end_of(text, at + 2, [](char c) { return c >= 0x20 && c < 0x40; });
  return std::min(at + 1, text.size());
}

/// Everything that cannot be seen becomes a blank, and blanks become one.
std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto end = end_of_paint(text, at); end > at) {
      at = end;
      continue;
    }
    const auto character = character_at(text, at);
    const bool shown = character.valid && is_visible(character.code) && !is_blank(text[at]);
    if (shown)
      out += text.substr(at, character.size);
    else if (!character.valid)
      out += '?';
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
    at += character.size;
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string mask_log(std::string text) {
  text = without_private_keys(hide_userinfo(std::move(text)));
  return hide_secrets(without_runs(without_schemes(without_named(text))));
}

std::string quote_log(std::string_view text, std::size_t columns) {
  constexpr std::size_t longest_read = 16'384;  // of a message; the rest would be cut anyway
  return cut_to_width(mask_log(visible(text.substr(0, longest_read))), columns);
}

}  // namespace corootctl::coroot
