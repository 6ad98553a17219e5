#include "kube/session/warnings.hpp"

#include <optional>

#include "base/text.hpp"

namespace corootctl::kube {
namespace {

/// Takes a quoted string off the front of `rest`; nullopt when there is none.
std::optional<std::string> take_quoted(std::string_view& rest) {
  if (!rest.starts_with('"')) return std::nullopt;
  std::string out;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return out;
    }
    if (rest[i] == '\\' && ++i == rest.size()) break;
    const auto byte = static_cast<unsigned char>(rest[i]);
    if (byte >= ' ' && byte != 0x7f) out += rest[i];
  }
  return std::nullopt;
}

std::string_view take_word(std::string_view& rest) {
  const auto end = std::min(rest.find(' '), rest.size());
  const auto word = rest.substr(0, end);
  rest.remove_prefix(end);
  rest = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
  return word;
}

struct Warning {
  std::string_view code{};
  std::string text{};
};

/// `code agent "text" ["date"]`, and the comma behind it.
std::optional<Warning> take_warning(std::string_view& rest) {
  Warning out;
  out.code = take_word(rest);
  if (out.code.size() != 3 || take_word(rest).empty()) return std::nullopt;
  auto text = take_quoted(rest);
  if (!text) return std::nullopt;
  out.text = std::move(*text);
  rest = trim(rest);
  if (rest.starts_with('"') && !take_quoted(rest)) return std::nullopt;  // the date
  rest = trim(rest);
  if (!rest.empty() && rest.front() != ',') return std::nullopt;
  if (!rest.empty()) rest = trim(rest.substr(1));
  return out;
}

}  // namespace

std::vector<std::string> warning_texts(std::string_view header) {
  std::vector<std::string> out;
  for (auto rest = trim(header); !rest.empty();) {
    auto warning = take_warning(rest);
    if (!warning) break;
    if (warning->code == "299" && !warning->text.empty()) out.push_back(std::move(warning->text));
  }
  return out;
}

bool WarningReporter::is_new(const std::string& text) {
  const std::lock_guard lock(mutex_);
  return said_.insert(text).second;
}

void WarningReporter::report(const http::Response& response, const Log& log) {
  for (const auto& header : response.headers) {
    if (lower(header.name) != "warning") continue;
    for (const auto& text : warning_texts(header.value)) {
      if (!is_new(text)) continue;
      const auto where = context_.empty() ? std::string() : " (context " + context_ + ")";
      log.write(0, "Warning: " + text + where);
    }
  }
}

}  // namespace corootctl::kube
