/// What all test reports of this program share.
#pragma once

#include <pugixml.hpp>

#include <string>

namespace corootctl::report {

/// The one suite of a new report: `verb` is whose.
pugi::xml_node begin_suite(pugi::xml_document& document, const char* verb);

std::string to_text(const pugi::xml_document& document);

}  // namespace corootctl::report
