#include <fmt/format.h>

#include <algorithm>

#include "base/markup.hpp"
#include "pipeline/forms.hpp"
#include "pipeline/words.hpp"

namespace corootctl::pipeline {
namespace {

std::string cell(const std::string& text) { return text.empty() ? "-" : markdown_text(text); }

std::string counted(const Report& report, Level level) {
  int count = 0;
  for (const auto& judged : report.cases) {
    count += static_cast<int>(std::count_if(judged.findings.begin(), judged.findings.end(),
                                            [&](const auto& each) { return each.level == level; }));
  }
  return count == 0 ? "" : fmt::format("{} {}{}", count, name_of(level), count == 1 ? "" : "s");
}

std::string summary(const Report& report) {
  std::string out;
  for (const auto level : {Level::error, Level::warning, Level::note}) {
    const auto text = counted(report, level);
    if (!text.empty()) out += (out.empty() ? "" : ", ") + text;
  }
  if (out.empty()) out = "nothing found";
  if (!report.unread.empty()) out += fmt::format(", {} not read", report.unread.size());
  return out;
}

std::string linked(const Finding& finding) {
  const auto text = cell(finding.message);
  return finding.url.empty() ? text : "[" + text + "](" + finding.url + ")";
}

std::string rows_of(const Report& report) {
  std::string out;
  each_finding(report, [&](const Case& judged, const Rule& rule, const Finding& finding, const std::string&) {
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", name_of(finding.level), cell(judged.rule),
                       cell(finding.cluster), cell(finding.object), linked(finding), cell(hint_of(finding, rule)));
  });
  return out;
}

std::string bullets_of(const Report& report) {
  std::string out;
  for (const auto& judged : report.cases) {
    for (const auto& each : judged.unjudged) out += "- " + cell(judged.rule) + ": " + cell(placed(each)) + "\n";
  }
  return out;
}

}  // namespace

std::string to_markdown(const Report& report) {
  auto out = fmt::format("## corootctl {}: {}\n", report.verb, summary(report));
  const auto rows = rows_of(report);
  if (!rows.empty())
    out += "\n| level | rule | cluster | object | problem | what to do |\n|---|---|---|---|---|---|\n" + rows;
  const auto bullets = bullets_of(report);
  if (!bullets.empty()) out += "\n### Not judged\n\n" + bullets;
  if (!report.unread.empty()) out += "\n### Not read\n\n";
  for (const auto& each : report.unread) out += "- " + cell(placed(each)) + "\n";
  return out;
}

}  // namespace corootctl::pipeline
