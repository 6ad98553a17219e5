#include "rca/measure/world.hpp"

#include <algorithm>
#include <tuple>

namespace corootctl::rca {
namespace {

template <class T, class Less>
std::vector<const T*> sorted(const std::vector<T>& items, Less less) {
  std::vector<const T*> list;
  list.reserve(items.size());
  for (const T& item : items) list.push_back(&item);
  std::sort(list.begin(), list.end(), [&](const T* a, const T* b) { return less(*a, *b); });
  return list;
}

void index_calls(World& world) {
  std::vector<Call> calls;
  for (const signals::Edge& edge : world.snapshot->edges) {
    const auto from = world.find_app(edge.from);
    const auto to = world.find_app(edge.to);
    if (from && to && *from != *to) calls.push_back({*from, *to, &edge});
  }
  std::stable_sort(calls.begin(), calls.end(),
                   [](const Call& a, const Call& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
  world.outgoing.resize(world.apps.size());
  world.incoming.resize(world.apps.size());
  for (const Call& call : calls) add_call(world, call.from, call.to, *call.edge);
}

void index_pods(World& world) {
  world.apps_on.resize(world.nodes.size());
  for (std::size_t app = 0; app < world.apps.size(); ++app)
    for (const signals::Instance& pod : world.apps[app]->instances) {
      world.pod_owner.emplace(pod.id, app);
      const auto node = world.node_index.find(pod.node.value_or(""));
      if (node != world.node_index.end()) world.apps_on[node->second].insert(app);
    }
}

void index_events(World& world) {
  world.events_of.resize(world.apps.size());
  for (const signals::Event* event : world.events) {
    const auto app = world.find_app(event->subject);
    if (app) world.events_of[*app].push_back(event);
    const auto pod = world.pod_owner.find(event->subject);
    if (pod != world.pod_owner.end() && pod->second != app) world.events_of[pod->second].push_back(event);
  }
}

}  // namespace

void add_call(World& world, std::size_t from, std::size_t to, const signals::Edge& edge) {
  world.outgoing[from].push_back(world.calls.size());
  world.incoming[to].push_back(world.calls.size());
  world.calls.push_back({from, to, &edge});
}

std::vector<bool> follow_calls(const World& world, std::vector<std::size_t> begin, Direction direction) {
  const bool down = direction == Direction::to_callees;
  std::vector<bool> out(world.apps.size(), false);
  while (!begin.empty()) {
    const std::size_t app = begin.back();
    begin.pop_back();
    if (out[app]) continue;
    out[app] = true;
    for (const std::size_t call : (down ? world.outgoing : world.incoming)[app])
      begin.push_back(down ? world.calls[call].to : world.calls[call].from);
  }
  return out;
}

std::optional<std::size_t> World::find_app(std::string_view id) const {
  const auto at = app_index.find(id);
  if (at == app_index.end()) return std::nullopt;
  return at->second;
}

signals::SignalInfo World::describe(std::string_view signal) const {
  return signals::describe_signal(signal, snapshot->signals);
}

World index_world(const signals::Snapshot& snapshot) {
  World world;
  world.snapshot = &snapshot;
  world.apps = sorted(snapshot.apps, [](const auto& a, const auto& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < world.apps.size(); ++i) world.app_index.emplace(world.apps[i]->id, i);
  world.nodes = sorted(snapshot.nodes, [](const auto& a, const auto& b) { return a.id < b.id; });
  for (std::size_t i = 0; i < world.nodes.size(); ++i) world.node_index.emplace(world.nodes[i]->id, i);
  world.events = sorted(snapshot.events, [](const auto& a, const auto& b) {
    return std::tie(a.at_ms, a.subject, a.kind, a.text) < std::tie(b.at_ms, b.subject, b.kind, b.text);
  });
  index_calls(world);
  index_pods(world);
  index_events(world);
  return world;
}

}  // namespace corootctl::rca
