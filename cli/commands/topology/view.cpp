#include "cli/commands/topology/view.hpp"

#include <map>

#include "base/text.hpp"
#include "cli/output/apps.hpp"
#include "cli/output/objects.hpp"

namespace corootctl::cli {
namespace {

document::Value call_value(const ops::Call& call) {
  return document::Object{{"from", call.from},
                          {"to", call.to},
                          {"status", call.status},
                          {"requests_per_second", call.requests_per_second},
                          {"crosses_clusters", ops::crosses_clusters(call)},
                          {"stats", texts(call.stats)}};
}

std::string traffic(const ops::Call& call, bool wide) {
  if (call.stats.empty()) return {};
  return wide ? join(call.stats, ", ") : call.stats.front();
}

/// A text between double quotes as Graphviz reads it; control characters cannot be in a name and are dropped.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) continue;
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string_view colour_of(std::string_view status) {
  if (status == "critical") return "indianred1";
  if (status == "warning") return "gold";
  return status == "ok" ? "palegreen" : "gray90";
}

std::string dot_node(const ops::AppRow& app) {
  return fmt::format("    {} [label={}, fillcolor={}];\n", in_quotes(app.id), in_quotes(short_name(app.name)),
                     colour_of(app.status));
}

std::string dot_edge(const ops::Call& call) {
  std::string look = call.stats.empty() ? "" : fmt::format("label={}", in_quotes(call.stats.front()));
  const auto add = [&](std::string_view text) { look += (look.empty() ? "" : ", ") + std::string(text); };
  if (ops::crosses_clusters(call)) add("style=bold");
  if (call.status == "critical" || call.status == "warning") add("color=red");
  return fmt::format("  {} -> {}{};\n", in_quotes(call.from), in_quotes(call.to),
                     look.empty() ? "" : " [" + look + "]");
}

}  // namespace

document::Value topology_value(const ops::Topology& topology) {
  return document::Object{{"project", topology.project},
                          {"app", text_or_null(topology.app)},
                          {"apps", list_of(topology.apps, app_value)},
                          {"calls", list_of(topology.calls, call_value)},
                          {"members", members_value(topology.honesty)},
                          {"warnings", texts(topology.honesty.warnings)}};
}

std::string topology_table(const ops::Topology& topology, bool wide, const Style& style, std::size_t columns) {
  Table table{{"CLUSTER", "APP", "CALLS", "IN CLUSTER", "STATUS", "TRAFFIC"}, {}};
  for (const auto& call : topology.calls) {
    const auto from = coroot::split_app(call.from), to = coroot::split_app(call.to);
    const Tone tone = ops::crosses_clusters(call) ? Tone::strong : Tone::plain;
    table.rows.push_back({from.cluster, wide ? from.kind + " " + short_name(from) : short_name(from),
                          wide ? to.kind + " " + short_name(to) : short_name(to), Cell(to.cluster, tone),
                          Cell(call.status, tone_of_status(call.status)), traffic(call, wide)});
  }
  return render(table, style, columns);
}

std::string topology_dot(const ops::Topology& topology) {
  std::map<std::string, std::string> boxes;
  for (const auto& app : topology.apps) boxes[app.name.cluster] += dot_node(app);
  std::string out = fmt::format("digraph {} {{\n  rankdir=LR;\n  node [shape=box, style=\"rounded,filled\"];\n",
                                in_quotes(topology.project));
  for (const auto& [cluster, nodes] : boxes) {
    out += fmt::format("  subgraph {} {{\n    label={};\n{}  }}\n", in_quotes("cluster_" + cluster), in_quotes(cluster),
                       nodes);
  }
  for (const auto& call : topology.calls) out += dot_edge(call);
  return out + "}\n";
}

std::string identity_of(const ops::Topology& topology) {
  std::string out;
  for (const auto& app : topology.apps) out += app.id + " " + app.status + (app.stale ? " old\n" : "\n");
  for (const auto& call : topology.calls) out += call.from + " -> " + call.to + " " + call.status + "\n";
  return out;
}

}  // namespace corootctl::cli
