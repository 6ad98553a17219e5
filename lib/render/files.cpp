#include "render/files.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "document/yaml.hpp"

namespace corootctl::render {

namespace {

std::string stream_of(std::string text, const std::vector<document::Value>& documents) {
  for (std::size_t i = 0; i < documents.size(); ++i) {
    if (i > 0) text += "---\n";
    text += document::to_yaml(documents[i]);
  }
  return text;
}

}  // namespace

Tree sorted(Tree files) {
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.path < b.path; });
  return files;
}

bool is_ours(std::string_view text) { return text.substr(0, text.find('\n')).find(made_by) != std::string_view::npos; }

File yaml_file(std::string path, const std::vector<document::Value>& documents) {
  return {std::move(path), stream_of(fmt::format("# {}\n", made_by), documents), false};
}

File secret_file(std::string path, const std::vector<document::Value>& documents) {
  constexpr auto first = "# KEYS THAT ANYBODY CAN READ: keep this file out of git. {}\n";
  return {std::move(path), stream_of(fmt::format(first, made_by), documents), true};
}

File markdown_file(std::string path, std::string_view text) {
  return {std::move(path), "<!-- " + std::string(made_by) + " -->\n" + std::string(text), false};
}

}  // namespace corootctl::render
