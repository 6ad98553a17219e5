#include "render/files.hpp"

#include <algorithm>

#include "document/yaml.hpp"

namespace corootctl::render {

Tree sorted(Tree files) {
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

bool is_ours(std::string_view text) { return text.substr(0, text.find('\n')).find(made_by) != std::string_view::npos; }

File yaml_file(std::string path, const std::vector<document::Value>& documents) {
  std::string text = "# " + std::string(made_by) + "\n";
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i > 0) text += "---\n";
    text += document::to_yaml(documents[i]);
  }
  return {std::move(path), std::move(text)};
}

File markdown_file(std::string path, std::string_view text) {
  return {std::move(path), "<!-- " + std::string(made_by) + " -->\n" + std::string(text)};
}

}  // namespace corootctl::render
