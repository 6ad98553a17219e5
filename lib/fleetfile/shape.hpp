/// What a fleet file's form alone shows to be wrong: keys, types, texts, numbers. What one place says about another
/// is `checks`' business.
#pragma once

#include <string_view>

#include "fleetfile/fields.hpp"
#include "fleetfile/problem.hpp"

namespace corootctl::fleetfile {

/// `text` is what the document was read from.
Problems check_shape(const document::Value& document, std::string_view text);

/// Apart, because nothing else counts in a file that is something else: apiVersion and kind.
Problems check_kind(const document::Value& document);

/// "a, b or c".
std::string one_of(const std::vector<std::string_view>& choices);

/// "Did you mean c?", or what there is.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates, std::string_view what_there_is);

}  // namespace corootctl::fleetfile
