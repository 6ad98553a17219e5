#include <algorithm>
#include <array>
#include <cmath>

#include "collect/parts.hpp"

namespace corootctl::collect {

namespace {

/// Instant values that Prometheus repeats after a container has gone.
constexpr std::array<std::string_view, 8> gauges = {
    "cpu_limit", "memory_rss",      "memory_limit",           "oom_kills",
    "restarts",  "disk_used_ratio", "connections_used_ratio", "lock_wait"};
constexpr std::array<std::string_view, 11> sums = {"cpu_usage",  "cpu_limit",    "cpu_throttled",   "cpu_delay",
                                                   "memory_rss", "memory_limit", "memory_pressure", "log_errors",
                                                   "disk_io",    "gc_time",      "lock_wait"};
constexpr std::array<std::string_view, 2> counters = {"oom_kills", "restarts"};
constexpr std::array<std::string_view, 2> fills = {"disk_used_ratio", "connections_used_ratio"};

/// A resolver that never fails has no error series: 0 while it was asked at all.
Values dns_errors_of(const SeriesByQuery& series, const Values& latency) {
  const auto* errors = find(series, "dns_errors");
  Values out(latency.size(), std::nanf(""));
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (errors != nullptr && !std::isnan((*errors)[i]))
      out[i] = (*errors)[i];
    else if (!std::isnan(latency[i]))
      out[i] = 0;
  }
  return out;
}

/// One container's measurements into the tally of its pod or of its app.
void add_container(Tally& tally, const SeriesByQuery& series) {
  add_service_level(tally, series, "");
  for (const auto name : sums) {
    if (const auto* values = find(series, name)) tally.add(name, *values);
  }
  for (const auto name : counters) {
    if (const auto* values = find(series, name)) tally.add(name, increases(*values));
  }
  for (const auto name : fills) {
    if (const auto* used = find(series, name)) tally.add_largest(name, *used);
  }
  if (const auto* latency = find(series, "dns_latency")) {
    tally.add_mean("dns_latency", *latency);
    tally.add("dns_errors", dns_errors_of(series, *latency));
  } else if (const auto* errors = find(series, "dns_errors")) {
    tally.add("dns_errors", *errors);
  }
}

signals::SeriesBag finish(Tally& tally) {
  if (tally.has("requests"))
    tally.add("error_ratio", ratio_of_errors(tally.values("errors"), tally.values("requests")));
  tally.remove("errors");
  return tally.bag();
}

struct AppTally {
  explicit AppTally(std::size_t points) : total(points) {}
  Tally total;
  std::map<std::string, Tally> instances{};
  std::map<std::string, std::string> node_of{};
  bool observed = false;
};
using AppTallies = std::map<std::string, AppTally>;

AppTally& app_at(AppTallies& apps, const std::string& id, std::size_t points) {
  return apps.try_emplace(id, points).first->second;
}

std::string instance_of(const Inventory& inventory, const std::string& container_id) {
  if (const auto* pod = inventory.pod_of_container(container_id)) return pod->instance;
  const auto name = parse_container(container_id);
  return name ? inventory.cluster + ":" + name->namespace_name + ":Pod:" + name->pod : "";
}

/// Readiness of a pod ends with its containers; kube-state-metrics repeats it for a while.
void add_readiness(AppTallies& apps, const MemberFacts& member, const std::map<std::string, std::ptrdiff_t>& ends,
                   std::size_t points) {
  for (const auto row : rows_of<columns::ready>(member.data)) {
    const auto key = member.inventory.pod_of_uid.find(row["uid"]);
    if (key == member.inventory.pod_of_uid.end()) continue;
    const auto& pod = member.inventory.pods.at(key->second);
    auto values = row.values();
    const auto end = ends.find(pod.instance);
    if (end != ends.end() && pod.uid == row["uid"]) cut_echo(values, end->second);
    app_at(apps, pod.app, points).total.add("instances_ready", values);
  }
}

void add_desired(AppTallies& apps, const MemberFacts& member, std::size_t points) {
  for (const auto row : rows_of<columns::desired>(member.data)) {
    const std::array<std::pair<std::string, const std::string&>, 3> owners = {
        {{"Deployment:", row["deployment"]}, {"StatefulSet:", row["statefulset"]}, {"DaemonSet:", row["daemonset"]}}};
    for (const auto& [kind, name] : owners) {
      if (name.empty()) continue;
      const auto id = member.inventory.app_of_workload(row["namespace"], kind + name);
      const bool wanted = std::any_of(row.values().begin(), row.values().end(), [](float count) { return count > 0; });
      if (wanted || apps.contains(id)) app_at(apps, id, points).total.add("instances_desired", row.values());
    }
  }
}

signals::App to_app(const std::string& id, AppTally& tally) {
  auto app = unobserved(id);
  app.observed = tally.observed;
  app.sli_source = tally.total.has("requests") ? signals::SliSource::server : signals::SliSource::none;
  app.series = finish(tally.total);
  for (auto& [instance, each] : tally.instances) {
    const auto& node = tally.node_of[instance];
    app.instances.push_back({instance, node.empty() ? std::nullopt : std::optional(node), finish(each)});
  }
  return app;
}

/// Pods that only kube-state-metrics knows (no agent on their node) are instances without measurements.
void add_pods(AppTallies& apps, const Inventory& inventory, std::size_t points) {
  for (const auto& [key, pod] : inventory.pods) {
    auto& app = app_at(apps, pod.app, points);
    app.instances.try_emplace(pod.instance, points);
    app.node_of[pod.instance] = pod.node;
  }
}

/// What databases tell of themselves goes to the container that listens at their address. A statement that waits for a
/// lock waits a second each second.
void take_databases(MemberData& data, std::map<std::string, SeriesByQuery>& containers) {
  std::map<std::string, std::string> listeners;
  for (const auto row : rows_of<columns::listens>(data)) listeners[row["listen_addr"]] = row["container_id"];
  constexpr std::array<std::pair<std::string_view, const char*>, 2> told = {
      {{"database_locks", "lock_wait"}, {"database_connections", "connections_used_ratio"}}};
  for (const auto& [query, signal] : told) {
    const auto frames = data.frames.find(query);
    if (frames == data.frames.end()) continue;
    for (auto& frame : frames->second) {
      const auto container = listeners.find(Row<columns::database>{&frame}["address"]);
      if (container != listeners.end()) containers[container->second][signal] = std::move(frame.values);
    }
  }
}

/// The first grid point at which any container has an instant value.
std::ptrdiff_t begin_of_gauges(const std::map<std::string, SeriesByQuery>& containers) {
  std::ptrdiff_t begin = -1;
  for (const auto& [id, series] : containers) {
    for (const auto name : gauges) {
      const auto* values = find(series, name);
      const auto first = values == nullptr ? -1 : first_value_at(*values);
      if (first >= 0 && (begin < 0 || first < begin)) begin = first;
    }
  }
  return begin;
}

/// The agent creates some counters with the first event: in a container that was there before, the counter was 0.
void begin_at_zero(SeriesByQuery& series, std::ptrdiff_t begin_of_data) {
  const auto* cpu = find(series, "cpu_usage");
  const auto seen_from = cpu == nullptr ? -1 : first_value_at(*cpu);
  for (const auto name : counters) {
    const auto found = series.find(name);
    if (found == series.end()) continue;
    const auto first = first_value_at(found->second);
    if (seen_from >= 0 && first > seen_from && first > begin_of_data)
      found->second[static_cast<std::size_t>(first - 1)] = 0;
  }
}

}  // namespace

