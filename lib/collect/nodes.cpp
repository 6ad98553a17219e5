#include <algorithm>
#include <array>
#include <cmath>

#include "collect/parts.hpp"

namespace corootctl::collect {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> measured = {
    {{"node_cpu", "cpu_usage_ratio"},
     {"node_memory", "memory_available_ratio"},
     {"node_disk", "disk_io"},
     {"node_rx", "network_rx"},
     {"node_tx", "network_tx"}}};

/// A node's `up` disappears with its agent: it is 0 while another node of the cluster still reports, and unknown when
/// none does (coroot-api 37). Before its first sample a node did not exist yet.
void fill_absence(std::map<std::string, Values>& up_of_node, std::size_t points) {
  for (std::size_t i = 0; i < points; ++i) {
    const bool any =
        std::any_of(up_of_node.begin(), up_of_node.end(), [&](const auto& each) { return each.second[i] > 0; });
    if (!any) continue;
    for (auto& [node, up] : up_of_node) {
      if (std::isnan(up[i]) && i > 0 && !std::isnan(up[i - 1])) up[i] = 0;
    }
  }
}

}  // namespace

std::vector<signals::Node> collect_nodes(const MemberFacts& member, const signals::Grid& grid) {
  std::map<std::string, Tally> tallies;
  std::map<std::string, std::ptrdiff_t> ends;
  for (const auto& [machine, node] : member.inventory.node_of_machine) tallies.try_emplace(node, grid.points);
  for (const auto& [query, signal] : measured) {
    for (const auto row : rows_of<columns::machine>(member.data, query)) {
      const auto node = member.inventory.node_of_machine.find(row["machine_id"]);
      if (node == member.inventory.node_of_machine.end()) continue;
      auto values = row.values();
      auto& end = ends.try_emplace(node->second, -1).first->second;
      if (query == "node_cpu") end = last_value_at(values);
      if (query == "node_memory") cut_echo(values, end);
      tallies.at(node->second).add(signal, values);
    }
  }
  std::map<std::string, Values> up_of_node;
  for (const auto row : rows_of<columns::machine>(member.data, "node_up")) {
    const auto node = member.inventory.node_of_machine.find(row["machine_id"]);
    if (node == member.inventory.node_of_machine.end()) continue;
    auto values = row.values();
    if (const auto end = ends.find(node->second); end != ends.end()) cut_echo(values, end->second);
    up_of_node[node->second] = std::move(values);
  }
  fill_absence(up_of_node, grid.points);
  for (const auto& [node, up] : up_of_node) tallies.at(node).add("up", up);
  std::vector<signals::Node> nodes;
  for (auto& [id, tally] : tallies) nodes.push_back({id, member.inventory.cluster, tally.bag()});
  return nodes;
}

}  // namespace corootctl::collect
