#include <algorithm>
#include <map>
#include <memory>

#include "scenarios/incident_model.hpp"

namespace corootctl::scenarios {
namespace {

void add(Values& to, double amount) {
  const Values shape = after_onset();
  for (std::size_t i = 0; i < points; ++i) to[i] += amount * shape[i];
}

void multiply(Values& to, double factor) {
  const Values shape = after_onset();
  for (std::size_t i = 0; i < points; ++i) to[i] *= 1 + (factor - 1) * shape[i];
}

std::int64_t time_of(std::size_t point) { return start_ms + static_cast<std::int64_t>(point) * step_ms; }

/// An app at least four calls below the first entry, that the entry waits for.
std::size_t pick_deep_app(const Model& model, Dice& dice) {
  const std::vector<int> depth = depths(model);
  std::vector<std::size_t> deep;
  for (std::size_t app = 0; app < model.apps.size(); ++app)
    if (depth[app] >= 4 && !model.apps[app].external && !model.apps[app].hidden) deep.push_back(app);
  return deep[dice.below(deep.size())];
}

/// The pods of an app are replaced at the onset.
void roll_out(Model& model, ModelApp& app, const std::string& what) {
  const std::size_t old = app.pods.size();
  app.born.assign(old, 0);
  app.gone.assign(old, onset + 2);
  for (std::size_t pod = 0; pod < old; ++pod) {
    app.pods.push_back(app.pods[pod]);
    app.pod_extra.push_back(Values(points, 0));
    app.born.push_back(onset);
    app.gone.push_back(points);
  }
  model.events.push_back({app.id, "deploy", time_of(onset), what});
}

/// What slows an app down, in its own signals.
void slow_down(Model& model, ModelApp& app) {
  const double severity = model.plan.severity;
  for (Values& pod : app.pod_extra) add(pod, 0.12 * severity);
  switch (model.plan.fault) {
    case Fault::cpu:
      add(app.cpu_delay, 0.4 * severity);
      multiply(app.cpu, 1 + 1.5 * severity);
      break;
    case Fault::memory: add(app.memory, 6e8 * severity); break;
    case Fault::locks: add(app.lock_wait, 0.8 * severity); break;
    case Fault::disk: add(app.disk_io, 0.7 * std::min(1.2, severity)); break;
    default: break;
  }
}

void repeat_calls_of(Model& model, std::size_t broken, double attempts) {
  for (ModelApp& caller : model.apps)
    for (ModelCall& call : caller.calls)
      if (call.to == broken) add(call.repeats, attempts);
}

std::vector<std::string> break_app(Model& model, Dice& dice) {
  const std::size_t broken = pick_deep_app(model, dice);
  ModelApp& app = model.apps[broken];
  const double severity = model.plan.severity;
  switch (model.plan.fault) {
    case Fault::config:
      model.events.push_back({app.id, "config", time_of(onset - 1), "limits changed"});
      [[fallthrough]];
    case Fault::errors:
    case Fault::silent_cluster: add(app.own_errors, 0.25 * severity); break;
    case Fault::retry_storm:
      add(app.own_errors, 0.3 * severity);
      repeat_calls_of(model, broken, 0.8 * severity);
      break;
    case Fault::bad_deploy:
      roll_out(model, app, "v7 -> v8");
      add(app.own_errors, 0.3 * severity);
      break;
    default: slow_down(model, app);
  }
  return {app.id};
}

/// A pair of clusters that the first entry's calls really use, at least twice.
std::pair<std::size_t, std::size_t> pick_link(const Model& model, Dice& dice) {
  const std::vector<int> depth = depths(model);
  std::map<std::pair<std::size_t, std::size_t>, int> used;
  for (std::size_t app = 0; app < model.apps.size(); ++app)
    for (const ModelCall& call : model.apps[app].calls)
      if (depth[app] >= 0 && !call.async && !model.apps[call.to].external &&
          model.apps[app].cluster != model.apps[call.to].cluster)
        ++used[{model.apps[app].cluster, model.apps[call.to].cluster}];
  std::erase_if(used, [](const auto& pair) { return pair.second < 2; });
  return std::next(used.begin(), static_cast<std::ptrdiff_t>(dice.below(used.size())))->first;
}

std::vector<std::string> break_link(Model& model, Dice& dice) {
  const auto chosen = pick_link(model, dice);
  for (ModelApp& app : model.apps)
    for (ModelCall& call : app.calls) {
      if (app.cluster != chosen.first || model.apps[call.to].external || model.apps[call.to].cluster != chosen.second)
        continue;
      if (model.plan.fault == Fault::link_loss)
        add(call.loss, 0.2 * model.plan.severity);
      else
        add(call.extra_rtt, 0.08 * model.plan.severity);
    }
  return {cluster_name(chosen.first) + " -> " + cluster_name(chosen.second)};
}

/// The node that carries most pods of apps deep below the entry.
std::size_t busiest_node(const Model& model) {
  const std::vector<int> depth = depths(model);
  std::vector<int> pods(model.node_cpu.size(), 0);
  for (std::size_t app = 0; app < model.apps.size(); ++app)
    for (const std::size_t node : model.apps[app].pods) pods[node] += depth[app] >= 2 ? 1 : 0;
  return static_cast<std::size_t>(std::max_element(pods.begin(), pods.end()) - pods.begin());
}

std::vector<std::string> break_node(Model& model) {
  const std::size_t node = busiest_node(model);
  add(model.node_cpu[node], 0.55);
  for (ModelApp& app : model.apps)
    for (std::size_t pod = 0; pod < app.pods.size(); ++pod)
      if (app.pods[pod] == node) {
        add(app.pod_extra[pod], 0.10 * model.plan.severity);
        add(app.cpu_delay, 0.1);
      }
  return {node_name(model, node)};
}

/// The node stops; for some minutes the calls to its pods fail.
std::vector<std::string> stop_node(Model& model) {
  const std::size_t node = busiest_node(model);
  model.dead_node = node;
  for (ModelApp& app : model.apps) {
    if (std::find(app.pods.begin(), app.pods.end(), node) == app.pods.end()) continue;
    app.born.assign(app.pods.size(), 0);
    app.gone.assign(app.pods.size(), points);
    for (std::size_t pod = 0; pod < app.pods.size(); ++pod)
      if (app.pods[pod] == node) app.gone[pod] = onset;
    add(app.own_errors, 0.2 * model.plan.severity);
  }
  return {node_name(model, node)};
}

/// Every caller of the cluster waits for its resolver, and some get no answer.
std::vector<std::string> break_names(Model& model, Dice& dice) {
  const std::size_t cluster = model.apps[pick_deep_app(model, dice)].cluster;
  for (ModelApp& app : model.apps) {
    if (app.cluster != cluster || app.external || app.calls.empty()) continue;
    add(app.name_latency, 0.15 * model.plan.severity);
    add(app.name_errors, 0.2 * model.plan.severity);
    for (ModelCall& call : app.calls) add(call.extra_rtt, 0.04 * model.plan.severity);
  }
  return {cluster_name(cluster)};
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

}  // namespace

std::vector<std::string> inject(Model& model, Dice& dice, std::string& kind) {
  switch (model.plan.fault) {
    case Fault::none: return {};
    case Fault::link_delay:
    case Fault::link_loss: kind = "link"; return break_link(model, dice);
    case Fault::node: kind = "node"; return break_node(model);
    case Fault::node_down: kind = "node"; return stop_node(model);
    case Fault::names: kind = "cluster"; return break_names(model, dice);
    case Fault::load: kind = "load"; return raise_load(model);
    case Fault::external: kind = "external"; return break_external(model);
    default: kind = "app"; return break_app(model, dice);
  }
}

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
    model.events.push_back({model.apps[app].id, "deploy", time_of(at), "v1 -> v2"});
  }
}

}  // namespace corootctl::scenarios
