#include "unit/collect/fixture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "document/json.hpp"

namespace corootctl::tests {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

std::string parameter(const coroot::Ask& ask, std::string_view name) {
  for (const auto& [key, value] : ask.query) {
    if (key == name) return value;
  }
  return "";
}

document::List values_of(const Curve& curve, std::int64_t from, std::int64_t to, std::int64_t step) {
  document::List out;
  for (auto at = from; at <= to; at += step) {
    const double value = curve(at);
    out.push_back(std::isnan(value) ? document::Value() : document::Value(value));
  }
  return out;
}

void add_pod(FakeMember& member, const std::string& pod, const std::string& kind, const std::string& owner,
             const std::string& node, const std::string& ip) {
  const auto uid = member.name + "-" + pod;
  const auto container = "/k8s/shop/" + pod + "/main";
  member.series["pods"].push_back({{"shop", pod, kind, owner, node, ip, uid}, always(1)});
  member.series["ready"].push_back({{uid}, always(1)});
  member.series["images"].push_back({{container, "registry.example.com/shop/" + owner + ":1.0.0"}, always(1)});
  member.series["requests"].push_back({{container}, always(10)});
  member.series["latency_avg"].push_back({{container}, always(0.05)});
  member.series["cpu_usage"].push_back({{container}, always(0.2)});
  member.series["memory_rss"].push_back({{container}, always(1e8)});
  member.series["restarts"].push_back({{container}, always(0)});
}

void add_service(FakeMember& member, const std::string& name, const std::string& ip, const std::string& pod_ip) {
  member.series["services"].push_back({{"shop", name, ip}, always(1)});
  member.series["service_ports"].push_back({{"shop", name, "8080", "0"}, always(1)});
  member.series["endpoints"].push_back({{"shop", name, pod_ip, "8080"}, always(1)});
}

void add_call(FakeMember& member, const std::string& pod, const std::string& destination, const std::string& actual) {
  const std::vector<std::string> socket = {"/k8s/shop/" + pod + "/main", destination, actual};
  member.series["edge_requests"].push_back({socket, always(5)});
  member.series["edge_latency_avg"].push_back({socket, always(0.02)});
  member.series["edge_active"].push_back({socket, always(2)});
  member.series["edge_rtt"].push_back({{socket[0], actual.substr(0, actual.find(':'))}, always(0.001)});
}

void add_node(FakeMember& member, const std::string& name, const std::string& ip) {
  const auto machine = "machine-of-" + name;
  member.series["nodes"].push_back({{name, machine, "uuid-of-" + name}, always(1)});
  member.series["node_ips"].push_back({{machine, ip}, always(1)});
  member.series["node_up"].push_back({{machine}, always(1)});
  member.series["node_cpu"].push_back({{machine}, always(0.3)});
  member.series["agents"].push_back({{}, always(1)});
}

}  // namespace

Curve always(double value) {
  return [value](std::int64_t) { return value; };
}
Curve jump(double before, double after, std::int64_t at_ms) {
  return [=](std::int64_t at) { return at < at_ms ? before : after; };
}
Curve from(std::int64_t at_ms, double value) { return jump(absent, value, at_ms); }
Curve until(std::int64_t at_ms, double value) { return jump(value, absent, at_ms); }

FakeMember& FakeHub::member(const std::string& name) {
  return *std::find_if(members.begin(), members.end(), [&](const auto& each) { return each.name == name; });
}

http::Response FakeHub::panel(const std::string& project_id, const coroot::Ask& ask) const {
  const auto query = document::parse_json(parameter(ask, "query"), "query").value();
  const std::int64_t from_ms = std::stoll(parameter(ask, "from")), to_ms = std::stoll(parameter(ask, "to"));
  const auto step = to_ms - from_ms > 3'600'000 ? std::max<std::int64_t>(step_ms, 60'000) : step_ms;
  document::List series;
  for (const auto& entry : query.at({"source", "metrics", "queries"}).as_list()) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const auto& each) { return each.name == entry["datasource"].as_string(); });
    if (found == members.end() || (project_id != aggregate_id && project_id != found->id))
      return text(400, "invalid datasource\n");
    if (found->refusal.status != 0) return found->refusal;
    const auto legend = entry["legend"].as_string();
    const auto name = legend.substr(0, legend.find('|'));
    const auto own = found->series.find(name);
    if (own == found->series.end()) continue;
    for (const auto& each : own->second) {
      auto label = name;
      for (const auto& value : each.labels) label += "|" + value;
      series.push_back(
          document::Object{{"name", label}, {"data", values_of(each.curve, from_ms / step * step, to_ms, step)}});
    }
  }
  if (series.empty()) return json_answer("{}");
  const document::Object ctx{{"from", from_ms}, {"to", to_ms}, {"step", step}};
  return json_answer(
      document::to_json(document::Object{{"chart", document::Object{{"ctx", ctx}, {"series", std::move(series)}}}}));
}

