/// What render did to a folder, or found in it, and the tree itself as one text.
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"
#include "render/compare.hpp"

namespace corootctl::cli {

using Differences = std::vector<render::Difference>;

/// Every file's documents behind each other, each after a comment with its path; Markdown is left out.
std::string stream_text(const render::Tree& tree);
/// [{"path": ..., "text": ...}]
document::Value tree_value(const render::Tree& tree);

/// One line a file; of those that differ the first lines that do.
std::string differences_text(const Differences& differences);
/// [{"path": ..., "difference": "missing|differs|extra|foreign", "lines": ...}]
document::Value differences_value(const Differences& differences);

/// One line a file: "created PATH", "changed", "removed".
std::string written_text(const Differences& differences);

}  // namespace corootctl::cli
