#include "scenarios/incident_maker.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "scenarios/incident_model.hpp"

namespace corootctl::scenarios {
namespace {

using signals::Series;
using signals::SeriesBag;

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
  bag.all.push_back(series("lock_wait", app.lock_wait, &dice, 0.3));
  bag.all.push_back(series("disk_io", app.disk_io, &dice, 0.3));
  if (!app.calls.empty()) {
    bag.all.push_back(series("dns_latency", app.name_latency, &dice, 0.2));
    bag.all.push_back(series("dns_errors", app.name_errors, nullptr, 0));
  }
  bag.all.push_back(series("log_errors", app.logs, &dice, 0.3));
  return bag;
}

SeriesBag pod_series(const ModelApp& app, std::size_t pod, Dice& dice) {
  SeriesBag bag;
  bag.all.push_back(series("latency_avg", app.pod_latency[pod], &dice, 0.01));
  if (!app.gone.empty()) bag.all.push_back(series("error_ratio", app.errors, &dice, 0.2));
  for (Series& one : bag.all)
    for (std::size_t i = 0; i < points; ++i)
      if (!app.lives(pod, i)) one.values[i] = std::numeric_limits<float>::quiet_NaN();
  return bag;
}

signals::App to_app(const Model& model, const ModelApp& app, Dice& dice) {
  signals::App out;
  out.id = app.id;
  out.cluster = app.external ? "external" : cluster_name(app.cluster);
  out.kind = app.external ? "ExternalService" : "Deployment";
  out.observed = !app.external && !app.hidden;
  out.sli_source =
      app.external ? signals::SliSource::client : (app.hidden ? signals::SliSource::none : signals::SliSource::server);
  if (!app.hidden) out.series = app_series(app, dice);
  for (std::size_t pod = 0; pod < app.pods.size(); ++pod) {
    signals::Instance instance{app.id + "-" + std::to_string(pod), node_name(model, app.pods[pod]), {}};
    if (!app.hidden) instance.series = pod_series(app, pod, dice);
    out.instances.push_back(std::move(instance));
  }
  return out;
}

signals::Edge to_edge(const Model& model, const ModelApp& app, const ModelCall& call, Dice& dice) {
  Values requests(points), latency(points), rtt(points), errors(points), resent(points), refused(points);
  for (std::size_t i = 0; i < points; ++i) {
    requests[i] = app.requests[i] * call.ratio * (1 + call.repeats[i]);
    rtt[i] = call.rtt + call.extra_rtt[i];
    latency[i] = seen_latency(model, call, i);
    errors[i] = seen_errors(model, call, i);
    resent[i] = requests[i] * (0.002 + 4 * call.loss[i]);
    refused[i] = requests[i] * 0.2 * call.loss[i];
  }
  signals::Edge out{app.id, model.apps[call.to].id, {}};
  out.series.all.push_back(series("requests", requests, nullptr, 0));
  out.series.all.push_back(series("latency_avg", latency, &dice, 0.01));
  out.series.all.push_back(series("error_ratio", errors, &dice, 0.2));
  out.series.all.push_back(series("rtt", rtt, &dice, 0.03));
  out.series.all.push_back(series("retransmits", resent, &dice, 0.2));
  out.series.all.push_back(series("failed_connects", refused, nullptr, 0));
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
  for (std::size_t cluster = 0; cluster < model.plan.clusters; ++cluster)
    out.clusters.push_back({cluster_name(cluster), cluster_name(cluster)});
  out.clusters.push_back({"external", "external"});
  for (const ModelApp& app : model.apps) {
    out.apps.push_back(to_app(model, app, dice));
    for (const ModelCall& call : app.calls)
      if (!app.hidden) out.edges.push_back(to_edge(model, app, call, dice));
  }
  for (std::size_t node = 0; node < model.node_cpu.size(); ++node) {
    signals::Node one{node_name(model, node), cluster_name(node / model.nodes_per_cluster), {}};
    one.series.all.push_back(series("cpu_usage_ratio", model.node_cpu[node], &dice, 0.04));
    one.series.all.push_back(series("up", Values(points, 1), nullptr, 0));
    for (std::size_t i = onset; i < points && node == model.dead_node; ++i)
      one.series.all[0].values[i] = std::numeric_limits<float>::quiet_NaN(), one.series.all[1].values[i] = 0;
    out.nodes.push_back(std::move(one));
  }
  out.events = model.events;
  return out;
}

bool shows_as_errors(Fault fault) {
  constexpr std::array list{Fault::errors,      Fault::silent_cluster, Fault::bad_deploy, Fault::config,
                            Fault::retry_storm, Fault::link_loss,      Fault::node_down};
  return std::find(list.begin(), list.end(), fault) != list.end();
}

/// Alarms: the first entry, and every third app whose level really moved (alarms are never complete).
void raise_alarms(const Model& model, Incident& out) {
  const bool errors = shows_as_errors(model.plan.fault);
  const std::int64_t opened = start_ms + static_cast<std::int64_t>(onset + 24) * step_ms;
  double most = -1;
  std::size_t moved = 0;
  for (const ModelApp& app : model.apps) {
    const double size = rise(errors ? app.errors : app.latency);
    if (size > most) most = size, out.loudest = app.id;
    const bool entry = app.arrivals[0] > 5 && app.id.ends_with("app-0-0");
    const bool real = !app.external && !app.hidden && size > 0.05 && moved++ % 3 == 0;
    if (entry || real)
      out.snapshot.incidents.push_back({app.id, errors ? "availability" : "latency", opened, std::nullopt});
  }
}

/// How much the level of the first entry rose, as a share of what it was. Nobody is called for less than a quarter.
double felt(const Model& model) {
  const bool errors = shows_as_errors(model.plan.fault);
  for (const ModelApp& app : model.apps)
    if (app.arrivals[0] > 5 && app.id.ends_with("app-0-0"))
      return rise(errors ? app.errors : app.latency) / std::max(1e-3, (errors ? app.errors : app.latency)[0]);
  return 0;
}

Model broken_model(const Plan& plan, Dice& dice, Incident& out) {
  Model model = lay_out(plan, dice);
  out.subjects = inject(model, dice, out.kind);
  if (plan.decoys) add_decoys(model, dice);
  simulate(model, dice);
  return model;
}

}  // namespace

