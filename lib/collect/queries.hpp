/// Every PromQL query a snapshot is made of. Source: the metrics of Coroot's agents (coroot-api 29, 30, 33); the texts
/// were tried on a real hub.
#pragma once

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "coroot/panel.hpp"

namespace corootctl::collect {

/// The labels that tell the series of a query apart, in the order of its legend. Nothing else knows the order: series
/// are read by label (Row in data.hpp).
template <std::size_t count>
struct Columns {
  std::string_view query{};  ///< first field of the legend; "" = several queries have these labels
  std::array<std::string_view, count> labels{};
};
template <class... Labels>
consteval Columns<sizeof...(Labels)> make_columns(std::string_view query, Labels... labels) {
  return {query, {labels...}};
}

namespace columns {
inline constexpr auto pods =
    make_columns("pods", "namespace", "pod", "created_by_kind", "created_by_name", "node", "pod_ip", "uid");
inline constexpr auto databases = make_columns("databases", "uid", "database");
inline constexpr auto services = make_columns("services", "namespace", "service", "cluster_ip");
inline constexpr auto service_ports = make_columns("service_ports", "namespace", "service", "port", "node_port");
inline constexpr auto load_balancers = make_columns("load_balancers", "namespace", "service", "ip");
inline constexpr auto endpoints = make_columns("endpoints", "namespace", "endpoint", "ip", "port_number");
inline constexpr auto ip_to_fqdn = make_columns("ip_to_fqdn", "ip", "fqdn");
inline constexpr auto images = make_columns("images", "container_id", "image");
inline constexpr auto listens = make_columns("listens", "container_id", "listen_addr");
inline constexpr auto nodes = make_columns("nodes", "hostname", "machine_id", "system_uuid");
inline constexpr auto kube_nodes = make_columns("kube_nodes", "node", "system_uuid");
inline constexpr auto node_ips = make_columns("node_ips", "machine_id", "ip");
inline constexpr auto ready = make_columns("ready", "uid");
inline constexpr auto desired = make_columns("desired", "namespace", "deployment", "statefulset", "daemonset");
inline constexpr auto edge_rtt = make_columns("edge_rtt", "container_id", "destination_ip");
inline constexpr auto edge_failed_connects = make_columns("edge_failed_connects", "container_id", "destination");
inline constexpr auto connection = make_columns("", "container_id", "destination", "actual_destination");
inline constexpr auto container = make_columns("", "container_id");
inline constexpr auto machine = make_columns("", "machine_id");
inline constexpr auto database = make_columns("", "address");
}  // namespace columns

struct Query {
  std::string name{};  ///< "requests": first field of the legend
  std::string promql{};
  std::span<const std::string_view> labels{};  ///< of its columns
  /// The same for a member where a container speaks several protocols: Prometheus refuses `promql` there. "" = there is
  /// no such case.
  std::string apart{};
  template <std::size_t count>
  bool has(const Columns<count>& columns) const {
    return std::equal(labels.begin(), labels.end(), columns.labels.begin(), columns.labels.end());
  }
};

std::vector<Query> all_queries();

/// The entry that asks one member for a query: legend "name|{{label}}|...".
coroot::PanelEntry entry_of(const Query& query, const std::string& member);

}  // namespace corootctl::collect
