/// Label and field selectors of the simulated API server.
#include <algorithm>

#include "base/text.hpp"
#include "support/cluster/objects.hpp"

namespace corootctl::support {

using document::Value;

namespace {

/// Splits at commas outside parentheses.
std::vector<std::string> requirements(std::string_view selector) {
  std::vector<std::string> parts{""};
  int depth = 0;
  for (const char c : selector) {
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (c == ',' && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  std::erase_if(parts, [](const std::string& part) { return trim(part).empty(); });
  return parts;
}

bool in_set(std::string_view value, std::string_view set) {
  const auto items = split(set, ',');
  return std::any_of(items.begin(), items.end(), [&](const std::string& item) { return trim(item) == value; });
}

bool matches_requirement(const Value& labels, std::string_view text) {
  const auto value_of = [&](std::string_view key) { return &labels[trim(key)]; };
  for (const auto& [word, wanted] : {std::pair{" notin (", false}, std::pair{" in (", true}}) {
    const auto at = text.find(word);
    if (at == std::string_view::npos) continue;
    const Value* value = value_of(text.substr(0, at));
    const auto open = text.find('(');
    const bool found =
        value->is_string() && in_set(value->as_string(), text.substr(open + 1, text.rfind(')') - open - 1));
    return found == wanted;
  }
  if (const auto at = text.find("!="); at != std::string_view::npos)
    return value_of(text.substr(0, at))->as_string() != trim(text.substr(at + 2));
  if (const auto at = text.find('='); at != std::string_view::npos) {
    const auto wanted = text.substr(text.substr(at).starts_with("==") ? at + 2 : at + 1);
    const Value* value = value_of(text.substr(0, at));
    return value->is_string() && value->as_string() == trim(wanted);
  }
  if (text.starts_with('!')) return !value_of(text.substr(1))->is_string();
  return value_of(text)->is_string();
}

const Value& place(const Value& object, std::string_view path) {
  const Value* at = &object;
  for (const auto& step : split(path, '.')) at = &(*at)[std::string_view(step)];
  return *at;
}

}  // namespace

bool matches_selector(const Value& labels, std::string_view selector) {
  const auto parts = requirements(selector);
  return std::all_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return matches_requirement(labels, trim(part)); });
}

bool matches_fields(const Value& object, std::string_view selector) {
  for (const auto& part : requirements(selector)) {
    const bool negated = part.find("!=") != std::string::npos;
    const auto at = part.find(negated ? "!=" : "=");
    if (at == std::string::npos) return false;
    const auto value = part.substr(at + (negated ? 2 : part.substr(at).starts_with("==") ? 2 : 1));
    if ((place(object, trim(std::string_view(part).substr(0, at))).as_string() == value) == negated) return false;
  }
  return true;
}

}  // namespace corootctl::support