std::map<std::string, SeriesByQuery> take_containers(MemberData& data) {
  std::map<std::string, SeriesByQuery> containers;
  for (const auto& query : all_queries()) {
    if (!query.has(columns::container)) continue;
    auto frames = data.frames.extract(query.name);
    if (frames.empty()) continue;
    for (auto& frame : frames.mapped())
      containers[Row<columns::container>{&frame}["container_id"]][query.name] = std::move(frame.values);
  }
  take_databases(data, containers);
  const auto begin = begin_of_gauges(containers);
  for (auto& [id, series] : containers) {
    begin_at_zero(series, begin);
    const auto* cpu = find(series, "cpu_usage");
    if (cpu == nullptr) continue;
    const auto last = last_value_at(*cpu);
    for (const auto name : gauges) {
      if (const auto found = series.find(name); found != series.end()) cut_echo(found->second, last);
    }
  }
  return containers;
}

std::vector<signals::App> collect_apps(MemberFacts& member, const signals::Grid& grid) {
  AppTallies apps;
  add_pods(apps, member.inventory, grid.points);
  std::map<std::string, std::ptrdiff_t> ends;  // of pods, by the CPU time of their containers
  auto containers = take_containers(member.data);
  std::map<std::string, std::vector<std::string>> containers_of_app;
  for (const auto& [id, series] : containers) {
    const auto app = member.inventory.app_of_container(id);
    if (app.empty()) continue;
    containers_of_app[app].push_back(id);
    app_at(apps, app, grid.points).observed = true;
    if (const auto* cpu = find(series, "cpu_usage")) {
      auto& end = ends.try_emplace(instance_of(member.inventory, id), -1).first->second;
      end = std::max(end, last_value_at(*cpu));
    }
  }
  add_readiness(apps, member, ends, grid.points);
  add_desired(apps, member, grid.points);
  std::vector<signals::App> out;
  for (auto& [id, tally] : apps) {  // one app after the other: its sums take several times what comes out of them
    for (const auto& container : containers_of_app[id]) {
      const auto series = containers.extract(container);
      add_container(tally.total, series.mapped());
      const auto instance = instance_of(member.inventory, container);
      add_container(tally.instances.try_emplace(instance, grid.points).first->second, series.mapped());
    }
    out.push_back(to_app(id, tally));
    tally = AppTally(0);
  }
  return out;
}

}  // namespace corootctl::collect
