/// Templates filled with data: the only place that knows the template library.
#pragma once

#include <string>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::report {

/// The page's template (templates/answer/page.html with plot.svg, map.svg and style.css) with `data` in it. Every text
/// is escaped for elements and quoted attributes. Control characters cannot be in HTML and are dropped; null, false,
/// "" and an empty list are nothing to a section. Errors: internal, for a template that is none.
Result<std::string> fill_page(const document::Value& data);

}  // namespace corootctl::report
