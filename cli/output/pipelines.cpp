#include "cli/output/pipelines.hpp"

#include "document/json.hpp"
#include "pipeline/forms.hpp"

namespace corootctl::cli {

std::string pipeline_text(const pipeline::Report& report, Format format) {
  switch (format) {
    case Format::junit: return pipeline::to_junit(report);
    case Format::sarif: return document::to_json(pipeline::to_sarif(report, COROOTCTL_VERSION), 2) + "\n";
    case Format::github: return pipeline::to_github(report);
    case Format::gitlab: return document::to_json(pipeline::to_gitlab(report), 2) + "\n";
    default: return pipeline::to_markdown(report);
  }
}

}  // namespace corootctl::cli
