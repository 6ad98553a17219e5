/// Templates filled with data: the only place that knows the template library.
#pragma once

#include <string>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::report {

enum class Template { answer, view };

/// The template of templates/pages with `data`, and what all pages have (head, plot, map, style), in it. Every text is
/// escaped for elements and quoted attributes. Control characters cannot be in HTML and are dropped; null, false, ""
/// and an empty list are nothing to a section. Errors: internal, for a template that is none.
Result<std::string> fill_page(Template which, const document::Value& data);

}  // namespace corootctl::report
