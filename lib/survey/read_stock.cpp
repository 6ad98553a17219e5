#include "survey/read_stock.hpp"

#include <cmath>

#include "base/text.hpp"
#include "collect/collect.hpp"
#include "collect/inventory.hpp"
#include "coroot/answer.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::survey {
namespace {

constexpr std::int64_t window_ms = 15 * 60'000;

bool has_value(const coroot::PanelSeries& series) {
  return std::any_of(series.values.begin(), series.values.end(), [](float value) { return !std::isnan(value); });
}

/// What one member has beside its series.
struct MemberStockReader {
  const coroot::Client& hub;
  const StockRequest& request;
  MemberData& out;
  std::string id{};
  Within within{};

  /// Names of the series that one query gives.
  Result<std::set<std::string>> names_of_series(const char* promql, const char* legend) const {
    CTL_PASS(const auto panel,
             hub.panel(id, {{out.health.project, promql, legend}}, request.now_ms - window_ms, request.now_ms, within));
    std::set<std::string> names;
    for (const auto& series : panel.series)
      if (has_value(series)) names.insert(series.name);
    return names;
  }

  void read() const {
    if (const auto nodes = names_of_series("kube_node_info", "{{system_uuid}}|{{node}}")) {
      for (const auto& name : *nodes) out.nodes[name.substr(0, name.find('|'))] = name.substr(name.find('|') + 1);
    }
    if (auto agents = names_of_series("node_info", "{{system_uuid}}")) out.agents_on = std::move(*agents);
    const auto ports = names_of_series("count(kube_service_port)", "ports");
    out.has_service_ports = ports && !ports->empty();
    read_logs();
    read_traces();
  }

  void read_logs() const {
    const auto found = names_of_series("sum by (container_id) (container_log_messages_total)", "{{container_id}}");
    if (!found) {
      out.logs_trouble = describe(found.error());
      return;
    }
    out.log_pods.emplace();
    for (const auto& container : *found) {
      if (const auto name = collect::parse_container(container))
        out.log_pods->insert(name->namespace_name + "/" + name->pod);
    }
  }

  /// (coroot-api 46)
  void read_traces() const {
    const auto answer = hub.overview(id, "traces", within);
    const auto& traces = answer ? answer->at({"data", "traces"}) : document::Value();
    if (!traces.is_object()) {
      out.traces_trouble = answer ? "the server's answer has no traces" : describe(answer.error());
      return;
    }
    out.traces_trouble = coroot::clean_text(traces["error"].as_string());
    if (traces["message"].as_string() == "no_clickhouse") out.traces_trouble = "the member has no ClickHouse";
    if (!out.traces_trouble.empty()) return;
    out.services.emplace();
    for (const auto& line : traces.at({"summary", "stats"}).as_list())
      out.services->insert(line["service_name"].as_string());
  }
};

/// Profiles of one app, through its member's own project.
Result<ProfilesOfApp> profiles_of_app(const coroot::Client& hub, const signals::App& app, const Within& within) {
  CTL_PASS(const auto id, hub.project_id(app.cluster, within));
  CTL_PASS(const auto view, hub.profiles(id, id + app.id.substr(app.cluster.size()), within));
  ProfilesOfApp out;
  out.has = !view["profiles"].as_list().empty();
  const auto& message = view["message"].as_string();
  if (!out.has && view["status"].as_string() == "warning") out.trouble = coroot::clean_text(message);
  return out;
}

/// The members' health when no series could be collected at all.
std::vector<hub::MemberHealth> probe_members(const coroot::Client& hub, const hub::Project& project,
                                             const StockRequest& request, const std::stop_token& stop) {
  auto probes = fleet::fan_out(project.members, request.width, stop,
                               [&](const std::string& member, std::stop_token token) -> Result<hub::MemberHealth> {
                                 return hub::probe_member(hub, member, request.member_timeout, request.now_ms, token);
                               });
  std::vector<hub::MemberHealth> out;
  for (auto& probe : probes)
    if (probe) out.push_back(std::move(*probe));
  return out;
}

void read_members(const coroot::Client& hub, const StockRequest& request, StockFacts& out,
                  const std::stop_token& stop) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < out.members.size(); ++i) {
    if (out.members[i].health.state == hub::MemberState::ok) places.push_back(i);
  }
  const auto done = fleet::fan_out(places, request.width, stop, [&](std::size_t i, std::stop_token token) -> Result<> {
    const Within within{Deadline::in(request.member_timeout), token};
    CTL_PASS(auto id, hub.project_id(out.members[i].health.project, within));
    MemberStockReader{hub, request, out.members[i], std::move(id), within}.read();
    return {};
  });
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!done[i])
      out.members[places[i]].logs_trouble = out.members[places[i]].traces_trouble = describe(done[i].error());
  }
}

void read_profiles(const coroot::Client& hub, const StockRequest& request, StockFacts& out,
                   const std::stop_token& stop) {
  std::vector<const signals::App*> apps;
  for (const auto& app : out.snapshot.apps)
    if (app.observed && app.cluster != "external") apps.push_back(&app);
  const auto found = fleet::fan_out(apps, request.width, stop, [&](const signals::App* app, std::stop_token token) {
    return profiles_of_app(hub, *app, {Deadline::in(request.member_timeout), token});
  });
  for (std::size_t i = 0; i < apps.size(); ++i)
    out.profiles[apps[i]->id] = found[i] ? *found[i] : ProfilesOfApp{false, describe(found[i].error())};
}

}  // namespace

Result<StockFacts> read_stock(const coroot::Client& hub, const hub::Project& project, const StockRequest& request,
                              const fleet::Tell& tell, std::stop_token stop) {
  collect::CollectRequest wanted;
  wanted.project = project.name;
  wanted.since_ms = request.now_ms - window_ms;
  wanted.until_ms = wanted.now_ms = request.now_ms;
  wanted.timeout = request.timeout;
  wanted.member_timeout = request.member_timeout;
  wanted.width = request.width;
  StockFacts out;
  out.project = project.name;
  out.profiles_asked = request.profiles;
  auto collected = collect::collect(hub, wanted, tell, stop);
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "interrupted");
  const auto health = collected ? collected->members : probe_members(hub, project, request, stop);
  if (health.empty() && !collected) return tl::unexpected(std::move(collected.error()));
  if (collected) out.snapshot = std::move(collected->snapshot);
  for (const auto& each : health) out.members.push_back({.health = each});
  read_members(hub, request, out, stop);
  if (request.profiles) read_profiles(hub, request, out, stop);
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "interrupted");
  return out;
}

}  // namespace corootctl::survey
