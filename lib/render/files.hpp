/// The fleet as files for other tools, made without any cluster: what render writes.
#pragma once

#include <string>
#include <vector>

namespace corootctl::render {

/// One file of a tree.
struct File {
  std::string path{};  ///< below the tree's folder, with slashes: "members/prod-a/coroot.yaml"
  std::string text{};
};

using Tree = std::vector<File>;  ///< in the order of their paths

/// `files` in the order of their paths.
Tree sorted(Tree files);

}  // namespace corootctl::render
