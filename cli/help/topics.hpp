/// Help texts that belong to no verb: `help exit-codes`, ...
#pragma once

#include <optional>
#include <string>

#include "cli/output/style.hpp"

namespace corootctl::cli {

/// nullopt for an unknown topic.
std::optional<std::string> topic_text(const std::string& name, const Style& style, std::size_t columns);

}  // namespace corootctl::cli
