#include "rca/blame/behind.hpp"

#include <algorithm>

#include "rca/constants.hpp"

namespace corootctl::rca {
namespace {

/// Without an agent, and nobody knows what it calls. External services call nobody of ours.
bool hides_its_calls(const World& world, std::size_t app) {
  return !world.apps[app]->observed && !is_external(*world.apps[app]) && world.outgoing[app].empty();
}

/// Requests that reached the app, less those that measured callers sent; NaN where one side is missing.
signals::Series unaccounted_requests(const World& world, std::size_t app) {
  signals::Series out{"requests", {}, {}};
  const signals::Series* own = world.apps[app]->series.find("requests");
  if (own == nullptr) return out;
  out.values = own->values;
  for (const std::size_t call : world.incoming[app])
    if (const signals::Series* sent = world.calls[call].edge->series.find("requests"))
      for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] -= sent->values[i];
  return out;
}

bool has_other_callers(const World& world, std::size_t app, const signals::Series& unaccounted) {
  const Mean rest = mean_of(unaccounted.values);
  const signals::Series* own = world.apps[app]->series.find("requests");
  return own != nullptr && rest.count > 0 && rest.value > constants::worth_a_look * mean_of(own->values).value;
}

/// In robust deviations, of the level that suffers most; 0: it does not.
double suffering_of(const AppState& state) {
  if (!state.own_sli) return 0;
  return std::max(state.latency.excess() / state.latency.scale, state.errors.excess() / state.errors.scale);
}

struct Behind {
  std::size_t app = 0;
  double suffering = 0;
  signals::Series requests{};
};

std::vector<Behind> apps_behind(const World& world, const Measured& measured) {
  std::vector<Behind> out;
  for (std::size_t app = 0; app < world.apps.size(); ++app) {
    if (suffering_of(measured.apps[app]) <= 0) continue;
    signals::Series requests = unaccounted_requests(world, app);
    if (has_other_callers(world, app, requests))
      out.push_back({app, suffering_of(measured.apps[app]), std::move(requests)});
  }
  std::stable_sort(out.begin(), out.end(), [](const Behind& a, const Behind& b) { return a.suffering > b.suffering; });
  if (out.size() > constants::many_apps) out.resize(constants::many_apps);
  return out;
}

}  // namespace

std::size_t infer_hidden_calls(World& world, Measured& measured, const Flow& flow) {
  std::vector<std::size_t> hidden;
  for (std::size_t app = 0; app < world.apps.size(); ++app)
    if (hides_its_calls(world, app) && flow.blame_of(app) >= constants::worth_a_look) hidden.push_back(app);
  if (hidden.empty()) return 0;
  const std::vector<Behind> behind = apps_behind(world, measured);
  const std::size_t before = world.calls.size();
  for (const std::size_t caller : hidden) {
    const std::vector<bool> upstream = follow_calls(world, {caller}, Direction::to_callers);
    for (const Behind& callee : behind) {
      if (upstream[callee.app]) continue;
      world.inferred.push_back({world.apps[caller]->id, world.apps[callee.app]->id, {{callee.requests}}});
      add_call(world, caller, callee.app, world.inferred.back());
      measured.calls.push_back(measure_call(world, measured.window, world.inferred.back().series));
      count_caller(world.calls.back(), measured);
    }
  }
  return world.calls.size() - before;
}

}  // namespace corootctl::rca
