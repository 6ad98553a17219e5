/// Reading panel data without a document tree: an answer holds up to millions of numbers, a tree needs some 50 bytes
/// for each.
#pragma once

#include <optional>
#include <string>

#include "coroot/panel.hpp"

namespace corootctl::coroot {

/// The panel in an answer's text, which keeps its content and may get room behind its end for the parser; nullopt when
/// the text has not exactly the known shape. The caller then reads it as a document, which tells what is wrong.
std::optional<Panel> scan_panel(std::string& text);

}  // namespace corootctl::coroot
