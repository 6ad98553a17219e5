#include <doctest/doctest.h>

#include "collect/resolve.hpp"
#include "unit/collect/fixture.hpp"

namespace corootctl::tests::ops_topology {

namespace {

collect::Inventory cluster(const std::string& name) {
  collect::Inventory inventory;
  inventory.cluster = name;
  inventory.has_state_metrics = true;
  return inventory;
}

void publish(collect::Inventory& inventory, const std::string& name, const std::string& ip, const std::string& balancer,
             const std::string& node_port = "0") {
  collect::Service service{name, ip, {{"8080", node_port}}, {}, inventory.cluster + ":shop:Deployment:" + name};
  if (!balancer.empty()) service.balancer_ips.push_back(balancer);
  inventory.services["shop/" + name] = service;
  inventory.service_of_ip[ip] = "shop/" + name;
}

const std::string external = "external:external:ExternalService:";

}  // namespace

TEST_CASE("topology: owners of pods become applications as Coroot names them (coroot-api 29)") {
  CHECK(collect::workload_of("ReplicaSet", "web-5d4f8c7b9", "web-5d4f8c7b9-abcde", "n1") == "Deployment:web");
  CHECK(collect::workload_of("ReplicaSet", "my-set", "my-set-abcde", "n1") == "ReplicaSet:my-set");
  CHECK(collect::workload_of("StatefulSet", "db", "db-0", "n1") == "StatefulSet:db");
  CHECK(collect::workload_of("Job", "backup-28012345", "backup-28012345-x", "n1") == "CronJob:backup");
  CHECK(collect::workload_of("Job", "migrate", "migrate-x", "n1") == "Job:migrate");
  CHECK(collect::workload_of("Node", "kind-node-1", "etcd-kind-node-1", "kind-node-1") == "StaticPods:etcd");
  CHECK(collect::workload_of("<none>", "<none>", "lonely", "n1") == "StaticPods:lonely");
}

TEST_CASE("topology: without kube-state-metrics the shape of a pod's name tells the owner (coroot-api 29)") {
  collect::Inventory bare;
  bare.cluster = "prod-a";
  CHECK(bare.app_of_container("/k8s/shop/web-5d4f8c7b9-abcde/web") == "prod-a:shop:Deployment:web");
  CHECK(bare.app_of_container("/k8s/shop/db-0/db") == "prod-a:shop:StatefulSet:db");
  CHECK(bare.app_of_container("/k8s/shop/agent-x7k2p/agent") == "prod-a:shop:DaemonSet:agent");
  CHECK(bare.app_of_container("/system.slice/sshd.service") == "");
  CHECK(cluster("prod-a").app_of_container("/k8s/shop/web-5d4f8c7b9-abcde/web") == "");
}

TEST_CASE("topology: addresses come apart, IPv6 too") {
  CHECK(collect::parse_socket("10.1.2.3:8080").host == "10.1.2.3");
  CHECK(collect::parse_socket("10.1.2.3:8080").port == "8080");
  CHECK(collect::parse_socket("[fd00::1]:80").host == "fd00::1");
  CHECK(collect::parse_socket("[fd00::1]:80").port == "80");
  CHECK(collect::parse_socket("db.example.com").port.empty());
}

TEST_CASE("topology: the address after translation wins over the one that was dialled (coroot-api 31)") {
  auto a = cluster("prod-a");
  publish(a, "cache", "10.97.0.12", "");
  a.app_of_pod_ip["10.1.1.21"] = "prod-a:shop:StatefulSet:cache";
  const auto directory = collect::make_directory({a});
  CHECK(collect::resolve(a, directory, "10.97.0.12:8080", "10.1.1.21:8080") == "prod-a:shop:StatefulSet:cache");
  CHECK(collect::resolve(a, directory, "10.97.0.12:8080", "") == "prod-a:shop:Deployment:cache");
}

TEST_CASE("topology: a call leaves its cluster by load balancer, node port or routed cluster IP (coroot-api 31)") {
  auto a = cluster("prod-a"), b = cluster("prod-b");
  publish(b, "orders", "10.98.0.10", "198.51.100.10", "30080");
  b.node_ips["prod-b:b-node-1"] = {"10.20.0.11"};
  const auto directory = collect::make_directory({a, b});
  CHECK(collect::resolve(a, directory, "198.51.100.10:8080", "198.51.100.10:8080") == "prod-b:shop:Deployment:orders");
  CHECK(collect::resolve(a, directory, "10.20.0.11:30080", "") == "prod-b:shop:Deployment:orders");
  CHECK(collect::resolve(a, directory, "10.98.0.10:8080", "") == "prod-b:shop:Deployment:orders");
  CHECK(collect::resolve(a, directory, "198.51.100.10:9090", "") == external + "external:9090");
}

TEST_CASE("topology: two load balancers on one address are told apart by port") {
  auto a = cluster("prod-a"), b = cluster("prod-b");
  publish(b, "orders", "10.98.0.10", "198.51.100.10");
  collect::Service search{"search", "10.98.0.11", {{"9200", "0"}}, {"198.51.100.10"}, "prod-b:shop:Deployment:search"};
  b.services["shop/search"] = search;
  const auto directory = collect::make_directory({a, b});
  CHECK(collect::resolve(a, directory, "198.51.100.10:9200", "") == "prod-b:shop:Deployment:search");
  CHECK(collect::resolve(a, directory, "198.51.100.10:8080", "") == "prod-b:shop:Deployment:orders");
}

TEST_CASE("topology: an address that two clusters publish is nobody's, and is reported") {
  auto a = cluster("prod-a"), b = cluster("prod-b"), c = cluster("prod-c");
  publish(b, "orders", "10.98.0.10", "198.51.100.10");
  publish(c, "orders", "10.98.0.10", "198.51.100.10");
  const auto directory = collect::make_directory({a, b, c});
  CHECK(collect::resolve(a, directory, "198.51.100.10:8080", "") == external + "external-http");
  CHECK(collect::resolve(b, directory, "198.51.100.10:8080", "") == "prod-b:shop:Deployment:orders");
  CHECK(collect::ambiguities(directory) ==
        std::vector<std::string>{"198.51.100.10:8080 is published by prod-b and prod-c: calls to it from other "
                                 "clusters cannot be told apart"});
}

TEST_CASE("topology: external services are named by DNS name, else by port, as Coroot does (coroot-api 32)") {
  auto a = cluster("prod-a");
  a.fqdn_of_ip["100.64.7.10"] = "api.bank.example.com";
  const auto directory = collect::make_directory({a});
  CHECK(collect::resolve(a, directory, "100.64.7.10:443", "100.64.7.10:443") == external + "api.bank.example.com:443");
  CHECK(collect::resolve(a, directory, "api.example.com:8443", "") == external + "api.example.com:8443");
  CHECK(collect::resolve(a, directory, "100.64.7.11:5432", "") == external + "external-postgres");
  CHECK(collect::resolve(a, directory, "100.64.7.11:7777", "") == external + "external:7777");
}

}  // namespace corootctl::tests::ops_topology
