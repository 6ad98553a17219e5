#include "cli/output/structured.hpp"

#include <algorithm>
#include <array>

#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::cli {

Format format_of(std::string_view name) {
  constexpr std::array<std::string_view, 16> names{"table", "wide",  "json",   "yaml",  "name",    "markdown",
                                                   "junit", "tree",  "dot",    "html",  "mermaid", "d2",
                                                   "short", "sarif", "github", "gitlab"};  // in the order of Format
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? Format::table : static_cast<Format>(found - names.begin());
}

std::string structured(const document::Value& value, Format format) {
  std::string text = format == Format::yaml ? document::to_yaml(value) : document::to_json(value, 2);
  if (text.empty() || text.back() != '\n') text += '\n';
  return text;
}

}  // namespace corootctl::cli
