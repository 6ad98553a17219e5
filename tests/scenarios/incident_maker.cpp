#include "scenarios/incident_maker.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

#include "scenarios/incident_model.hpp"

namespace corootctl::scenarios {
namespace {

using signals::Series;
using signals::SeriesBag;

void add(Values& to, double amount) {
  const Values shape = after_onset();
  for (std::size_t i = 0; i < points; ++i) to[i] += amount * shape[i];
}

void multiply(Values& to, double factor) {
  const Values shape = after_onset();
  for (std::size_t i = 0; i < points; ++i) to[i] *= 1 + (factor - 1) * shape[i];
}

/// An app at least four calls below the first entry.
std::size_t pick_deep_app(const Model& model, Dice& dice) {
  const std::vector<int> depth = depths(model);
  std::vector<std::size_t> deep;
  for (std::size_t app = 0; app < model.apps.size(); ++app)
    if (depth[app] >= 4 && !model.apps[app].external && !model.apps[app].hidden) deep.push_back(app);
  return deep[dice.below(deep.size())];
}

std::vector<std::string> break_app(Model& model, Dice& dice) {
  ModelApp& app = model.apps[pick_deep_app(model, dice)];
  const double severity = model.plan.severity;
  const Fault fault = model.plan.fault;
  if (fault == Fault::errors || fault == Fault::silent_cluster) {
    add(app.own_errors, 0.25 * severity);
    return {app.id};
  }
  for (Values& pod : app.pod_extra) add(pod, 0.12 * severity);
  if (fault == Fault::cpu) {
    add(app.cpu_delay, 0.4 * severity);
    multiply(app.cpu, 1 + 1.5 * severity);
  }
  if (fault == Fault::memory) add(app.memory, 6e8 * severity);
  return {app.id};
}

/// Delays every call from one cluster to another; a pair that the first entry's calls really use.
std::vector<std::string> break_link(Model& model, Dice& dice) {
  const std::vector<int> depth = depths(model);
  std::map<std::pair<std::size_t, std::size_t>, int> used;
  for (std::size_t app = 0; app < model.apps.size(); ++app)
    for (const ModelCall& call : model.apps[app].calls)
      if (depth[app] >= 0 && !model.apps[call.to].external && model.apps[app].cluster != model.apps[call.to].cluster)
        ++used[{model.apps[app].cluster, model.apps[call.to].cluster}];
  std::erase_if(used, [](const auto& pair) { return pair.second < 2; });
  const auto chosen = std::next(used.begin(), static_cast<std::ptrdiff_t>(dice.below(used.size())))->first;
  for (ModelApp& app : model.apps)
    for (ModelCall& call : app.calls)
      if (app.cluster == chosen.first && !model.apps[call.to].external && model.apps[call.to].cluster == chosen.second)
        add(call.extra_rtt, 0.08 * model.plan.severity);
  return {cluster_name(chosen.first) + " -> " + cluster_name(chosen.second)};
}

/// The node that carries most pods of apps deep below the entry.
std::vector<std::string> break_node(Model& model) {
  const std::vector<int> depth = depths(model);
  std::vector<int> pods(model.node_cpu.size(), 0);
  for (std::size_t app = 0; app < model.apps.size(); ++app)
    for (const std::size_t node : model.apps[app].pods) pods[node] += depth[app] >= 2 ? 1 : 0;
  const auto node = static_cast<std::size_t>(std::max_element(pods.begin(), pods.end()) - pods.begin());
  for (Values& cpu : model.node_cpu)
    if (&cpu == &model.node_cpu[node]) add(cpu, 0.55);
  for (ModelApp& app : model.apps)
    for (std::size_t pod = 0; pod < app.pods.size(); ++pod)
      if (app.pods[pod] == node) {
        add(app.pod_extra[pod], 0.10 * model.plan.severity);
        add(app.cpu_delay, 0.1);
      }
  return {node_name(model, node)};
}

std::vector<std::string> raise_load(Model& model) {
  simulate(model, *std::make_unique<Dice>(7));  // to size the capacities by the healthy load
  for (ModelApp& app : model.apps) app.capacity = app.external ? 0 : 4.2 * app.requests[0];
  multiply(model.apps[0].arrivals, 1 + 5.5 * model.plan.severity);
  for (ModelApp& app : model.apps) app.logs.assign(points, 0.05);
  return {model.apps[0].id};
}

std::vector<std::string> break_external(Model& model) {
  add(model.apps.back().pod_extra[0], 0.8 * model.plan.severity);
  return {model.apps.back().id};
}

/// Returns the right answers and sets their kind.
std::vector<std::string> inject(Model& model, Dice& dice, std::string& kind) {
  switch (model.plan.fault) {
    case Fault::none: return {};
    case Fault::link_delay: kind = "link"; return break_link(model, dice);
    case Fault::node: kind = "node"; return break_node(model);
    case Fault::load: kind = "load"; return raise_load(model);
    case Fault::external: kind = "external"; return break_external(model);
    default: kind = "app"; return break_app(model, dice);
  }
}

/// A bystander nobody in the story calls gets loud, and three apps are deployed without effect.
void add_decoys(Model& model, Dice& dice) {
  ModelApp loud;
  loud.id = "c0:batch:Deployment:reports";
  loud.pods = {0};
  loud.pod_extra.assign(1, Values(points, 0));
  loud.arrivals.assign(points, 2);
  add(loud.cpu, 3);
  add(loud.logs, 8);
  model.apps.insert(model.apps.begin(), loud);
  for (ModelApp& app : model.apps)
    for (ModelCall& call : app.calls) ++call.to;
  for (int i = 0; i < 3; ++i) {
    const std::size_t app = 1 + dice.below(model.apps.size() - 2);
    const std::size_t at = onset - 20 + dice.below(25);
    model.events.push_back({model.apps[app].id, "deploy", start_ms + static_cast<std::int64_t>(at) * step_ms, "v1 -> v2"});
  }
}

// --- to a snapshot ------------------------------------------------------------------------------------------------

Series series(const char* signal, const Values& values, Dice* wobble, double sigma) {
  Series out{signal, {}, {}};
  const Values factor = wobble != nullptr ? noise(*wobble, sigma) : Values(points, 1);
  for (std::size_t i = 0; i < points; ++i) out.values.push_back(static_cast<float>(values[i] * factor[i]));
  return out;
}

SeriesBag app_series(const ModelApp& app, Dice& dice) {
  SeriesBag bag;
  bag.all.push_back(series("requests", app.requests, nullptr, 0));
  bag.all.push_back(series("latency_avg", app.latency, &dice, 0.01));
  bag.all.push_back(series("error_ratio", app.errors, &dice, 0.2));
  if (app.external) return bag;
  bag.all.push_back(series("cpu_usage", app.cpu, &dice, 0.05));
  bag.all.push_back(series("cpu_delay", app.cpu_delay, &dice, 0.3));
  bag.all.push_back(series("memory_rss", app.memory, &dice, 0.01));
  bag.all.push_back(series("log_errors", app.logs, &dice, 0.3));
  return bag;
}

signals::App to_app(const Model& model, const ModelApp& app, Dice& dice) {
  signals::App out;
  out.id = app.id;
  out.cluster = app.external ? "external" : cluster_name(app.cluster);
  out.kind = app.external ? "ExternalService" : "Deployment";
  out.observed = !app.external && !app.hidden;
  out.sli_source = app.external ? signals::SliSource::client : (app.hidden ? signals::SliSource::none : signals::SliSource::server);
  if (!app.hidden) out.series = app_series(app, dice);
  for (std::size_t pod = 0; pod < app.pods.size(); ++pod) {
    signals::Instance instance{app.id + "-" + std::to_string(pod), node_name(model, app.pods[pod]), {}};
    if (!app.hidden) instance.series.all.push_back(series("latency_avg", app.pod_latency[pod], &dice, 0.01));
    out.instances.push_back(std::move(instance));
  }
  return out;
}

signals::Edge to_edge(const Model& model, const ModelApp& app, const ModelCall& call, Dice& dice) {
  const ModelApp& callee = model.apps[call.to];
  Values requests(points), latency(points), rtt(points);
  for (std::size_t i = 0; i < points; ++i) {
    requests[i] = app.requests[i] * call.ratio;
    rtt[i] = call.rtt + call.extra_rtt[i];
    latency[i] = callee.latency[i] + 2 * rtt[i];
  }
  signals::Edge out{app.id, callee.id, {}};
  out.series.all.push_back(series("requests", requests, nullptr, 0));
  out.series.all.push_back(series("latency_avg", latency, &dice, 0.01));
  out.series.all.push_back(series("error_ratio", callee.errors, &dice, 0.2));
  out.series.all.push_back(series("rtt", rtt, &dice, 0.03));
  return out;
}

void silence(SeriesBag& bag) {
  for (Series& one : bag.all)
    for (std::size_t i = onset; i < points; ++i) one.values[i] = std::numeric_limits<float>::quiet_NaN();
}

/// The cluster of the cause sends nothing any more from the onset on.
void silence_cluster(signals::Snapshot& snapshot, const std::string& cluster) {
  for (signals::App& app : snapshot.apps)
    if (app.cluster == cluster) {
      silence(app.series);
      for (signals::Instance& pod : app.instances) silence(pod.series);
    }
  for (signals::Edge& edge : snapshot.edges)
    if (edge.from.starts_with(cluster + ":")) silence(edge.series);
}

double rise(const Values& values) {
  double before = 0;
  double after = 0;
  for (std::size_t i = onset - 40; i < onset; ++i) before += values[i] / 40;
  for (std::size_t i = points - 40; i < points; ++i) after += values[i] / 40;
  return after - before;
}

signals::Snapshot to_snapshot(const Model& model, Dice& dice) {
  signals::Snapshot out;
  out.grid = {start_ms, step_ms, points};
  for (std::size_t cluster = 0; cluster < model.plan.clusters; ++cluster) out.clusters.push_back({cluster_name(cluster), cluster_name(cluster)});
  out.clusters.push_back({"external", "external"});
  for (const ModelApp& app : model.apps) {
    out.apps.push_back(to_app(model, app, dice));
    for (const ModelCall& call : app.calls)
      if (!app.hidden) out.edges.push_back(to_edge(model, app, call, dice));
  }
  for (std::size_t node = 0; node < model.node_cpu.size(); ++node) {
    signals::Node one{node_name(model, node), cluster_name(node / model.nodes_per_cluster), {}};
    one.series.all.push_back(series("cpu_usage_ratio", model.node_cpu[node], &dice, 0.04));
    out.nodes.push_back(std::move(one));
  }
  out.events = model.events;
  return out;
}

/// Alarms: the first entry, and every third app whose level really moved (alarms are never complete).
void raise_alarms(const Model& model, Incident& out) {
  const bool errors = model.plan.fault == Fault::errors || model.plan.fault == Fault::silent_cluster;
  const std::int64_t opened = start_ms + static_cast<std::int64_t>(onset + 24) * step_ms;
  double most = -1;
  std::size_t moved = 0;
  for (const ModelApp& app : model.apps) {
    const double size = rise(errors ? app.errors : app.latency);
    if (size > most && !app.external) most = size, out.loudest = app.id;
    const bool entry = app.arrivals[0] > 5 && app.id.ends_with("app-0-0");
    const bool real = !app.external && !app.hidden && size > (errors ? 0.05 : 0.05) && moved++ % 3 == 0;
    if (entry || real) out.snapshot.incidents.push_back({app.id, errors ? "availability" : "latency", opened, std::nullopt});
  }
}

}  // namespace

Incident make_incident(const Plan& plan) {
  Dice dice(plan.seed * 1000 + static_cast<std::uint64_t>(plan.fault));
  Model model = lay_out(plan, dice);
  Incident out;
  out.subjects = inject(model, dice, out.kind);
  if (plan.decoys) add_decoys(model, dice);
  simulate(model, dice);
  out.snapshot = to_snapshot(model, dice);
  raise_alarms(model, out);
  if (plan.fault == Fault::silent_cluster) {
    const std::string cluster = out.subjects.front().substr(0, out.subjects.front().find(':'));
    silence_cluster(out.snapshot, cluster);
    out.kind = "unknown";
    out.subjects = {cluster};
  }
  return out;
}

std::string to_string(Fault fault) {
  static const std::map<Fault, std::string> names{{Fault::none, "none"},         {Fault::slow, "slow"},         {Fault::cpu, "cpu"},
                                                  {Fault::errors, "errors"},     {Fault::memory, "memory"},     {Fault::external, "external"},
                                                  {Fault::link_delay, "link"},   {Fault::node, "node"},         {Fault::load, "load"},
                                                  {Fault::silent_cluster, "silent cluster"}};
  return names.at(fault);
}

}  // namespace corootctl::scenarios
