#include "collect/resolve.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.hpp"

namespace corootctl::collect {

namespace {

std::string socket_of(const std::string& host, const std::string& port) { return host + ":" + port; }

void publish_service(Directory& directory, const Inventory& member, const Service& service) {
  const Directory::Published entry{member.cluster, service.app};
  for (const auto& [port, node_port] : service.ports) {
    for (const auto& ip : service.balancer_ips) directory.balancers[socket_of(ip, port)].insert(entry);
    if (!service.cluster_ip.empty()) directory.services[socket_of(service.cluster_ip, port)].insert(entry);
    if (node_port.empty() || node_port == "0") continue;
    for (const auto& [node, addresses] : member.node_ips) {
      for (const auto& ip : addresses) directory.node_ports[socket_of(ip, node_port)].insert(entry);
    }
  }
}

void publish_host_ports(Directory& directory, const Inventory& member) {
  for (const auto& [socket, app] : member.app_of_listen) {
    const auto host = parse_socket(socket).host;
    for (const auto& [node, addresses] : member.node_ips) {
      const bool on_node = std::find(addresses.begin(), addresses.end(), host) != addresses.end();
      if (on_node) directory.host_ports[socket].insert({member.cluster, app});
    }
  }
}

/// Within the client's own cluster: listening socket, pod, service.
std::string local_app(const Inventory& client, std::string_view text) {
  if (const auto found = client.app_of_listen.find(text); found != client.app_of_listen.end()) return found->second;
  const auto socket = parse_socket(text);
  if (const auto found = client.app_of_pod_ip.find(socket.host); found != client.app_of_pod_ip.end())
    return found->second;
  const auto* service = client.service_at(socket.host);
  return service == nullptr ? "" : service->app;
}

/// In another cluster, when exactly one publishes the socket.
std::string remote_app(const Inventory& client, const Directory& directory, std::string_view text) {
  for (const auto* sockets :
       {&directory.balancers, &directory.node_ports, &directory.host_ports, &directory.services}) {
    const auto found = sockets->find(text);
    if (found == sockets->end()) continue;
    // A cluster also dials its own load balancers and node ports.
    const auto own = std::find_if(found->second.begin(), found->second.end(),
                                  [&](const auto& entry) { return entry.cluster == client.cluster; });
    if (own != found->second.end()) return own->app;
    if (found->second.size() == 1) return found->second.begin()->app;
    return "";
  }
  return "";
}

bool is_address(const std::string& host) {
  return host.find(':') != std::string::npos ||
         std::all_of(host.begin(), host.end(), [](unsigned char c) { return std::isdigit(c) != 0 || c == '.'; });
}

/// Coroot's names for external services without a DNS name (coroot-api 32).
std::string name_by_port(const std::string& port) {
  using Ports = std::pair<std::string_view, std::vector<std::string_view>>;
  const std::array<Ports, 10> known = {{{"http", {"80", "443", "8080"}},
                                        {"postgres", {"5432"}},
                                        {"mysql", {"3306"}},
                                        {"redis", {"6379"}},
                                        {"kafka", {"9092", "9093", "9094"}},
                                        {"mongodb", {"27017", "27018"}},
                                        {"memcached", {"11211"}},
                                        {"cassandra", {"9042", "9160"}},
                                        {"elasticsearch", {"9200", "9300"}},
                                        {"zookeeper", {"2181", "2888", "3888"}}}};
  for (const auto& [name, ports] : known) {
    if (std::find(ports.begin(), ports.end(), port) != ports.end()) return "external-" + std::string(name);
  }
  return "external:" + port;
}

std::string external_name(const Inventory& client, const std::string& destination, const std::string& actual) {
  const auto dialled = parse_socket(destination);
  if (const auto* service = client.service_at(dialled.host)) return service->name;
  if (!dialled.host.empty() && !is_address(dialled.host)) return destination;
  for (const auto& text : {actual, destination}) {
    const auto socket = parse_socket(text);
    const auto fqdn = client.fqdn_of_ip.find(socket.host);
    if (fqdn != client.fqdn_of_ip.end()) return socket_of(fqdn->second, socket.port);
  }
  return name_by_port(parse_socket(actual.empty() ? destination : actual).port);
}

}  // namespace

Directory make_directory(const std::vector<Inventory>& members) {
  Directory directory;
  for (const auto& member : members) {
    for (const auto& [name, service] : member.services) {
      if (!service.app.empty()) publish_service(directory, member, service);
    }
    publish_host_ports(directory, member);
  }
  return directory;
}

std::string resolve(const Inventory& client, const Directory& directory, std::string_view destination,
                    std::string_view actual_destination) {
  for (const auto text : {actual_destination, destination}) {
    if (text.empty()) continue;
    if (auto app = local_app(client, text); !app.empty()) return app;
  }
  for (const auto text : {actual_destination, destination}) {
    if (text.empty()) continue;
    if (auto app = remote_app(client, directory, text); !app.empty()) return app;
  }
  return "external:external:ExternalService:" +
         external_name(client, std::string(destination), std::string(actual_destination));
}

std::vector<std::string> ambiguities(const Directory& directory) {
  std::vector<std::string> out;
  for (const auto* sockets : {&directory.balancers, &directory.node_ports, &directory.host_ports}) {
    for (const auto& [socket, entries] : *sockets) {
      std::set<std::string> clusters;
      for (const auto& entry : entries) clusters.insert(entry.cluster);
      if (clusters.size() > 1) {
        out.push_back(fmt::format("{} is published by {}: calls to it from other clusters cannot be told apart", socket,
                                  join({clusters.begin(), clusters.end()}, " and ")));
      }
    }
  }
  return out;
}

}  // namespace corootctl::collect
