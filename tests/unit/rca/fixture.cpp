#include "unit/rca/fixture.hpp"

#include <cmath>

namespace corootctl::rca {

signals::Series step_series(const std::string& signal, double before, double after) {
  signals::Series out{signal, {}, {}};
  for (std::size_t i = 0; i < fixture_points; ++i) {
    const double ripple = 1 + 0.01 * std::sin(static_cast<double>(i) * 1.7 + static_cast<double>(signal.size()));
    out.values.push_back(static_cast<float>((i < fixture_onset ? before : after) * ripple));
  }
  return out;
}

signals::App make_app(const std::string& id, double latency_before, double latency_after, double errors_after) {
  signals::App out;
  out.id = id;
  out.cluster = id.substr(0, id.find(':'));
  out.kind = "Deployment";
  out.sli_source = signals::SliSource::server;
  out.series.all = {step_series("error_ratio", 0.001, errors_after),
                    step_series("latency_avg", latency_before, latency_after), step_series("requests", 100, 100)};
  return out;
}

signals::Edge make_call(const std::string& from, const std::string& to, double ratio, double latency_before,
                        double latency_after, double errors_after) {
  signals::Edge out{from, to, {}};
  out.series.all = {step_series("error_ratio", 0.001, errors_after),
                    step_series("latency_avg", latency_before, latency_after),
                    step_series("requests", 100 * ratio, 100 * ratio)};
  return out;
}

signals::Snapshot make_world(std::vector<signals::App> apps, std::vector<signals::Edge> calls,
                             const std::string& target, const std::string& slo) {
  signals::Snapshot out;
  out.grid = {1'760'000'000'000, fixture_step_ms, fixture_points};
  out.clusters = {{"a", "a"}, {"b", "b"}};
  out.apps = std::move(apps);
  out.edges = std::move(calls);
  const std::int64_t opened = out.grid.from_ms + static_cast<std::int64_t>(fixture_onset + 10) * fixture_step_ms;
  out.incidents = {{target, slo, opened, std::nullopt}};
  return out;
}

signals::Snapshot slow_chain() {
  signals::App back = make_app("b:shop:Deployment:back", 0.01, 0.21);
  back.series.all.push_back(step_series("cpu_delay", 0.01, 0.5));
  return make_world(
      {make_app("a:shop:Deployment:front", 0.05, 0.25), make_app("a:shop:Deployment:middle", 0.03, 0.23), back},
      {make_call("a:shop:Deployment:front", "a:shop:Deployment:middle", 1, 0.031, 0.231),
       make_call("a:shop:Deployment:middle", "b:shop:Deployment:back", 1, 0.02, 0.22)},
      "a:shop:Deployment:front");
}

}  // namespace corootctl::rca