Incident make_incident(const Plan& wanted) {
  constexpr double worth_an_alarm = 0.25;
  Plan plan = wanted;
  for (int attempt = 0;; ++attempt) {
    Dice dice(plan.seed * 1000 + static_cast<std::uint64_t>(plan.fault));
    Incident out;
    const Model model = broken_model(plan, dice, out);
    if (!out.kind.empty() && plan.grow && felt(model) < worth_an_alarm && attempt < 6) {
      plan.severity *= 1.6;
      continue;
    }
    out.snapshot = to_snapshot(model, dice);
    raise_alarms(model, out);
    if (plan.fault == Fault::silent_cluster) {
      const std::string cluster = out.subjects.front().substr(0, out.subjects.front().find(':'));
      silence_cluster(out.snapshot, cluster);
      out.kind = "unknown";
      out.subjects = {cluster};
    }
    if (plan.fault == Fault::unmeasured) out.kind = "unknown";
    damage(plan, out.snapshot);
    return out;
  }
}

bool loudest_is_cause(const Incident& incident) {
  return std::find(incident.subjects.begin(), incident.subjects.end(), incident.loudest) != incident.subjects.end();
}

std::string to_string(Fault fault) {
  constexpr std::array names{"none",      "slow",       "cpu",        "errors",    "memory",
                             "external",  "link delay", "node",       "load",      "silent cluster",
                             "locks",     "disk",       "bad deploy", "config",    "retry storm",
                             "link loss", "names",      "node down",  "unmeasured"};
  return names.at(static_cast<std::size_t>(fault));
}

}  // namespace corootctl::scenarios
