/// What --help and `help` print.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/parse/tree.hpp"

namespace corootctl::cli {

/// The help of one verb, or of the whole program for the root.
std::string help_text(const Node& node, const Style& style, std::size_t columns);

/// The connection flags, which the verbs' help texts leave out: topic "flags".
std::string connection_flags_text(const Style& style, std::size_t columns);

/// What `help TOPIC` explains beside the verbs.
std::vector<std::string> topic_names();

/// The text of a topic; nullopt for an unknown one.
std::optional<std::string> topic_text(const std::string& name, const Style& style, std::size_t columns);

/// At most 100 columns read well; 80 when there is no terminal, so that the text is the same everywhere.
std::size_t help_columns(const Surface& surface);

}  // namespace corootctl::cli
