#include "cli/output/structured.hpp"

#include "document/json.hpp"
#include "document/yaml.hpp"

namespace corootctl::cli {

Format format_of(std::string_view name) {
  if (name == "wide") return Format::wide;
  if (name == "json") return Format::json;
  if (name == "yaml") return Format::yaml;
  if (name == "name") return Format::name;
  if (name == "junit") return Format::junit;
  if (name == "tree") return Format::tree;
  if (name == "dot") return Format::dot;
  return name == "markdown" ? Format::markdown : Format::table;
}

std::string structured(const document::Value& value, Format format) {
  std::string text = format == Format::yaml ? document::to_yaml(value) : document::to_json(value, 2);
  if (text.empty() || text.back() != '\n') text += '\n';
  return text;
}

std::string names(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) out += item + "\n";
  return out;
}

}  // namespace corootctl::cli
