#include <fmt/format.h>

#include <cctype>
#include <string_view>

#include "pipeline/forms.hpp"
#include "pipeline/words.hpp"

namespace corootctl::pipeline {
namespace {

using document::List;
using document::Object;
using document::Value;

const char* sarif_level(Level level) { return level == Level::note ? "note" : name_of(level); }

Value text_value(const std::string& text) { return Object{{"text", text}}; }

Value rule_value(const Rule& rule) {
  return Object{{"id", rule.id},
                {"name", rule.name},
                {"shortDescription", text_value(rule.title)},
                {"fullDescription", text_value(rule.meaning)},
                {"help", text_value(rule.fix)},
                {"defaultConfiguration", Object{{"level", sarif_level(rule.level)}}}};
}

std::string as_uri(const std::string& path) {
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) != 0 || std::string_view("/-_.").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

/// Code scanning wants a file of each finding; where there is none, the cluster and its object stand for one.
Value location_value(const Report& report, const Finding& finding) {
  const auto name = place_of(finding);
  const auto uri = as_uri(report.file.empty() ? name : report.file);
  return Object{{"physicalLocation", Object{{"artifactLocation", Object{{"uri", uri}}}}},
                {"logicalLocations", List{Object{{"fullyQualifiedName", name}, {"kind", "resource"}}}}};
}

const char* baseline_state(Baseline baseline) {
  if (baseline == Baseline::is_new) return "new";
  return baseline == Baseline::unchanged ? "unchanged" : "absent";
}

Value result_value(const Report& report, const Case& judged, const Finding& finding, const std::string& mark) {
  const auto index = index_of(report, judged.rule);
  Object out{{"ruleId", judged.rule},
             {"ruleIndex", static_cast<std::int64_t>(index)},
             {"level", sarif_level(finding.level)},
             {"message", text_value(told(finding, report.rules[index]))},
             {"locations", List{location_value(report, finding)}},
             {"partialFingerprints", Object{{"corootctl/v1", mark}}}};
  if (!finding.url.empty()) out.set("hostedViewerUri", finding.url);
  if (finding.baseline != Baseline::none) out.set("baselineState", baseline_state(finding.baseline));
  return out;
}

Value note_value(const char* level, const std::string& text) {
  return Object{{"level", level}, {"message", text_value(text)}};
}

/// What could not be judged: the run is whole only without it.
Value invocation_value(const Report& report) {
  List notes;
  for (const auto& each : report.unread) notes.push_back(note_value("error", placed(each)));
  for (const auto& judged : report.cases) {
    for (const auto& each : judged.unjudged)
      notes.push_back(note_value("warning", judged.rule + " not judged: " + placed(each)));
  }
  return Object{{"executionSuccessful", report.unread.empty()}, {"toolExecutionNotifications", std::move(notes)}};
}

}  // namespace

Value to_sarif(const Report& report, const std::string& version) {
  List rules, results;
  for (const auto& rule : report.rules) rules.push_back(rule_value(rule));
  each_finding(report, [&](const Case& judged, const Rule&, const Finding& finding, const std::string& mark) {
    results.push_back(result_value(report, judged, finding, mark));
  });
  Value driver = Object{{"name", "corootctl"}, {"version", version}, {"rules", std::move(rules)}};
  return Object{{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                {"version", "2.1.0"},
                {"runs", List{Object{{"tool", Object{{"driver", std::move(driver)}}},
                                     {"invocations", List{invocation_value(report)}},
                                     {"results", std::move(results)}}}}};
}

}  // namespace corootctl::pipeline
