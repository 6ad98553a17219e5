#include "http/crypto.hpp"
#include "pipeline/forms.hpp"
#include "pipeline/words.hpp"

namespace corootctl::pipeline {
namespace {

using document::List;
using document::Object;
using document::Value;

const char* severity_of(Level level) {
  if (level == Level::error) return "major";
  return level == Level::warning ? "minor" : "info";
}

Value quality_value(const std::string& text, const std::string& rule, const std::string& mark, Level level,
                    const std::string& path) {
  return Object{{"description", text},
                {"check_name", rule},
                {"fingerprint", mark},
                {"severity", severity_of(level)},
                {"location", Object{{"path", path}, {"lines", Object{{"begin", 1}}}}}};
}

}  // namespace

Value to_gitlab(const Report& report) {
  List out;
  each_finding(report, [&](const Case& judged, const Rule& rule, const Finding& finding, const std::string& mark) {
    if (finding.baseline == Baseline::absent) return;  // GitLab compares with its own earlier report
    const auto path = report.file.empty() ? place_of(finding) : report.file;
    out.push_back(quality_value(told(finding, rule), judged.rule, mark, finding.level, path));
  });
  for (const auto& each : report.unread) {
    const auto path = report.file.empty() ? each.cluster + "/cluster" : report.file;
    out.push_back(quality_value("could not be read: " + placed(each), report.verb + ".unread",
                                http::sha256_hex("unread\n" + each.cluster), Level::error, path));
  }
  return out;
}

}  // namespace corootctl::pipeline
