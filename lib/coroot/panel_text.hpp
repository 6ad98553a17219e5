/// Reading panel data without a document tree: an answer holds up to millions of numbers, a tree needs some 50 bytes
/// for each.
#pragma once

#include <optional>
#include <string_view>

#include "coroot/panel.hpp"

namespace corootctl::coroot {

/// The panel in an answer's text; nullopt when the text has not exactly the known shape. The caller then reads it as a
/// document, which tells what is wrong.
std::optional<Panel> scan_panel(std::string_view text);

}  // namespace corootctl::coroot
