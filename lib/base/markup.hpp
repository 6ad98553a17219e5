/// Foreign text in a document of marks.
#pragma once

#include <string>

namespace corootctl {

/// One line in which nothing is Markdown or breaks its tables: names come from clusters.
std::string markdown_text(const std::string& text);

/// Without control characters, which XML 1.0 cannot hold, not even escaped. The writer of the document escapes the
/// rest.
std::string xml_text(std::string text);

}  // namespace corootctl
