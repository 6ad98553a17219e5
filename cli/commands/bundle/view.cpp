#include "cli/commands/bundle/view.hpp"

#include "base/text.hpp"
#include "checks/run.hpp"
#include "cli/output/checks.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/structured.hpp"
#include "cli/output/table.hpp"
#include "report/check_forms.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t listed_gaps = 20;

document::Value gap_value_of(const bundle::Gap& gap) {
  return document::Object{{"context", gap.context}, {"what", gap.what}};
}

document::Value inspected_cluster_value(const bundle::InspectedCluster& cluster) {
  document::List unready;
  for (const auto& [name, reason] : cluster.unready)
    unready.push_back(document::Object{{"name", name}, {"reason", reason}});
  return document::Object{{"context", cluster.context},
                          {"version", text_or_null(cluster.version)},
                          {"coroots", texts(cluster.coroots)},
                          {"not_ready", std::move(unready)},
                          {"files", static_cast<std::int64_t>(cluster.files)}};
}

/// What the checks say of the facts that were gathered.
std::optional<checks::Report> report_of(const bundle::Inspected& inspected) {
  if (!inspected.facts) return std::nullopt;
  return run_checks(*inspected.facts, checks::When::check, {});
}

document::Value inspected_value(const bundle::Inspected& inspected) {
  const auto report = report_of(inspected);
  document::List files;
  for (const auto& [path, size] : inspected.files)
    files.push_back(document::Object{{"path", path}, {"bytes", static_cast<std::int64_t>(size)}});
  return document::Object{{"created", inspected.created},
                          {"tool", inspected.tool},
                          {"command", inspected.command},
                          {"clusters", list_of(inspected.clusters, inspected_cluster_value)},
                          {"gaps", list_of(inspected.gaps, gap_value_of)},
                          {"checks", report ? report::to_value(*report) : document::Value()},
                          {"files", std::move(files)}};
}

std::string inspected_checks(const bundle::Inspected& inspected, bool wide, const Env& env) {
  const auto report = report_of(inspected);
  if (!report) return "No facts for the checks are in it.\n";
  return sections({checks_text(*report, wide, env.style, env.columns()), checks_summary(*report) + "\n"});
}

std::string file_lines(const bundle::Inspected& inspected) {
  std::string out;
  for (const auto& [path, size] : inspected.files) out += path + "\n";
  return out;
}

std::string inspected_table(const bundle::Inspected& inspected, bool wide, const Env& env) {
  Table clusters{{"CONTEXT", "VERSION", "COROOT", "FILES", "NOT READY"}, {}};
  for (const auto& cluster : inspected.clusters) {
    std::vector<std::string> unready;
    for (const auto& [name, reason] : cluster.unready) unready.push_back(name + ": " + reason);
    clusters.rows.push_back({cluster.context, cluster.version, join(cluster.coroots, ","),
                             std::to_string(cluster.files), join(unready, "; ")});
  }
  Table gaps{{"CONTEXT", "MISSING"}, {}};
  for (std::size_t i = 0; i < inspected.gaps.size() && (wide || i < listed_gaps); ++i)
    gaps.rows.push_back({inspected.gaps[i].context, inspected.gaps[i].what});
  Table files{{"FILE", "BYTES"}, {}};
  if (wide)
    for (const auto& [path, size] : inspected.files) files.rows.push_back({path, std::to_string(size)});
  return sections({fmt::format("Made {} by {}: {}\n", inspected.created, inspected.tool, inspected.command),
                   render(clusters, env.style, env.columns()), render(gaps, env.style, env.columns()),
                   inspected_checks(inspected, wide, env), render(files, env.style, env.columns())});
}

}  // namespace

std::string bundle_text(const bundle::Bundle& made, const std::string& file, const Env& env) {
  return text_as(
      env.format,
      [&] {
        return document::Object{{"file", file},
                                {"bytes", static_cast<std::int64_t>(made.bytes.size())},
                                {"files", static_cast<std::int64_t>(made.files)},
                                {"secrets_looked_for", static_cast<std::int64_t>(made.secrets)},
                                {"gaps", list_of(made.gaps, gap_value_of)}};
      },
      [&] { return file + "\n"; },
      [&](bool) {
        return fmt::format("{}: {} files, {} bytes; {} secret values were looked for in each\n", file, made.files,
                           made.bytes.size(), made.secrets);
      });
}

std::string inspected_text(const bundle::Inspected& inspected, const Env& env) {
  return text_as(
      env.format, [&] { return inspected_value(inspected); }, [&] { return file_lines(inspected); },
      [&](bool wide) { return inspected_table(inspected, wide, env); });
}

}  // namespace corootctl::cli
