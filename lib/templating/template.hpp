/// Templates are data: valid YAML whose placeholders are replaced in the parsed tree, never in text, so that no value
/// can change the structure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::templating {

/// Renders template text with `parameters` (an object).
/// - a scalar that is exactly "${name.path}" becomes that parameter, with its type; a member or item whose whole value
///   is an absent or null parameter is left out, and so is an object or list that loses all its content this way
/// - "${name}" inside a longer scalar or a key is replaced by the parameter's text (scalars only; it must be there)
/// - a member "$if: name" keeps its object only when the parameter is present and not false
/// - a list item {"$for": "name", "$in": "list.parameter", "$do": item} repeats `item` with `name` bound to each
/// element
/// - "$${" is a literal "${"
/// - the template's top-level object "$defaults" holds parameters for those that are not given; a given one replaces
///   its default whole, so {type: ClusterIP} does not inherit the default's node port
/// Errors: config, with the template's name, line and the parameter that is missing where one is required
/// ("${name!}" = required).
Result<document::Value> render(std::string_view text, const std::string& name, const document::Value& parameters);

/// The text of a built-in template ("member.yaml", "agents.yaml", "hub.yaml"), compiled in from templates/.
Result<std::string> built_in(const std::string& name);

/// `directory`/`name` when a directory is given and has it, else the built-in.
Result<std::string> load(const std::string& directory, const std::string& name);

}  // namespace corootctl::templating