Result<http::Response> FakeHub::answer(const coroot::Ask& ask) const {
  if (const auto fixed = answers.find(ask.path); fixed != answers.end()) return fixed->second;
  if (ask.path == "/api/user") {
    std::string projects;
    for (const auto& each : members) projects += fmt::format(R"({{"id":"{}","name":"{}"}},)", each.id, each.name);
    return json_answer(fmt::format(
        R"({{"name":"Anonymous","role":"Viewer","anonymous":true,"projects":[{}{{"id":"{}","name":"prod-global"}}]}})",
        projects, aggregate_id));
  }
  if (ask.path.ends_with("/panel/data")) return panel(split(ask.path, '/')[3], ask);
  if (ask.path == "/api/project/" + aggregate_id) {
    std::vector<std::string> names;
    for (const auto& each : members) names.push_back("\"" + each.name + "\"");
    return json_answer(
        fmt::format(R"({{"name":"prod-global","refresh_interval":15000,"member_projects":[{}]}})", join(names, ",")));
  }
  const std::string context =
      R"({"context":{"status":{"status":"ok","prometheus":{"status":"ok","message":"ok"}}},"data":)";
  if (ask.path.ends_with("/status")) return json_answer(context + "{}}");
  if (ask.path.ends_with("/incidents")) return json_answer(context + "[]}");
  if (ask.path.ends_with("/overview/map")) return json_answer(context + R"({"map":[]}})");
  if (ask.path.ends_with("/overview/nodes")) return json_answer(context + R"({"nodes":[]}})");
  return text(404, "unscripted " + ask.path);
}

coroot::Client FakeHub::client(std::shared_ptr<Asked> asked) const {
  return coroot::Client(scripted_link([hub = *this](const coroot::Ask& ask) { return hub.answer(ask); },
                                      std::move(asked), longest_target));
}

FakeHub two_clusters() {
  FakeHub hub;
  FakeMember a{"prod-a", "u2k8v4ya", {}, {}}, b{"prod-b", "j5p0s7eb", {}, {}};
  add_node(a, "a-node-1", "10.10.0.11");
  add_pod(a, "web-5d4f8c7b9-abcde", "ReplicaSet", "web-5d4f8c7b9", "a-node-1", "10.1.1.20");
  add_pod(a, "cache-0", "StatefulSet", "cache", "a-node-1", "10.1.1.21");
  add_service(a, "cache", "10.97.0.12", "10.1.1.21");
  add_call(a, "web-5d4f8c7b9-abcde", "198.51.100.10:8080", "198.51.100.10:8080");
  add_call(a, "web-5d4f8c7b9-abcde", "10.97.0.12:8080", "10.1.1.21:8080");
  add_node(b, "b-node-1", "10.20.0.11");
  add_pod(b, "orders-6c5b9f7d4-fghij", "ReplicaSet", "orders-6c5b9f7d4", "b-node-1", "10.2.1.20");
  add_pod(b, "orders-db-0", "StatefulSet", "orders-db", "b-node-1", "10.2.1.21");
  add_service(b, "orders", "10.98.0.10", "10.2.1.20");
  add_service(b, "orders-db", "10.98.0.11", "10.2.1.21");
  b.series["load_balancers"].push_back({{"shop", "orders", "198.51.100.10"}, always(1)});
  add_call(b, "orders-6c5b9f7d4-fghij", "10.98.0.11:8080", "10.2.1.21:8080");
  hub.members = {std::move(a), std::move(b)};
  return hub;
}

}  // namespace corootctl::tests
