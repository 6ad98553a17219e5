/// YAML 1.1 scalars as go-yaml v2 resolves them, which is what kubectl reads with (kubeconfig 11-13, 21).
#pragma once

#include <optional>
#include <string_view>

#include "document/value.hpp"

namespace corootctl::document {

/// True for most unquoted scalars that are strings, by their first letter and length alone.
bool is_surely_string(std::string_view text);

/// What an unquoted scalar means. Infinities and NaN come back as such; the reader refuses them.
Value resolve_plain(std::string_view text);

/// A scalar with an explicit tag in long form ("tag:yaml.org,2002:int"); nullopt when the text does not fit the tag.
/// Unknown and local tags leave a string.
std::optional<Value> resolve_tagged(std::string_view tag, std::string_view text);

/// True when some reader of YAML 1.1 would take the unquoted text for something other than this string: also
/// timestamps, sexagesimal numbers, "=" and "<<", which kubectl keeps as strings or merges.
bool reads_as_other_than_string(std::string_view text);

}  // namespace corootctl::document
