/// Laying one tree over another, setting single places, and comparing two.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::document {

/// Lays `overlay` over `base` as JSON merge patch does (RFC 7386): objects merge, null removes, anything else replaces.
Value merge(const Value& base, const Value& overlay);

/// Applies one `--set` expression to `target`: `a.b[0].c=value`, several separated by commas. A backslash takes the
/// meaning off `, . = [ ]` and itself. Values are typed as YAML scalars, a value wholly in quotes is a string, an empty
/// one the empty string; `null` removes. An index may be one past the end. All or nothing.
/// Errors: usage, with the path and the position (never the value, which may be a secret).
Result<> apply_set(Value& target, std::string_view expression);

/// One difference between two trees; absent = the member does not exist on that side.
struct Change {
  std::string path{};  ///< "spec.projects[0].name"; a dot inside a key is written "\."
  std::optional<Value> before{};
  std::optional<Value> after{};
};

/// All differences in path order: members in the order of their keys, list items by index.
std::vector<Change> diff(const Value& before, const Value& after);

}  // namespace corootctl::document
