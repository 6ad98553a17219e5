#include "cli/commands/status/view.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/health.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/talk.hpp"

namespace corootctl::cli {
namespace {

std::vector<std::string> project_names(const ops::ClusterStatus& cluster) {
  std::vector<std::string> out;
  for (const auto& project : cluster.projects) out.push_back(project.name);
  return out;
}

std::size_t count_of(const ops::ClusterStatus& cluster, bool deploy::Component::* what) {
  return static_cast<std::size_t>(std::count_if(cluster.components.begin(), cluster.components.end(),
                                                [&](const auto& component) { return component.*what; }));
}

std::size_t ready_count(const ops::ClusterStatus& cluster) { return count_of(cluster, &deploy::Component::ready_now); }

/// Those that can be judged.
std::size_t seen_count(const ops::ClusterStatus& cluster) {
  return cluster.components.size() - count_of(cluster, &deploy::Component::unseen);
}

bool is_well(const ops::ClusterStatus& cluster) {
  return !cluster.error && ready_count(cluster) == seen_count(cluster) && cluster.resource_errors.empty() &&
         cluster.being_deleted.empty();
}

std::string cluster_state(const ops::ClusterStatus& cluster) {
  if (cluster.error) return cluster.error->kind == ErrorKind::unreachable ? "unreachable" : "failed";
  if (is_well(cluster)) return "ok";
  return cluster.being_deleted.empty() ? "not ready" : "being deleted";
}

std::optional<Error> trouble_of(const ops::ClusterStatus& cluster) {
  if (cluster.error) return located(*cluster.error, cluster.context);
  if (is_well(cluster)) return std::nullopt;
  Error error{ErrorKind::failed, {}, {"cluster " + cluster.context}, {}};
  auto lines = cluster.being_deleted;
  for (const auto& component : cluster.components) {
    if (component.ready_now || component.unseen) continue;
    const std::string reason = component.reason.empty() ? "" : ": " + component.reason;
    lines.push_back(fmt::format("{} is {}{}", component.name, state_of(component), reason));
    if (error.hint.empty()) error.hint = component.hint;
  }
  for (const auto& text : cluster.resource_errors)
    lines.push_back(fmt::format("Coroot {}: {}", cluster.resource, text));
  error.what = join(lines, "\n");
  return error;
}

bool same_key(const ops::LinkStatus& link) {
  return !link.hub_fingerprint.empty() && link.hub_fingerprint == link.member_fingerprint;
}

Cell key_cell(const ops::LinkStatus& link) {
  if (!link.key_gap.empty()) return Cell("not read", Tone::warning);
  if (link.hub_fingerprint.empty()) return Cell("missing", Tone::bad);
  if (link.member_fingerprint.empty()) return Cell(link.hub_fingerprint, Tone::plain);
  if (same_key(link)) return Cell(link.hub_fingerprint + " =", Tone::good);
  return Cell(link.hub_fingerprint + " != " + link.member_fingerprint, Tone::bad);
}

std::optional<Error> trouble_of(const ops::LinkStatus& link) {
  if (!link.key_trouble.empty()) {
    return Error{ErrorKind::failed,
                 link.key_trouble +
                     ": the operator takes the link's address out, and the hub's server does not start "
                     "again without it",
                 {"member " + link.project},
                 "Run link-clusters again: it copies the key anew."};
  }
  const bool differs = link.key_gap.empty() && !link.member_fingerprint.empty() && !same_key(link);
  auto error = health_error(link.health);
  if (error && error->where.front() == "member ") error->where.front() = "member " + link.project;
  if (!differs) return error;
  return Error{ErrorKind::unauthorized,
               "the hub's copy of the key is not the member's key",
               {"member " + link.project},
               "Run link-clusters again: it copies the key anew."};
}

std::string age_of(const std::optional<std::int64_t>& at_ms, std::int64_t now_ms) {
  if (!at_ms) return "never";
  return short_span(std::chrono::milliseconds(std::max<std::int64_t>(0, now_ms - *at_ms))) + " ago";
}

Table clusters_table(const ops::StatusReport& report) {
  Table table{{"CONTEXT", "VERSION", "COROOT", "RESOURCE", "COMPONENTS", "PROJECTS", "STATE"}, {}};
  for (const auto& c : report.clusters) {
    const Cell state(cluster_state(c), c.error ? Tone::bad : is_well(c) ? Tone::good : Tone::warning);
    table.rows.push_back({c.context, c.version, c.error ? "" : std::string(name_of(c.role)), c.resource,
                          c.components.empty() ? "" : fmt::format("{}/{}", ready_count(c), seen_count(c)),
                          join(project_names(c), ","), state});
  }
  return table;
}

Table components_table(const ops::StatusReport& report, bool wide) {
  Table table = components_header(wide);
  for (const auto& cluster : report.clusters) add_components(table, cluster.context, cluster.components, wide, wide);
  return table;
}

Table links_table(const ops::StatusReport& report, std::int64_t now_ms) {
  Table table{{"MEMBER", "CONTEXT", "URL", "KEY", "AGENTS", "LAST DATA", "LINK"}, {}};
  for (const auto& link : report.links) {
    const bool good = link.health.state == hub::MemberState::ok;
    table.rows.push_back({link.project, link.context, link.url, key_cell(link), std::to_string(link.health.agents),
                          age_of(link.health.last_data_ms, now_ms),
                          Cell(std::string(name_of(link.health.state)), good ? Tone::good : Tone::bad)});
  }
  return table;
}

document::Value project_value(const ops::ProjectStatus& p) {
  return document::Object{{"name", p.name}, {"kind", p.kind}, {"members", texts(p.members)}};
}

document::Value cluster_value(const ops::ClusterStatus& cluster) {
  return document::Object{{"context", cluster.context},
                          {"version", text_or_null(cluster.version)},
                          {"role", cluster.error ? document::Value() : document::Value(name_of(cluster.role))},
                          {"resource", text_or_null(cluster.resource)},
                          {"resource_status", text_or_null(cluster.resource_status)},
                          {"resource_errors", texts(cluster.resource_errors)},
                          {"being_deleted", texts(cluster.being_deleted)},
                          {"well", is_well(cluster)},
                          {"components", components_value(cluster.components)},
                          {"projects", list_of(cluster.projects, project_value)},
                          {"gaps", texts(cluster.gaps)},
                          {"error", error_value(cluster.error)}};
}

document::Value link_status_value(const ops::LinkStatus& link) {
  const bool comparable = !link.hub_fingerprint.empty() && !link.member_fingerprint.empty();
  return document::Object{{"project", link.project},
                          {"context", text_or_null(link.context)},
                          {"url", text_or_null(link.url)},
                          {"hub_fingerprint", text_or_null(link.hub_fingerprint)},
                          {"key_gap", text_or_null(link.key_gap)},
                          {"key_trouble", text_or_null(link.key_trouble)},
                          {"member_fingerprint", text_or_null(link.member_fingerprint)},
                          {"same_key", comparable ? document::Value(same_key(link)) : document::Value()},
                          {"health", health_value(link.health)}};
}

}  // namespace

document::Value status_value(const ops::StatusReport& report) {
  return document::Object{{"clusters", list_of(report.clusters, cluster_value)},
                          {"links", list_of(report.links, link_status_value)},
                          {"warnings", texts(report.warnings)}};
}

std::string status_text(const ops::StatusReport& report, std::int64_t now_ms, bool wide, const Style& style,
                        std::size_t columns) {
  return sections({render(clusters_table(report), style, columns),
                   render(components_table(report, wide), style, columns),
                   render(links_table(report, now_ms), style, columns)});
}

Outcomes outcomes_of(const ops::StatusReport& report) {
  Outcomes out;
  for (const auto& cluster : report.clusters) out.push_back(trouble_of(cluster));
  for (const auto& link : report.links) out.push_back(trouble_of(link));
  return out;
}

}  // namespace corootctl::cli
