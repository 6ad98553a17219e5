#include <fmt/format.h>

#include "pipeline/forms.hpp"
#include "pipeline/words.hpp"

namespace corootctl::pipeline {
namespace {

/// Percent, line ends and, in properties, separators as a workflow reads them.
std::string github_text(const std::string& text, bool is_property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string annotation(const char* command, const std::string& file, const std::string& title,
                       const std::string& text) {
  const auto place = file.empty() ? "" : "file=" + github_text(file, true) + ",";
  return fmt::format("::{} {}title={}::{}\n", command, place, github_text(title, true), github_text(text, false));
}

const char* command_of(const Finding& finding) {
  const bool is_history = finding.baseline == Baseline::absent;
  return is_history || finding.level == Level::note ? "notice" : name_of(finding.level);
}

}  // namespace

std::string to_github(const Report& report) {
  std::string out;
  each_finding(report, [&](const Case& judged, const Rule& rule, const Finding& finding, const std::string&) {
    out += annotation(command_of(finding), report.file, judged.rule + " " + rule.title, told(finding, rule));
  });
  for (const auto& judged : report.cases) {
    for (const auto& each : judged.unjudged)
      out += annotation("notice", report.file, judged.rule + " not judged", placed(each));
  }
  for (const auto& each : report.unread) out += annotation("warning", report.file, "not read", placed(each));
  return out;
}

}  // namespace corootctl::pipeline
