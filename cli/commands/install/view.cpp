#include "cli/commands/install/view.hpp"

#include <algorithm>

#include "cli/output/objects.hpp"
#include "document/yaml.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t largest_listed = 5;  // clusters whose every component fits on a screen

document::Value with_manifests(const ops::ClusterInstall& report) {
  auto out = cluster_install_value(report);
  if (!report.manifests.empty()) out.set("manifests", document::List(report.manifests));
  return out;
}

Table objects_table(const InstallReports& reports) {
  Table table{{"CONTEXT", "OBJECT", "RESULT"}, {}, {0, 1}};
  for (const auto& report : reports) add_objects(table, report.context, report.objects);
  return table;
}

Table components_table(const InstallReports& reports, bool wide) {
  // Of a large fleet only what needs attention; -o wide has the rest.
  const bool all = wide || reports.size() <= largest_listed;
  Table table = components_header(wide);
  for (const auto& report : reports) add_components(table, report.context, report.components, wide, all);
  return table;
}

std::string changes_of(const InstallReports& reports, const Style& style) {
  std::string out;
  for (const auto& report : reports) {
    const std::string text = changes_text(report.objects, style);
    if (!text.empty()) out += "\n" + report.context + ": " + text;
  }
  return out;
}

}  // namespace

document::Value install_value(const InstallReports& reports) {
  return document::Object{{"clusters", list_of(reports, with_manifests)}};
}

std::string install_text(const InstallReports& reports, bool wide, const Style& style, std::size_t columns) {
  return sections({render(objects_table(reports), style, columns) + changes_of(reports, style),
                   render(components_table(reports, wide), style, columns)});
}

std::string manifests_text(const InstallReports& reports) {
  std::string out;
  for (const auto& report : reports) {
    for (const auto& manifest : report.manifests) {
      // As a scalar, a name with a line break stays inside the comment.
      out += "---\n# context: " + document::to_yaml(report.context) + document::to_yaml(manifest);
    }
  }
  return out;
}

bool anything_changed(const InstallReports& reports) {
  const auto changed = [](const auto& object) {
    return object.outcome != "unchanged" && object.outcome != deploy::used_as_it_is;
  };
  return std::any_of(reports.begin(), reports.end(), [&](const auto& report) {
    return std::any_of(report.objects.begin(), report.objects.end(), changed);
  });
}

}  // namespace corootctl::cli
