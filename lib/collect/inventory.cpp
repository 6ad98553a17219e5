#include "collect/inventory.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"

namespace corootctl::collect {

namespace {

bool all_of(std::string_view text, bool (*is)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is);
}
bool is_hex(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0 || (c >= 'a' && c <= 'f'); }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_lower_alnum(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

struct Cut {
  std::string head{};
  std::string tail{};
};

/// At the last dash; both empty when there is none.
Cut at_last_dash(const std::string& text) {
  const auto dash = text.rfind('-');
  if (dash == std::string::npos || dash == 0) return {};
  return {text.substr(0, dash), text.substr(dash + 1)};
}

/// The owner by the shape of a pod's name, for clusters without kube-state-metrics.
std::string workload_by_name(const std::string& pod) {
  const auto last = at_last_dash(pod);
  if (all_of(last.tail, is_digit)) return "StatefulSet:" + last.head;
  if (last.tail.size() != 5 || !all_of(last.tail, is_lower_alnum)) return "Pod:" + pod;
  const auto revision = at_last_dash(last.head);
  if (revision.tail.size() >= 5 && revision.tail.size() <= 10 && all_of(revision.tail, is_hex))
    return "Deployment:" + revision.head;
  return "DaemonSet:" + last.head;
}

std::string app_id(const std::string& cluster, const std::string& namespace_name, const std::string& workload) {
  return cluster + ":" + (namespace_name.empty() ? "_" : namespace_name) + ":" + workload;
}

using PodRow = Row<columns::pods>;

/// Pods in the order in which they were last seen, so that the newest owner of an address wins.
std::vector<PodRow> by_last_seen(const MemberData& data) {
  std::vector<PodRow> order;
  for (const auto row : rows_of<columns::pods>(data)) {
    if (last_value_at(row.values()) >= 0) order.push_back(row);
  }
  std::stable_sort(order.begin(), order.end(), [](const PodRow& a, const PodRow& b) {
    return last_value_at(a.values()) < last_value_at(b.values());
  });
  return order;
}

Pod read_pod(const std::string& cluster, const PodRow& row) {
  const auto& space = row["namespace"];
  const auto& node = row["node"];
  Pod pod;
  pod.instance = app_id(cluster, space, "Pod:" + row["pod"]);
  pod.app = app_id(cluster, space, workload_of(row["created_by_kind"], row["created_by_name"], row["pod"], node));
  pod.owner = row["created_by_name"];
  pod.node = node.empty() ? "" : cluster + ":" + node;
  pod.ip = row["pod_ip"];
  pod.uid = row["uid"];
  pod.first_seen = first_value_at(row.values());
  return pod;
}

void add_pods(Inventory& inventory, const MemberData& data) {
  std::vector<std::string> host_addresses;
  for (const auto row : rows_of<columns::node_ips>(data)) host_addresses.push_back(row["ip"]);
  std::map<std::string, std::string> database_of_uid;
  for (const auto row : rows_of<columns::databases>(data)) database_of_uid[row["uid"]] = row["database"];
  for (const auto& row : by_last_seen(data)) {
    auto pod = read_pod(inventory.cluster, row);
    const auto key = row["namespace"] + "/" + row["pod"];
    if (const auto database = database_of_uid.find(pod.uid); database != database_of_uid.end() && !pod.uid.empty()) {
      const auto cluster = app_id(inventory.cluster, row["namespace"], "DatabaseCluster:" + database->second);
      inventory.database_of_workload[pod.app] = cluster;
      pod.app = cluster;
    }
    inventory.has_state_metrics = true;
    inventory.pod_of_uid[pod.uid] = key;
    // Pods on the host's network share its address: only their listening sockets tell them apart.
    const bool on_host = std::find(host_addresses.begin(), host_addresses.end(), pod.ip) != host_addresses.end();
    if (!pod.ip.empty() && !on_host) inventory.app_of_pod_ip[pod.ip] = pod.app;
    auto& known = inventory.pods[key];
    // A pod of a StatefulSet that was replaced keeps its name.
    if (known.first_seen >= 0) pod.first_seen = std::min(pod.first_seen, known.first_seen);
    known = std::move(pod);
  }
}

Service& service_named(Inventory& inventory, const std::string& namespace_name, const std::string& name) {
  auto& service = inventory.services[namespace_name + "/" + name];
  service.name = name;
  return service;
}

/// A service belongs to the app that owns most of the addresses behind it.
void add_endpoints(Inventory& inventory, const MemberData& data) {
  std::map<std::string, std::map<std::string, int>> votes;
  for (const auto row : rows_of<columns::endpoints>(data)) {
    const auto app = inventory.app_of_pod_ip.find(row["ip"]);
    if (app != inventory.app_of_pod_ip.end()) ++votes[row["namespace"] + "/" + row["endpoint"]][app->second];
  }
  for (const auto& [service, apps] : votes) {
    const auto best =
        std::max_element(apps.begin(), apps.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    inventory.services[service].app = best->first;
  }
}

void add_services(Inventory& inventory, const MemberData& data) {
  for (const auto row : rows_of<columns::services>(data)) {
    const auto& ip = row["cluster_ip"];
    auto& service = service_named(inventory, row["namespace"], row["service"]);
    if (ip.empty() || ip == "None") continue;  // headless
    service.cluster_ip = ip;
    inventory.service_of_ip[ip] = row["namespace"] + "/" + row["service"];
  }
  for (const auto row : rows_of<columns::service_ports>(data))
    service_named(inventory, row["namespace"], row["service"]).ports.emplace_back(row["port"], row["node_port"]);
  for (const auto row : rows_of<columns::load_balancers>(data)) {
    if (row["ip"].empty()) continue;  // host names cannot be resolved here
    service_named(inventory, row["namespace"], row["service"]).balancer_ips.push_back(row["ip"]);
  }
  add_endpoints(inventory, data);
}

void add_nodes(Inventory& inventory, const MemberData& data) {
  std::map<std::string, std::string> name_of_uuid;  // Kubernetes' own name; a host may call itself differently
  for (const auto row : rows_of<columns::kube_nodes>(data)) name_of_uuid[row["system_uuid"]] = row["node"];
  for (const auto row : rows_of<columns::nodes>(data)) {
    const auto name = name_of_uuid.find(row["system_uuid"]);
    const auto& best = name == name_of_uuid.end() || name->first.empty() ? row["hostname"] : name->second;
    inventory.node_of_machine[row["machine_id"]] = inventory.cluster + ":" + best;
  }
  for (const auto row : rows_of<columns::node_ips>(data)) {
    const auto node = inventory.node_of_machine.find(row["machine_id"]);
    if (node != inventory.node_of_machine.end()) inventory.node_ips[node->second].push_back(row["ip"]);
  }
}

void add_sockets(Inventory& inventory, const MemberData& data) {
  for (const auto row : rows_of<columns::listens>(data)) {
    const auto app = inventory.app_of_container(row["container_id"]);
    if (!app.empty()) inventory.app_of_listen[row["listen_addr"]] = app;
  }
  for (const auto row : rows_of<columns::ip_to_fqdn>(data)) inventory.fqdn_of_ip[row["ip"]] = row["fqdn"];
}

}  // namespace

Inventory take_inventory(const MemberData& data) {
  Inventory inventory;
  inventory.cluster = data.member;
  add_nodes(inventory, data);
  add_pods(inventory, data);
  add_services(inventory, data);
  add_sockets(inventory, data);
  return inventory;
}

std::string workload_of(const std::string& kind, const std::string& name, const std::string& pod,
                        const std::string& node) {
  const auto cut = at_last_dash(name);
  if (kind == "ReplicaSet" && cut.tail.size() <= 10 && all_of(cut.tail, is_hex)) return "Deployment:" + cut.head;
  if (kind == "Job" && cut.tail.size() >= 8 && all_of(cut.tail, is_digit)) return "CronJob:" + cut.head;
  if (!kind.empty() && kind != "<none>" && kind != "Node") return kind + ":" + name;
  const bool named_after_node = !node.empty() && pod.ends_with("-" + node);
  return "StaticPods:" + (named_after_node ? pod.substr(0, pod.size() - node.size() - 1) : pod);
}

Socket parse_socket(std::string_view text) {
  const auto colon = text.rfind(':');
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    const auto host = text.substr(1, end == std::string_view::npos ? end : end - 1);
    return {std::string(host),
            colon != std::string_view::npos && colon > end ? std::string(text.substr(colon + 1)) : ""};
  }
  if (colon == std::string_view::npos) return {std::string(text), ""};
  return {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

std::optional<ContainerName> parse_container(std::string_view id) {
  const auto parts = split(id, '/');  // "", "k8s", namespace, pod, container
  if (parts.size() != 5 || parts[1] != "k8s") return std::nullopt;
  return ContainerName{parts[2], parts[3], parts[4]};
}

const Service* Inventory::service_at(std::string_view cluster_ip) const {
  const auto name = service_of_ip.find(cluster_ip);
  if (name == service_of_ip.end()) return nullptr;
  const auto found = services.find(name->second);
  return found == services.end() ? nullptr : &found->second;
}

const Pod* Inventory::pod_of_container(std::string_view container_id) const {
  const auto name = parse_container(container_id);
  if (!name) return nullptr;
  const auto found = pods.find(name->namespace_name + "/" + name->pod);
  return found == pods.end() ? nullptr : &found->second;
}

std::string Inventory::app_of_workload(const std::string& namespace_name, const std::string& workload) const {
  const auto own = app_id(cluster, namespace_name, workload);
  const auto found = database_of_workload.find(own);
  return found == database_of_workload.end() ? own : found->second;
}

std::string Inventory::app_of_container(std::string_view container_id) const {
  if (const auto* pod = pod_of_container(container_id)) return pod->app;
  const auto name = parse_container(container_id);
  if (!name || has_state_metrics) return "";
  return app_id(cluster, name->namespace_name, workload_by_name(name->pod));
}

}  // namespace corootctl::collect
