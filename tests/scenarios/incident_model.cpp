#include "scenarios/incident_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

namespace corootctl::scenarios {

std::uint64_t Dice::next() {
  state_ += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

double Dice::uniform(double low, double high) {
  return low + (high - low) * static_cast<double>(next() >> 11U) * 0x1.0p-53;
}

double Dice::normal() {
  const double radius = std::sqrt(-2 * std::log(uniform(1e-12, 1)));
  return radius * std::cos(2 * std::numbers::pi * uniform(0, 1));
}

Values noise(Dice& dice, double sigma) {
  constexpr double memory = 0.7;
  Values out(points);
  double state = dice.normal() * sigma;
  for (double& value : out) {
    state = memory * state + std::sqrt(1 - memory * memory) * sigma * dice.normal();
    value = std::exp(state);
  }
  return out;
}

Values after_onset() {
  Values out(points, 0);
  for (std::size_t i = onset; i < points; ++i) out[i] = std::min(1.0, static_cast<double>(i - onset + 1) / 3);
  return out;
}

std::string cluster_name(std::size_t cluster) { return fmt::format("c{}", cluster); }

std::string node_name(const Model& model, std::size_t node) {
  return fmt::format("{}:node-{}", cluster_name(node / model.nodes_per_cluster), node % model.nodes_per_cluster);
}

namespace {

ModelApp make_app(const Model& model, Dice& dice, std::size_t layer, std::size_t place) {
  ModelApp app;
  app.cluster = (place + layer * 2) % model.plan.clusters;
  app.id = fmt::format("{}:shop:Deployment:app-{}-{}", cluster_name(app.cluster), layer, place);
  app.base_latency = dice.uniform(0.004, 0.015);
  app.hidden = model.plan.hide_some && layer > 0 && (layer * model.plan.width + place) % 7 == 3;
  for (std::size_t pod = 0; pod < 2; ++pod)
    app.pods.push_back(app.cluster * model.nodes_per_cluster + (place + layer + pod) % model.nodes_per_cluster);
  app.pod_extra.assign(app.pods.size(), Values(points, 0));
  return app;
}

void connect(Model& model, Dice& dice, std::size_t from, std::size_t to) {
  for (const ModelCall& call : model.apps[from].calls)
    if (call.to == to) return;
  ModelCall call;
  call.to = to;
  call.ratio = model.plan.muffled ? dice.uniform(0.2, 0.5) : dice.uniform(0.6, 1.2);
  call.rtt = model.apps[from].cluster == model.apps[to].cluster ? 0.0004 : 0.012;
  model.apps[from].calls.push_back(call);
}

void add_external(Model& model, Dice& dice) {
  ModelApp app;
  app.id = "external:external:ExternalService:api.example.com:443";
  app.cluster = model.plan.clusters;
  app.external = true;
  app.base_latency = 0.06;
  app.pod_extra.assign(1, Values(points, 0));
  model.apps.push_back(app);
  const std::size_t last = model.plan.layers * model.plan.width;
  for (std::size_t i = last - model.plan.width; i < last; i += 2) connect(model, dice, i, last);
}

/// Rare calls nobody waits for, to a slow app beside the chains.
void add_async_calls(Model& model, Dice& dice) {
  const std::size_t last = model.plan.layers * model.plan.width - 1;
  for (std::size_t from = 0; from + 1 < last; from += 5) {
    const std::size_t before = model.apps[from].calls.size();
    connect(model, dice, from, from + 1 + dice.below(last - from));
    if (model.apps[from].calls.size() == before) continue;
    model.apps[from].calls.back().async = true;
    model.apps[from].calls.back().ratio = 0.02;
  }
}

/// Mean over the pods of what each adds, and the queue when the app nears its capacity.
double own_latency(const ModelApp& app, std::size_t pod, std::size_t i) {
  const double load = app.capacity > 0 ? std::min(0.95, app.requests[i] / app.capacity) : 0;
  return app.base_latency / (1 - load) * 1 + app.pod_extra[pod][i];
}

void send_requests(Model& model, Dice& dice) {
  for (ModelApp& app : model.apps) app.requests = app.arrivals;
  for (ModelApp& app : model.apps) {
    const Values wobble = noise(dice, 0.02);
    for (std::size_t i = 0; i < points; ++i) app.requests[i] *= wobble[i];
    for (const ModelCall& call : app.calls)
      for (std::size_t i = 0; i < points; ++i)
        model.apps[call.to].requests[i] += app.requests[i] * call.ratio * (1 + call.repeats[i]) * (1 - call.loss[i]);
  }
}

void answer(Model& model, ModelApp& app, Dice& dice) {
  app.pod_latency.assign(std::max<std::size_t>(1, app.pods.size()), Values(points, 0));
  app.latency.assign(points, 0);
  app.errors = app.own_errors;
  for (std::size_t pod = 0; pod < app.pod_latency.size(); ++pod) {
    const Values wobble = noise(dice, 0.04);
    for (std::size_t i = 0; i < points; ++i) app.pod_latency[pod][i] = own_latency(app, pod, i) * wobble[i];
  }
  for (const ModelCall& call : app.calls)
    for (std::size_t i = 0; i < points && !call.async; ++i) {
      const double attempts = call.ratio * (1 + call.repeats[i]);
      for (Values& pod : app.pod_latency) pod[i] += attempts * seen_latency(model, call, i);
      app.errors[i] = std::min(0.98, app.errors[i] + call.ratio * seen_errors(model, call, i) / (1 + call.repeats[i]));
    }
  for (std::size_t i = 0; i < points; ++i) {
    double alive = 0;
    for (std::size_t pod = 0; pod < app.pod_latency.size(); ++pod)
      if (app.lives(pod, i)) app.latency[i] += app.pod_latency[pod][i], alive += 1;
    if (alive > 0) app.latency[i] /= alive;
    app.logs[i] += app.requests[i] * app.errors[i];
  }
}

}  // namespace

double seen_latency(const Model& model, const ModelCall& call, std::size_t i) {
  constexpr double resend = 0.3;  // seconds until a lost packet is sent again
  return model.apps[call.to].latency[i] + 2 * (call.rtt + call.extra_rtt[i]) + resend * call.loss[i];
}

double seen_errors(const Model& model, const ModelCall& call, std::size_t i) {
  return model.apps[call.to].errors[i] + 0.6 * call.loss[i];
}

Model lay_out(const Plan& plan, Dice& dice) {
  Model model;
  model.plan = plan;
  for (std::size_t layer = 0; layer < plan.layers; ++layer)
    for (std::size_t place = 0; place < plan.width; ++place) model.apps.push_back(make_app(model, dice, layer, place));
  for (std::size_t from = 0; from < (plan.layers - 1) * plan.width; ++from) {
    const std::size_t below = (from / plan.width + 1) * plan.width;
    connect(model, dice, from, below + from % plan.width);
    connect(model, dice, from, below + dice.below(plan.width));
  }
  for (std::size_t entry = 0; entry < plan.width; ++entry)
    model.apps[entry].arrivals.assign(points, dice.uniform(20, 60));
  add_external(model, dice);
  add_async_calls(model, dice);
  for (std::size_t node = 0; node < plan.clusters * model.nodes_per_cluster; ++node)
    model.node_cpu.push_back(Values(points, dice.uniform(0.3, 0.5)));
  return model;
}

void simulate(Model& model, Dice& dice) {
  send_requests(model, dice);
  for (auto app = model.apps.rbegin(); app != model.apps.rend(); ++app) answer(model, *app, dice);
}

std::vector<int> depths(const Model& model) {
  std::vector<int> out(model.apps.size(), -1);
  out[0] = 0;
  for (std::size_t app = 0; app < model.apps.size(); ++app)
    for (const ModelCall& call : model.apps[app].calls)
      if (out[app] >= 0 && !call.async) out[call.to] = std::max(out[call.to], out[app] + 1);
  return out;
}

}  // namespace corootctl::scenarios
