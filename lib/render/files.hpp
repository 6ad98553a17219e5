/// The fleet as files for other tools, made without any cluster: what render writes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::render {

/// One file of a tree.
struct File {
  std::string path{};  ///< below the tree's folder, with slashes: "members/prod-a/coroot.yaml"
  std::string text{};
  bool is_secret = false;  ///< holds keys: for its owner's eyes only, its lines are told nowhere
};

using Tree = std::vector<File>;  ///< in the order of their paths

/// `files` in the order of their paths.
Tree sorted(Tree files);

/// What the first line of every file says: by it render knows its own files among others.
inline constexpr std::string_view made_by = "Made by corootctl render; edit the fleet file instead.";

/// Whether a text begins as the files of render do.
bool is_ours(std::string_view text);

/// A YAML file of these documents.
File yaml_file(std::string path, const std::vector<document::Value>& documents);

/// A YAML file with keys; its first line says so.
File secret_file(std::string path, const std::vector<document::Value>& documents);

/// A Markdown file.
File markdown_file(std::string path, std::string_view text);

}  // namespace corootctl::render
