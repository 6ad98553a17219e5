/// What yaml-cpp 0.7 lets pass and go-yaml (so kubectl) refuses: found by reading the text again where a node stood.
#pragma once

#include <cstddef>
#include <string_view>

namespace corootctl::document {

/// True when what starts at `at` may follow the document before: it stands behind a line "..." or is a line "---".
bool is_separated(std::string_view text, std::size_t at);

/// False for a key of a block without a colon, which yaml-cpp takes for a key with a null value when it ends the text.
/// `key` is what was read at `key_at`, where its anchor or tag begins if it has one.
bool has_colon_behind(std::string_view text, std::size_t key_at, std::string_view key);

/// False when a quoted scalar at `at`, behind any anchor and tag, has no closing quote before the end of the text.
bool is_closed(std::string_view text, std::size_t at);

/// True for the null that yaml-cpp makes of nothing between two commas of a flow list.
bool is_missing_item(std::string_view text, std::size_t at);

}  // namespace corootctl::document
