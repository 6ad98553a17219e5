#include <limits>

#include "scenarios/incident_model.hpp"

namespace corootctl::scenarios {
namespace {

using signals::Series;
using signals::SeriesBag;

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

template <class Visit>
void each_bag(signals::Snapshot& snapshot, Visit visit) {
  for (signals::App& app : snapshot.apps) {
    visit(app.cluster, app.series);
    for (signals::Instance& pod : app.instances) visit(app.cluster, pod.series);
  }
  for (signals::Edge& edge : snapshot.edges) visit(edge.from.substr(0, edge.from.find(':')), edge.series);
  for (signals::Node& node : snapshot.nodes) visit(node.cluster, node.series);
}

void thin_out(signals::Snapshot& snapshot, Dice& dice) {
  const std::vector<std::string> candidates{"cpu_delay", "memory_rss", "log_errors", "rtt"};
  const std::string gone = candidates[dice.below(candidates.size())];
  each_bag(snapshot, [&](const std::string&, SeriesBag& bag) {
    std::erase_if(bag.all, [&](const Series& one) { return one.signal == gone; });
    for (Series& one : bag.all)
      for (float& value : one.values)
        if (dice.below(8) == 0) value = missing;
  });
  snapshot.gaps.push_back({"c0", gone + " was not collected"});
}

/// The clock of one cluster is late: its values come one step later than they were.
void skew(signals::Snapshot& snapshot) {
  each_bag(snapshot, [](const std::string& cluster, SeriesBag& bag) {
    if (cluster != "c1") return;
    for (Series& one : bag.all) {
      one.values.insert(one.values.begin(), missing);
      one.values.pop_back();
    }
  });
}

void make_coarse(signals::Snapshot& snapshot) {
  constexpr std::size_t merged = 4;
  const std::size_t left = snapshot.grid.points / merged;
  each_bag(snapshot, [&](const std::string&, SeriesBag& bag) {
    for (Series& one : bag.all) {
      std::vector<float> means;
      for (std::size_t i = 0; i < left; ++i) {
        float sum = 0;
        float count = 0;
        for (std::size_t k = 0; k < merged; ++k)
          if (const float value = one.values[i * merged + k]; std::isfinite(value)) sum += value, count += 1;
        means.push_back(count > 0 ? sum / count : missing);
      }
      one.values = std::move(means);
    }
  });
  snapshot.grid.points = left;
  snapshot.grid.step_ms *= static_cast<std::int64_t>(merged);
}

/// Every third app has no levels of its own: they are what its callers saw, link and all.
void view_from_callers(signals::Snapshot& snapshot) {
  std::size_t turn = 0;
  for (signals::App& app : snapshot.apps) {
    if (!app.observed || ++turn % 3 != 0) continue;
    for (const signals::Edge& edge : snapshot.edges) {
      if (edge.to != app.id) continue;
      for (Series& one : app.series.all)
        for (const Series& seen : edge.series.all)
          if (seen.signal == one.signal && one.signal != "requests") one.values = seen.values;
      app.sli_source = signals::SliSource::client;
      break;
    }
  }
}

/// Nothing that could explain the alarm was measured: only how busy the apps were, and the alarmed level itself.
void keep_alarm_only(signals::Snapshot& snapshot) {
  snapshot.edges.clear();
  snapshot.events.clear();
  for (signals::App& app : snapshot.apps) {
    app.instances.clear();
    const bool alarmed = !snapshot.incidents.empty() && app.id == snapshot.incidents.front().subject;
    std::erase_if(app.series.all, [&](const Series& one) {
      return one.signal != "requests" && one.signal != "memory_rss" && !(alarmed && one.signal == "latency_avg");
    });
  }
  snapshot.incidents.resize(1);
}

}  // namespace

void damage(const Plan& plan, signals::Snapshot& snapshot) {
  Dice dice(plan.seed * 77 + 5);
  if (plan.fault == Fault::unmeasured) keep_alarm_only(snapshot);
  if (plan.client_levels) view_from_callers(snapshot);
  if (plan.sparse) thin_out(snapshot, dice);
  if (plan.skewed) skew(snapshot);
  if (plan.coarse) make_coarse(snapshot);
}

}  // namespace corootctl::scenarios
