#include "pipeline/report.hpp"

#include <algorithm>

namespace corootctl::pipeline {
namespace {

std::string joined(const std::string& cluster, const std::string& object, const std::string& text) {
  return (cluster.empty() ? "" : cluster + ": ") + (object.empty() ? "" : object + ": ") + text;
}

}  // namespace

std::string placed(const Finding& finding) {
  return finding.names_place ? finding.message : joined(finding.cluster, finding.object, finding.message);
}

std::string placed(const Unjudged& unjudged) { return joined(unjudged.cluster, "", unjudged.why); }

std::string hint_of(const Finding& finding, const Rule& rule) { return finding.hint.empty() ? rule.fix : finding.hint; }

std::string told(const Finding& finding, const Rule& rule) {
  auto out = placed(finding);
  if (!out.ends_with('.')) out += '.';
  const auto hint = hint_of(finding, rule);
  if (!hint.empty()) out += " " + hint;
  if (!finding.url.empty()) out += " " + finding.url;
  return out;
}

std::size_t index_of(const Report& report, const std::string& rule) {
  const auto found =
      std::find_if(report.rules.begin(), report.rules.end(), [&](const Rule& each) { return each.id == rule; });
  return static_cast<std::size_t>(found - report.rules.begin());
}

const Rule& rule_of(const Report& report, const Case& judged) { return report.rules.at(index_of(report, judged.rule)); }

std::string place_of(const Finding& finding) {
  return (finding.cluster.empty() ? "fleet" : finding.cluster) + "/" +
         (finding.object.empty() ? "cluster" : finding.object);
}

}  // namespace corootctl::pipeline
