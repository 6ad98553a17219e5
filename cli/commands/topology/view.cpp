#include "cli/commands/topology/view.hpp"

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
  Table table{{"CLUSTER", "APP", "CALLS", "IN CLUSTER", "STATUS", "TRAFFIC"}, {}, {1, 2}, {5, 4}};
  for (const auto& call : topology.calls) {
    const auto from = coroot::split_app(call.from), to = coroot::split_app(call.to);
    const Tone tone = ops::crosses_clusters(call) ? Tone::strong : Tone::plain;
    table.rows.push_back({from.cluster, wide ? from.kind + " " + short_name(from) : short_name(from),
                          wide ? to.kind + " " + short_name(to) : short_name(to), Cell(to.cluster, tone),
                          Cell(call.status, tone_of_status(call.status)), traffic(call, wide)});
  }
  return render(table, style, columns);
}

std::string identity_of(const ops::Topology& topology) {
  std::string out;
  for (const auto& app : topology.apps) out += app.id + " " + app.status + (app.stale ? " old\n" : "\n");
  for (const auto& call : topology.calls) out += call.from + " -> " + call.to + " " + call.status + "\n";
  return out;
}

}  // namespace corootctl::cli
