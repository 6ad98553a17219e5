/// The forms a result can take, and the ones for programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/value.hpp"

namespace corootctl::cli {

enum class Format { table, wide, json, yaml, name, markdown, junit, tree, dot };

/// The format of that name; flags have checked it before, so an unknown one reads as `table`.
Format format_of(std::string_view name);

/// Whether failures have to be for programs too.
inline bool is_structured(Format format) { return format == Format::json || format == Format::yaml; }

/// JSON with two spaces a level, or YAML; a newline at the end.
std::string structured(const document::Value& value, Format format);

/// One item a line.
std::string names(const std::vector<std::string>& items);

}  // namespace corootctl::cli
