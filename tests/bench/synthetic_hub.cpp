#include "bench/synthetic_hub.hpp"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <vector>

#include "collect/queries.hpp"
#include "support/coroot/panel.hpp"

namespace corootctl::bench {

namespace {

using support::ServedRequest;
using support::ServedResponse;

constexpr std::string_view ok_status =
    R"("context":{"status":{"status":"ok","error":"","prometheus":{"status":"ok","message":"","error":"",)"
    R"("action":""},"node_agent":{"status":"ok","nodes":1}}})";

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

ServedResponse json(std::string body) { return support::text_response(200, "application/json", std::move(body)); }

struct App {
  std::size_t number = 0;
  std::string ip(std::size_t net) const { return fmt::format("10.{}.{}.{}", net, number / 250, number % 250 + 1); }
  std::string name() const { return fmt::format("app{}", number); }
  std::string pod() const { return name() + "-5d4f8c7b9-abcde"; }
  std::string container() const { return "/k8s/shop/" + pod() + "/main"; }
};

class Hub {
 public:
  Hub(const HubSize& size, HubCounts& counts) : size_(size), counts_(counts) {
    for (const auto& query : collect::all_queries()) queries_[query.name] = query;
  }

  ServedResponse answer(const ServedRequest& request) {
    auto response = page_of(request);
    counts_.requests += 1;
    counts_.bytes += response.body.size();
    return response;
  }

 private:
  std::string member_names() const {
    std::string names;
    for (std::size_t i = 0; i < size_.members; ++i) names += fmt::format("{}\"m{}\"", i == 0 ? "" : ",", i);
    return names;
  }

  ServedResponse page_of(const ServedRequest& request) const {
    if (request.path == "/api/user") {
      std::string projects = R"({"id":"all","name":"all"})";
      for (std::size_t i = 0; i < size_.members; ++i) projects += fmt::format(R"(,{{"id":"m{0}","name":"m{0}"}})", i);
      return json(R"({"name":"Anonymous","role":"Viewer","anonymous":true,"projects":[)" + projects + "]}");
    }
    if (request.path == "/api/project/all") return json(R"({"name":"all","member_projects":[)" + member_names() + "]}");
    if (request.path.ends_with("/panel/data")) return panel(request);
    if (request.path.ends_with("/map")) return json(fmt::format(R"({{{},"data":{{"map":[]}}}})", ok_status));
    if (request.path.ends_with("/nodes")) return json(fmt::format(R"({{{},"data":{{"nodes":[]}}}})", ok_status));
    return json(fmt::format(R"({{{},"data":[]}})", ok_status));
  }

  std::size_t first_of(std::size_t member) const { return member * size_.apps / size_.members; }

  /// The label values of every series of a query in one member.
  std::vector<std::vector<std::string>> series_of(const std::string& query, std::size_t member) const {
    std::vector<std::vector<std::string>> out;
    const auto found = queries_.find(query);
    if (found == queries_.end()) return {{}};  // the probe
    for (auto number = first_of(member); number < first_of(member + 1); ++number) {
      auto values = values_of(found->second, App{number}, callee_of(number, member));
      if (!values.empty()) out.push_back(std::move(values));
    }
    return out;
  }

  struct Callee {
    std::string socket, actual;
  };

  /// Whom app `number` of `member` calls: the next app, or in every tenth case the next member's first.
  Callee callee_of(std::size_t number, std::size_t member) const {
    if (number % 10 == 0 && size_.members > 1) {
      const auto socket = App{first_of((member + 1) % size_.members)}.ip(203) + ":8080";
      return {socket, socket};
    }
    const App callee{number + 1 < first_of(member + 1) ? number + 1 : first_of(member)};
    return {callee.ip(97) + ":8080", callee.ip(10) + ":8080"};
  }

  /// The label values of an app's series of a query; none when it has no such series.
  static std::vector<std::string> values_of(const collect::Query& asked, const App& app, const Callee& callee) {
    const auto& query = asked.name;
    const auto& labels = asked.labels;
    if (labels.front() == "container_id" && labels.size() == 3) return {app.container(), callee.socket, callee.actual};
    if (query == "edge_rtt") return {app.container(), callee.actual.substr(0, callee.actual.find(':'))};
    if (query == "edge_failed_connects" || query == "ip_to_fqdn" || query == "databases") return {};
    if (labels.front() == "container_id") {
      return labels.size() > 1 ? std::vector{app.container(), app.name() + ":1.0.0"} : std::vector{app.container()};
    }
    if (query == "pods")
      return {"shop", app.pod(), "ReplicaSet", app.name() + "-5d4f8c7b9", "node", app.ip(10), "uid-" + app.name()};
    if (query == "ready") return {"uid-" + app.name()};
    if (query == "services" || query == "load_balancers")
      return {"shop", app.name(), app.ip(query == "services" ? 97 : 203)};
    if (query == "service_ports") return {"shop", app.name(), "8080", "0"};
    if (query == "endpoints") return {"shop", app.name(), app.ip(10), "8080"};
    if (query == "desired") return {"shop", app.name(), "", ""};
    return {};  // nodes: none
  }

  ServedResponse panel(const ServedRequest& request) const {
    const auto wanted = support::read_panel_request(request, now_ms());
    if (!wanted) return support::text_response(400, "text/plain", "Invalid query\n");
    const auto count =
        static_cast<std::size_t>(wanted->to_ms / wanted->step_ms - wanted->from_ms / wanted->step_ms) + 1;
    std::string values = "[", steady = "[";
    for (std::size_t i = 0; i < count; ++i) {
      values += fmt::format("{}0.{}", i == 0 ? "" : ",", 1000 + i % 97);
      steady += i == 0 ? "1" : ",1";
    }
    values += "]", steady += "]";
    std::string body = fmt::format(R"({{"chart":{{"ctx":{{"from":{},"to":{},"step":{}}},"series":[)", wanted->from_ms,
                                   wanted->to_ms, wanted->step_ms);
    bool first = true;
    for (const auto& entry : wanted->entries) {
      const auto member = static_cast<std::size_t>(std::stoul(entry.datasource.substr(1)));
      const auto query = entry.legend.substr(0, entry.legend.find('|'));
      const bool counts = query == "restarts" || query == "oom_kills" || query == "desired";  // a change is an event
      for (const auto& labels : series_of(query, member)) {
        auto name = query;
        for (const auto& label : labels) name += "|" + label;
        body +=
            fmt::format(R"({}{{"name":"{}","data":{},"value":""}})", first ? "" : ",", name, counts ? steady : values);
        first = false;
      }
    }
    return json(body + "]}}");
  }

  HubSize size_;
  HubCounts& counts_;
  std::map<std::string, collect::Query> queries_{};
};

}  // namespace

Result<std::unique_ptr<support::HttpServer>> start_hub(const HubSize& size, HubCounts& counts) {
  const auto hub = std::make_shared<Hub>(size, counts);
  return support::HttpServer::start(
      {}, [hub](const ServedRequest& request, std::stop_token) { return hub->answer(request); });
}

}  // namespace corootctl::bench
