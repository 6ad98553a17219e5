#include "collect/queries.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace corootctl::collect {

namespace {

constexpr std::string_view protocols =
    "http|postgres|mysql|redis|mongo|memcached|cassandra|clickhouse|kafka|zookeeper|foundationdb";
/// What the agent and the server count as failed (coroot-api 33).
constexpr std::string_view failed = R"(,status=~"failed|5.*|grpc:[^O].*")";

template <std::size_t count>
Query query(const Columns<count>& columns, std::string promql) {
  return {std::string(columns.query), std::move(promql), columns.labels};
}

/// What is added up by a container, a client's connection or a machine.
template <std::size_t count>
std::string by(const Columns<count>& columns) {
  return fmt::format("{}", fmt::join(columns.labels, ","));
}

std::string rate_of(std::string_view selector) { return fmt::format("rate({}[$RANGE])", selector); }

std::string sum_by(std::string_view labels, std::string_view vector) {
  return fmt::format("sum by ({}) ({})", labels, vector);
}

std::string rate_by(std::string_view labels, std::string_view selector) { return sum_by(labels, rate_of(selector)); }

/// How the rates of several metrics become one vector: by a regular expression on the name, which is short, or each by
/// itself with a label for its metric. rate() drops the name, so two metrics of one container would be two series with
/// the same labels, and Prometheus answers nothing at all then (coroot-api 39).
enum class Wording { together, apart };

/// Rates with a label each, so that "or" keeps all of them.
std::string either(const std::vector<std::pair<std::string, std::string>>& rates) {
  std::vector<std::string> parts;
  for (const auto& [name, text] : rates)
    parts.push_back(fmt::format(R"(label_replace({},"part","{}","",""))", text, name));
  return join(parts, " or ");
}

/// What each protocol counts under a name of its own, such as container_http_inbound_requests_total.
struct ByProtocol {
  Wording wording{};
  std::string_view direction{};
  std::string rates(std::string_view ending, std::string_view filter = "") const {
    const auto of_names = [&](std::string_view names) {
      return rate_of(
          fmt::format(R"({{__name__=~"container_({}){}_(requests|queries){}"{}}})", names, direction, ending, filter));
    };
    if (wording == Wording::together) return of_names(protocols);
    std::vector<std::pair<std::string, std::string>> each;
    for (const auto& protocol : split(protocols, '|')) each.emplace_back(protocol, of_names(protocol));
    return either(each);
  }
};

std::string average(std::string_view labels, const ByProtocol& every) {
  return sum_by(labels, every.rates("_duration_seconds_total_sum")) + " / " +
         sum_by(labels, every.rates("_duration_seconds_total_count"));
}

std::string quantile(std::string_view q, std::string_view labels, std::string_view rates_of_buckets) {
  return fmt::format("histogram_quantile({}, sum by ({}, le) ({}))", q, labels, rates_of_buckets);
}

/// Requests, errors and latencies; names begin with `prefix`.
template <std::size_t count>
std::vector<Query> traffic_queries(const std::string& prefix, const Columns<count>& columns,
                                   std::string_view direction) {
  const auto each = by(columns);
  std::vector<Query> out;
  const auto add = [&](const char* name, const auto& text) {
    out.push_back({prefix + name, text(ByProtocol{Wording::together, direction}), columns.labels,
                   text(ByProtocol{Wording::apart, direction})});
  };
  add("requests", [&](const ByProtocol& every) { return sum_by(each, every.rates("_total")); });
  add("errors", [&](const ByProtocol& every) { return sum_by(each, every.rates("_total", failed)); });
  add("latency_avg", [&](const ByProtocol& every) { return average(each, every); });
  for (const auto& [name, q] : {std::pair{"latency_p50", "0.5"}, std::pair{"latency_p90", "0.9"},
                                std::pair{"latency_p95", "0.95"}, std::pair{"latency_p99", "0.99"}}) {
    add(name,
        [&](const ByProtocol& every) { return quantile(q, each, every.rates("_duration_seconds_total_bucket")); });
  }
  return out;
}

/// Pods of database operators and charts, each with the name of its cluster in the label "database". Coroot shows such
/// a cluster as one app (server 1.24.5, constructor/k8s.go); the first rule that fits a pod counts.
std::string databases() {
  std::vector<std::string> rules;
  const auto named_by = [&](std::string_view filter, std::string_view label) {
    rules.push_back(
        fmt::format(R"~(label_replace(kube_pod_labels{{{0}{1}!=""}},"database","$1","{1}","(.+)"))~", filter, label));
  };
  named_by("", "label_postgres_operator_crunchydata_com_cluster");
  named_by(R"(label_team!="",)", "label_cluster_name");
  named_by("", "label_cnpg_io_cluster");
  named_by("", "label_stackgres_io_cluster_name");
  named_by(R"(label_app_kubernetes_io_managed_by=~"percona-server-mongodb-operator|percona-xtradb-cluster-operator",)",
           "label_app_kubernetes_io_instance");
  named_by(R"(label_app_kubernetes_io_managed_by="valkey-operator",)", "label_valkey_io_cluster");
  const auto joined = [&](std::string_view filter, std::string_view first, std::string_view second) {
    rules.push_back(fmt::format(R"~(label_join(kube_pod_labels{{{0},{1}!="",{2}!=""}},"database","-","{1}","{2}"))~",
                                filter, first, second));
  };
  joined(R"~(label_helm_sh_chart=~"(mongodb|redis|valkey|mysql|mariadb|clickhouse).*")~",
         "label_app_kubernetes_io_instance", "label_app_kubernetes_io_name");
  joined(R"(label_app_kubernetes_io_managed_by="coroot-operator",label_app_kubernetes_io_component="clickhouse")",
         "label_app_kubernetes_io_part_of", "label_app_kubernetes_io_component");
  return "max by (uid, database) (" + join(rules, " or on (uid) ") + ")";
}

std::vector<Query> inventory_queries() {
  return {query(columns::pods, "kube_pod_info"),
          query(columns::databases, databases()),
          query(columns::services, "kube_service_info"),
          query(columns::service_ports, "kube_service_port"),
          query(columns::load_balancers, "kube_service_status_load_balancer_ingress"),
          query(columns::endpoints, "kube_endpoint_address"),
          query(columns::ip_to_fqdn, "max by (ip, fqdn) (ip_to_fqdn)"),
          query(columns::images, "max by (container_id, image) (container_info)"),
          query(columns::listens, "max by (container_id, listen_addr) (container_net_tcp_listen_info)"),
          query(columns::nodes, "node_info"),
          query(columns::kube_nodes, "kube_node_info"),
          query(columns::node_ips, "max by (machine_id, ip) (node_net_interface_ip)"),
          query(columns::ready, R"(kube_pod_status_ready{condition="true"})"),
          query(columns::desired,
                "max by (namespace, deployment, statefulset, daemonset) (kube_deployment_spec_replicas or "
                "kube_statefulset_replicas or kube_daemonset_status_desired_number_scheduled)")};
}

std::vector<Query> connection_queries() {
  const auto each = by(columns::connection);
  const auto& labels = columns::connection.labels;
  const auto tcp_rate = [&](std::string_view metric) { return rate_by(each, metric); };
  return {query(columns::edge_rtt, "avg by (container_id, destination_ip) (container_net_latency_seconds)"),
          {"edge_connect_time",
           tcp_rate("container_net_tcp_connection_time_seconds_total") + " / " +
               tcp_rate("container_net_tcp_successful_connects_total"),
           labels},
          query(columns::edge_failed_connects,
                "sum by (container_id, destination) (rate(container_net_tcp_failed_connects_total[$RANGE]))"),
          {"edge_retransmits", tcp_rate("container_net_tcp_retransmits_total"), labels},
          {"edge_sent", tcp_rate("container_net_tcp_bytes_sent_total"), labels},
          {"edge_received", tcp_rate("container_net_tcp_bytes_received_total"), labels},
          {"edge_active", fmt::format("sum by ({}) (container_net_tcp_active_connections)", each), labels}};
}

/// Times that a container waits for locks, of several runtimes.
Query lock_wait() {
  constexpr std::string_view metrics =
      "container_jvm_lock_time_seconds_total|container_python_thread_lock_wait_time_seconds";
  const auto each = by(columns::container);
  std::vector<std::pair<std::string, std::string>> rates;
  for (const auto& metric : split(metrics, '|')) rates.emplace_back(metric, rate_of(metric));
  return {"lock_wait", rate_by(each, fmt::format(R"({{__name__=~"{}"}})", metrics)), columns::container.labels,
          sum_by(each, either(rates))};
}

std::vector<Query> container_queries() {
  const auto each = by(columns::container);
  const auto& labels = columns::container.labels;
  const auto rate = [&](std::string_view metric) { return rate_by(each, metric); };
  const auto gauge = [&](std::string_view metric) { return fmt::format("max by ({}) ({})", each, metric); };
  return {
      {"cpu_usage", rate("container_resources_cpu_usage_seconds_total"), labels},
      {"cpu_limit", gauge("container_resources_cpu_limit_cores"), labels},
      {"cpu_throttled", rate("container_resources_cpu_throttled_seconds_total"), labels},
      {"cpu_delay", rate("container_resources_cpu_delay_seconds_total"), labels},
      {"memory_rss", gauge("container_resources_memory_rss_bytes"), labels},
      {"memory_limit", gauge("container_resources_memory_limit_bytes"), labels},
      {"memory_pressure", rate(R"(container_resources_memory_pressure_waiting_seconds_total{kind="some"})"), labels},
      {"oom_kills", gauge("container_oom_kills_total"), labels},
      {"restarts", gauge("container_restarts_total"), labels},
      {"log_errors", rate(R"(container_log_messages_total{level=~"error|critical"})"), labels},
      {"disk_io", rate("container_resources_disk_delay_seconds_total"), labels},
      {"disk_used_ratio", gauge("container_resources_disk_used_bytes / (container_resources_disk_size_bytes > 0)"),
       labels},
      {"gc_time", rate("container_jvm_gc_time_seconds"), labels},
      lock_wait(),
      {"dns_latency", quantile("0.95", each, rate_of("container_dns_requests_duration_seconds_total_bucket")), labels},
      {"dns_errors", rate(R"(container_dns_requests_total{status!="ok"})"), labels}};
}

/// What the cluster agent asks databases themselves (coroot-api 48). No series of waiting statements means that none
/// waits, where the database answers.
std::vector<Query> database_queries() {
  const auto& labels = columns::database.labels;
  return {{"database_locks",
           R"(sum by (address) (pg_connections{wait_event_type="Lock"}) or )"
           "sum by (address) (mysql_locked_queries) or sum by (address) (mysql_top_query_lock_time_per_second) or "
           R"(0 * max by (address) ({__name__=~"pg_up|mysql_up"} > 0))",
           labels},
          {"database_connections",
           R"(sum by (address) (pg_connections) / max by (address) (pg_setting{name="max_connections"}) or )"
           R"(max by (address) (mysql_connections_current) / max by (address) (mysql_connections_max))",
           labels}};
}

std::vector<Query> node_queries() {
  const auto& labels = columns::machine.labels;
  return {{"node_up", R"(up{job="coroot-node-agent"})", labels},
          {"node_cpu",
           R"(1 - sum by (machine_id) (rate(node_resources_cpu_usage_seconds_total{mode="idle"}[$RANGE])) / )"
           R"(sum by (machine_id) (rate(node_resources_cpu_usage_seconds_total[$RANGE])))",
           labels},
          {"node_memory",
           "max by (machine_id) (node_resources_memory_available_bytes) / max by (machine_id) "
           "(node_resources_memory_total_bytes)",
           labels},
          {"node_disk",
           "max by (machine_id) (rate(node_resources_disk_read_time_seconds_total[$RANGE]) + "
           "rate(node_resources_disk_write_time_seconds_total[$RANGE]))",
           labels},
          {"node_rx", "sum by (machine_id) (rate(node_net_received_bytes_total[$RANGE]))", labels},
          {"node_tx", "sum by (machine_id) (rate(node_net_transmitted_bytes_total[$RANGE]))", labels},
          {"node_uptime", "max by (machine_id) (node_uptime_seconds)", labels}};
}

}  // namespace

std::vector<Query> all_queries() {
  std::vector<Query> all;
  for (auto& group : {inventory_queries(), traffic_queries("", columns::container, "_inbound"),
                      traffic_queries("edge_", columns::connection, ""), connection_queries(), container_queries(),
                      database_queries(), node_queries()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

coroot::PanelEntry entry_of(const Query& query, const std::string& member) {
  std::string legend = query.name;
  for (const auto label : query.labels) legend += fmt::format("|{{{{{}}}}}", label);
  return {member, query.promql, legend};
}

}  // namespace corootctl::collect
