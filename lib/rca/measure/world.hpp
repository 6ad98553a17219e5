/// The snapshot with everything looked up: apps in the order of their ids, calls by caller and callee, pods by node.
/// All later steps walk these lists, so the order of the snapshot's lists cannot matter.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "signals/catalogue.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::rca {

struct Call {
  std::size_t from = 0;  ///< index into World::apps
  std::size_t to = 0;
  const signals::Edge* edge = nullptr;
};

/// Outside of all clusters: nobody can look inside.
inline bool is_external(const signals::App& app) { return app.kind == "ExternalService"; }

struct World {
  const signals::Snapshot* snapshot = nullptr;
  std::size_t threads = 1;  ///< how many may compute at once; no answer depends on it
  std::vector<const signals::App*> apps{};
  std::vector<Call> calls{};
  std::deque<signals::Edge> inferred{};              ///< calls nobody measured, see rca/blame/behind.hpp
  std::vector<std::vector<std::size_t>> outgoing{};  ///< per app: indices into calls
  std::vector<std::vector<std::size_t>> incoming{};
  std::vector<const signals::Node*> nodes{};
  std::vector<std::set<std::size_t>> apps_on{};  ///< per node: apps with a pod on it
  std::vector<const signals::Event*> events{};
  std::vector<std::vector<const signals::Event*>> events_of{};  ///< per app: about it or one of its pods
  std::unordered_map<std::string_view, std::size_t> app_index{};
  std::unordered_map<std::string_view, std::size_t> node_index{};
  std::unordered_map<std::string_view, std::size_t> pod_owner{};  ///< instance id to app

  std::optional<std::size_t> find_app(std::string_view id) const;
  signals::SignalInfo describe(std::string_view signal) const;
  /// "caller id -> callee id"
  std::string id_of(const Call& call) const { return apps[call.from]->id + " -> " + apps[call.to]->id; }
  /// From one cluster to another; what is outside of all clusters is none.
  bool crosses(const Call& call) const {
    const auto &from = *apps[call.from], &to = *apps[call.to];
    return from.cluster != to.cluster && !is_external(from) && !is_external(to);
  }
};

/// Adds a call between two apps of the world.
void add_call(World& world, std::size_t from, std::size_t to, const signals::Edge& edge);

enum class Direction { to_callees, to_callers };
/// Per app whether it can be reached from one of `begin` over any number of calls; those are.
std::vector<bool> follow_calls(const World& world, std::vector<std::size_t> begin, Direction direction);

/// Borrows the snapshot. Calls whose ends are no apps of the snapshot are left out.
World index_world(const signals::Snapshot& snapshot);

}  // namespace corootctl::rca
