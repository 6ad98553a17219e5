/// What runs in one member: pods and their owners, services, addresses, nodes. Source: the metrics of Coroot's agents
/// (coroot-api 29, 30); checked against a real hub's map.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/data.hpp"

namespace corootctl::collect {

struct Pod {
  std::string instance{};  ///< "prod-a:shop:Pod:web-1-x"
  std::string app{};       ///< "prod-a:shop:Deployment:web"
  std::string owner{};     ///< created_by_name: tells the revisions of a Deployment apart
  std::string node{};      ///< "prod-a:a-node-1", or "" when not scheduled
  std::string ip{};
  std::string uid{};
  std::ptrdiff_t first_seen = -1;  ///< grid point
};

struct Service {
  std::string name{};
  std::string cluster_ip{};
  std::vector<std::pair<std::string, std::string>> ports{};  ///< port, node port ("0" = none)
  std::vector<std::string> balancer_ips{};
  std::string app{};  ///< the owner of the pods behind it; "" when none is known
};

struct Inventory {
  std::string cluster{};
  std::map<std::string, Pod, std::less<>> pods{};  ///< by "namespace/pod"
  std::map<std::string, std::string, std::less<>> pod_of_uid{};
  std::map<std::string, std::string, std::less<>> database_of_workload{};  ///< app ids: the owner's to DatabaseCluster
  std::map<std::string, Service, std::less<>> services{};                  ///< by "namespace/service"
  std::map<std::string, std::string, std::less<>> service_of_ip{};         ///< cluster IP to "namespace/service"
  std::map<std::string, std::string, std::less<>> app_of_pod_ip{};
  std::map<std::string, std::string, std::less<>> app_of_listen{};  ///< by "ip:port"
  std::map<std::string, std::string, std::less<>> fqdn_of_ip{};
  std::map<std::string, std::string, std::less<>> node_of_machine{};        ///< machine id to node id
  std::map<std::string, std::vector<std::string>, std::less<>> node_ips{};  ///< by node id
  bool has_state_metrics = false;

  /// The service with that cluster IP, or nullptr.
  const Service* service_at(std::string_view cluster_ip) const;
  /// The pod of a container id such as "/k8s/shop/web-1-x/web"; nullptr for what is no pod.
  const Pod* pod_of_container(std::string_view container_id) const;
  /// The app of a container id, also when kube-state-metrics does not know the pod ("" = no workload).
  std::string app_of_container(std::string_view container_id) const;
  /// The app that a workload ("StatefulSet:db") belongs to: itself, or the database cluster it is a part of.
  std::string app_of_workload(const std::string& namespace_name, const std::string& workload) const;
};

Inventory take_inventory(const MemberData& data);

/// "Deployment:web" from kind and name of a pod's creator: the rules by which Coroot names applications (coroot-api
/// 29). Pods that nobody or their node created are static pods.
std::string workload_of(const std::string& kind, const std::string& name, const std::string& pod,
                        const std::string& node);

/// Host and port of "10.1.2.3:8080" or "[fd00::1]:80"; the port is "" when there is none.
struct Socket {
  std::string host{};
  std::string port{};
};
Socket parse_socket(std::string_view text);

/// Namespace, pod and container of a container id; nullopt when it is none of Kubernetes.
struct ContainerName {
  std::string namespace_name{};
  std::string pod{};
  std::string container{};
};
std::optional<ContainerName> parse_container(std::string_view id);

}  // namespace corootctl::collect
