#include "cli/commands/topology/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

#include "cli/commands/topology/map.hpp"
#include "cli/output/apps.hpp"

namespace corootctl::cli {
namespace {

constexpr std::size_t most_drawn = 60, most_listed = 1000;

/// What its apps and calls come to.
struct ClusterSum {
  std::vector<std::string> states{};
  std::size_t inside = 0, to_others = 0, from_others = 0, outside = 0;

  std::size_t count(std::string_view state) const {
    return static_cast<std::size_t>(std::count(states.begin(), states.end(), state));
  }
};

std::map<std::string, ClusterSum> sums_of(const ops::Topology& topology) {
  std::map<std::string, ClusterSum> out;
  for (const auto& app : topology.apps) out[app.name.cluster].states.push_back(app.status);
  for (const auto& call : topology.calls) {
    auto& from = out[std::string(ops::cluster_of(call.from))];
    if (ops::crosses_clusters(call)) {
      ++from.to_others;
      ++out[std::string(ops::cluster_of(call.to))].from_others;
    } else {
      ++(ops::cluster_of(call.to) == "external" ? from.outside : from.inside);
    }
  }
  return out;
}

std::string worst_of(const ClusterSum& sum) {
  std::string out = "ok";
  for (const auto& state : sum.states)
    if (ops::seriousness(state) > ops::seriousness(out)) out = state;
  return out;
}

report::ViewTable clusters_table(const std::map<std::string, ClusterSum>& sums, std::size_t calls) {
  report::ViewTable table{"Clusters",
                          "",
                          true,
                          {"Cluster", "Apps", "Critical", "Warning", "Calls inside", "Calls to other clusters",
                           "Calls from other clusters", "Calls to services outside"},
                          {}};
  for (const auto& [name, sum] : sums) {
    const auto number = [](std::size_t count) { return report::ViewCell{std::to_string(count)}; };
    table.rows.push_back({worst_of(sum),
                          {{name == "external" ? "outside of all clusters" : name},
                           number(sum.states.size()),
                           number(sum.count("critical")),
                           number(sum.count("warning")),
                           number(sum.inside),
                           number(sum.to_others),
                           number(sum.from_others),
                           number(sum.outside)}});
  }
  table.summary = fmt::format("{} clusters, {} calls", sums.size() - sums.count("external"), calls);
  return table;
}

/// Calls in trouble first, then those between clusters, then as they are.
std::vector<const ops::Call*> in_order(const std::vector<ops::Call>& calls) {
  std::vector<const ops::Call*> out;
  for (const auto& call : calls) out.push_back(&call);
  std::stable_sort(out.begin(), out.end(), [](const ops::Call* a, const ops::Call* b) {
    return std::pair(ops::seriousness(a->status), ops::crosses_clusters(*a)) >
           std::pair(ops::seriousness(b->status), ops::crosses_clusters(*b));
  });
  return out;
}

report::ViewTable calls_table(const ops::Topology& topology, const coroot::Addresses& addresses) {
  report::ViewTable table{"Calls", "", true, {"App", "Cluster", "Calls", "In cluster", "Status", "Traffic"}, {}};
  const auto calls = in_order(topology.calls);
  std::vector<std::string> states;
  for (const auto* call : calls) {
    states.push_back(call->status);
    if (table.rows.size() == most_listed) continue;
    const auto from = coroot::split_app(call->from), to = coroot::split_app(call->to);
    table.rows.push_back({call->status,
                          {{short_name(from), coroot::address_of_app(addresses, call->from)},
                           {from.cluster},
                           {short_name(to), coroot::address_of_app(addresses, call->to)},
                           {to.cluster},
                           {call->status, "", true},
                           {call->stats.empty() ? "" : call->stats.front()}}});
  }
  table.summary = calls.empty() ? "None." : report::count_states(states, "call");
  if (calls.size() > most_listed)
    table.summary += fmt::format(". The {} most important are listed; -o json has all.", most_listed);
  return table;
}

/// Calls from one app to the next until each app that can be reached has its distance.
std::vector<std::size_t> distances_from(const std::string& start, const ops::Topology& topology) {
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < topology.apps.size(); ++i) index.emplace(topology.apps[i].id, i);
  std::vector<std::vector<std::size_t>> next(topology.apps.size());
  for (const auto& call : topology.calls) {
    next[index.at(call.from)].push_back(index.at(call.to));
    next[index.at(call.to)].push_back(index.at(call.from));
  }
  std::vector<std::size_t> out(topology.apps.size(), topology.apps.size());
  std::deque<std::size_t> open;
  if (const auto found = index.find(start); found != index.end()) {
    out[found->second] = 0;
    open.push_back(found->second);
  }
  for (; !open.empty(); open.pop_front()) {
    for (const std::size_t other : next[open.front()]) {
      if (out[other] < topology.apps.size()) continue;
      out[other] = out[open.front()] + 1;
      open.push_back(other);
    }
  }
  return out;
}

/// Trouble, then calls between clusters, then many calls: higher is drawn first.
std::vector<std::size_t> weights_of(const ops::Topology& topology) {
  std::unordered_map<std::string_view, std::size_t> calls, crossing;
  for (const auto& call : topology.calls) {
    for (const auto* id : {&call.from, &call.to}) {
      ++calls[*id];
      if (ops::crosses_clusters(call)) ++crossing[*id];
    }
  }
  std::vector<std::size_t> out;
  for (const auto& app : topology.apps) {
    constexpr std::size_t step = 1'000'000;
    const std::size_t trouble = app.status == "critical" ? 3 : app.status == "warning" ? 2 : 0;
    out.push_back((trouble + (crossing[app.id] > 0 ? 1 : 0)) * step + std::min(calls[app.id], step - 1));
  }
  return out;
}

}  // namespace

std::vector<std::size_t> apps_to_draw(const ops::Topology& topology, std::size_t most) {
  std::vector<std::size_t> out(topology.apps.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
  if (out.size() <= most) return out;
  if (topology.app.empty()) {
    const auto weights = weights_of(topology);
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return weights[a] > weights[b]; });
  } else {
    const auto distances = distances_from(topology.app, topology);
    std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
  }
  out.resize(most);
  std::sort(out.begin(), out.end());
  return out;
}

void add_topology(const ops::Topology& topology, const coroot::Addresses& addresses, report::ViewPage& page) {
  const auto sums = sums_of(topology);
  std::size_t crossing = 0;
  for (const auto& [name, sum] : sums) {
    crossing += sum.to_others;
    const auto worst = worst_of(sum);
    if (ops::seriousness(worst) >= ops::seriousness("warning") &&
        ops::seriousness(worst) > ops::seriousness(page.state))
      page.state = worst;
  }
  page.claim = fmt::format("{} apps in {} clusters, {} calls, {} of them between clusters", topology.apps.size(),
                           sums.size() - sums.count("external"), topology.calls.size(), crossing);
  if (!topology.app.empty())
    page.facts.push_back({"Around", short_name(coroot::split_app(topology.app)), "what it needs and who needs it"});
  page.map = topology_map(topology, apps_to_draw(topology, most_drawn));
  page.tables = {clusters_table(sums, topology.calls.size()), calls_table(topology, addresses)};
}

}  // namespace corootctl::cli
