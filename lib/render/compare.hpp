/// A tree and the folder it belongs in.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "render/files.hpp"

namespace corootctl::render {

/// What is different about one file.
struct Difference {
  enum class Kind { missing, differs, extra, foreign };
  Kind kind = Kind::missing;  ///< extra: of render, but no longer in the tree; foreign: people wrote it
  std::string path{};
  /// Of a file that differs and holds no key: the first lines that do, "-" in the folder and "+" in the tree.
  std::string lines{};
};

std::string_view name_of(Difference::Kind kind);

/// In the order of their paths; none = the folder is up to date. Files that render did not make count only where it
/// would write, those of another tree below (with a README of its own) not at all. Errors: config, when something
/// cannot be read.
Result<std::vector<Difference>> compare(const Tree& tree, const std::string& folder);

/// Brings the folder up to date by these differences: writes what is missing or differs, removes what is extra, and
/// folders that become empty by it. Files with keys end up readable by their owner alone. Errors: usage for a foreign
/// file, before anything is written; config.
Result<> bring_up_to_date(const Tree& tree, const std::vector<Difference>& differences, const std::string& folder);

}  // namespace corootctl::render
