/// A report in the form in which a pipeline takes it.
#pragma once

#include <string>

#include "cli/output/structured.hpp"
#include "pipeline/report.hpp"

namespace corootctl::cli {

/// `format` is junit, sarif, github, gitlab or markdown; another one reads as markdown.
std::string pipeline_text(const pipeline::Report& report, Format format);

}  // namespace corootctl::cli
