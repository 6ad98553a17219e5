#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include "collect/parts.hpp"

namespace corootctl::collect {

namespace {

/// Caller app and callee app.
using Ends = std::pair<std::string, std::string>;
using Edges = std::map<Ends, Tally>;

/// A client's socket: container, dialled and actual address.
struct Call {
  std::string container{};
  std::string destination{};
  std::string actual{};
  friend auto operator<=>(const Call&, const Call&) = default;
};
using Series = std::map<std::string, Values>;
using SeriesOfCalls = std::map<Call, Series>;

SeriesOfCalls calls_of(const MemberData& data) {
  SeriesOfCalls calls;
  for (const auto& query : all_queries()) {
    if (query.labels.size() != 3 || query.labels[1] != "destination") continue;
    for (const auto& frame : data.of(query.name))
      calls[{frame.labels[0], frame.labels[1], frame.labels[2]}][query.name] = frame.values;
  }
  return calls;
}

const Values* find(const Series& series, const std::string& name) {
  const auto found = series.find(name);
  return found == series.end() ? nullptr : &found->second;
}

/// The end of a socket's rates; its gauges are repeated for five minutes more.
std::ptrdiff_t end_of(const Series& series) {
  std::ptrdiff_t end = -1;
  for (const auto& [name, values] : series) {
    if (name != "edge_active") end = std::max(end, last_value_at(values));
  }
  return end;
}

constexpr std::array<std::string_view, 5> latencies = {"latency_avg", "latency_p50", "latency_p90", "latency_p95",
                                                       "latency_p99"};

void add_call(Tally& edge, const Series& series) {
  const auto* requests = find(series, "edge_requests");
  if (requests != nullptr) {
    edge.add("requests", *requests);
    if (const auto* errors = find(series, "edge_errors")) edge.add("errors", *errors);
    for (const auto name : latencies) {
      if (const auto* latency = find(series, "edge_" + std::string(name))) edge.add_weighted(name, *latency, *requests);
    }
  }
  if (const auto* time = find(series, "edge_connect_time")) edge.add_mean("connect_time", *time);
  if (const auto* retransmits = find(series, "edge_retransmits")) edge.add("retransmits", *retransmits);
  if (const auto* bytes = find(series, "edge_sent")) edge.add("sent", *bytes);
  if (const auto* bytes = find(series, "edge_received")) edge.add("received", *bytes);
  if (const auto* active = find(series, "edge_active")) {
    auto values = *active;
    cut_echo(values, end_of(series));
    edge.add("active_connections", values);
  }
}

/// One member's client side.
class ClientSide {
 public:
  ClientSide(const Member& member, const Directory& directory, std::size_t points, Edges& edges)
      : member_(member), directory_(directory), points_(points), edges_(edges), calls_(calls_of(member.data)) {}

  void run() {
    for (const auto& [call, series] : calls_) {
      if (auto* edge = edge_of(call)) add_call(*edge, series);
      remember(call);
    }
    add_round_trips();
    add_failed_connects();
  }

 private:
  Tally* edge_of(const Call& call) {
    const auto from = member_.inventory.app_of_container(call.container);
    if (from.empty()) return nullptr;
    const auto to = resolve(member_.inventory, directory_, call.destination, call.actual);
    if (to == from) return nullptr;
    return &edges_.try_emplace({from, to}, points_).first->second;
  }

  /// Which sockets of a container go to an address, and when they ended.
  void remember(const Call& call) {
    const auto host = parse_socket(call.actual.empty() ? call.destination : call.actual).host;
    by_host_[{call.container, host}].push_back(&call);
    by_destination_[{call.container, call.destination}].push_back(&call);
  }

  std::ptrdiff_t end_of_calls(const std::vector<const Call*>& calls) const {
    std::ptrdiff_t end = -1;
    for (const auto* call : calls) end = std::max(end, end_of(calls_.at(*call)));
    return end;
  }

  /// Round trips are known by address only; they hold for every app behind it. An address without a known call is no
  /// edge: the agent measures it for connections of any kind.
  void add_round_trips() {
    for (const auto& frame : member_.data.of("edge_rtt")) {
      const auto calls = by_host_.find({frame.labels[0], frame.labels[1]});
      if (calls == by_host_.end()) continue;
      auto values = frame.values;
      cut_echo(values, end_of_calls(calls->second));
      std::set<Tally*> edges;
      for (const auto* call : calls->second) edges.insert(edge_of(*call));
      for (auto* edge : edges) {
        if (edge != nullptr) edge->add_mean("rtt", values);
      }
    }
  }

  /// A connection that failed has a dialled address only. When nothing was ever connected there, the address alone says
  /// whom the client wanted.
  void add_failed_connects() {
    for (const auto& frame : member_.data.of("edge_failed_connects")) {
      Call call{frame.labels[0], frame.labels[1], ""};
      const auto calls = by_destination_.find({frame.labels[0], frame.labels[1]});
      if (calls != by_destination_.end()) call = *calls->second.front();
      if (auto* edge = edge_of(call)) edge->add("failed_connects", frame.values);
    }
  }

  const Member& member_;
  const Directory& directory_;
  std::size_t points_;
  Edges& edges_;
  SeriesOfCalls calls_;
  std::map<std::pair<std::string, std::string>, std::vector<const Call*>> by_host_{};
  std::map<std::pair<std::string, std::string>, std::vector<const Call*>> by_destination_{};
};

/// No series of failures means none, wherever the edge was measured at all.
Values failed_connects_of(const Tally& tally) {
  auto failed = tally.values("failed_connects");
  const auto requests = tally.values("requests");
  const auto retransmits = tally.values("retransmits");
  for (std::size_t i = 0; i < failed.size(); ++i) {
    if (std::isnan(failed[i]) && (!std::isnan(requests[i]) || !std::isnan(retransmits[i]))) failed[i] = 0;
  }
  return failed;
}

/// What one end sent, the other received.
void move_traffic(const Ends& ends, Tally& edge, std::size_t points, Traffic& traffic) {
  auto& caller = traffic.try_emplace(ends.first, points).first->second;
  auto& callee = traffic.try_emplace(ends.second, points).first->second;
  const auto sent = edge.values("sent"), received = edge.values("received");
  caller.add("network_tx", sent);
  caller.add("network_rx", received);
  callee.add("network_rx", sent);
  callee.add("network_tx", received);
  edge.remove("sent");
  edge.remove("received");
}

signals::Edge to_edge(const Ends& ends, Tally& tally) {
  if (tally.has("requests"))
    tally.add("error_ratio", ratio_of_errors(tally.values("errors"), tally.values("requests")));
  tally.remove("errors");
  tally.set("failed_connects", failed_connects_of(tally));
  return {ends.first, ends.second, tally.bag()};
}

}  // namespace

Calls collect_calls(const std::vector<Member>& members, const Directory& directory, const signals::Grid& grid) {
  Calls out;
  for (const auto& member : members) {  // an edge begins in one member: its sums need not wait for the others
    Edges edges;
    ClientSide(member, directory, grid.points, edges).run();
    for (auto& [ends, tally] : edges) {
      move_traffic(ends, tally, grid.points, out.traffic);
      auto edge = to_edge(ends, tally);
      if (!edge.series.all.empty()) out.edges.push_back(std::move(edge));
    }
  }
  std::sort(out.edges.begin(), out.edges.end(),
            [](const auto& a, const auto& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
  return out;
}

void add_traffic(std::vector<signals::App>& apps, const Traffic& traffic) {
  for (auto& app : apps) {
    const auto found = traffic.find(app.id);
    if (found == traffic.end() || !app.observed) continue;
    auto bag = found->second.bag();
    std::move(bag.all.begin(), bag.all.end(), std::back_inserter(app.series.all));
    std::sort(app.series.all.begin(), app.series.all.end(),
              [](const auto& a, const auto& b) { return a.signal < b.signal; });
  }
}

void add_client_views(std::vector<signals::App>& apps, const std::vector<signals::Edge>& edges,
                      const signals::Grid& grid) {
  std::map<std::string, Tally> views;
  for (const auto& edge : edges) {
    auto& view = views.try_emplace(edge.to, grid.points).first->second;
    const auto* requests = edge.series.find("requests");
    if (requests == nullptr) continue;
    view.add("requests", requests->values);
    std::vector<std::string_view> names(latencies.begin(), latencies.end());
    names.emplace_back("error_ratio");
    for (const auto name : names) {
      if (const auto* series = edge.series.find(name)) view.add_weighted(name, series->values, requests->values);
    }
  }
  for (auto& app : apps) {
    const auto view = views.extract(app.id);
    if (view.empty() || app.sli_source == signals::SliSource::server) continue;
    auto bag = view.mapped().bag();
    if (bag.all.empty()) continue;
    app.sli_source = signals::SliSource::client;
    app.series.all.insert(app.series.all.end(), bag.all.begin(), bag.all.end());
    std::sort(app.series.all.begin(), app.series.all.end(),
              [](const auto& a, const auto& b) { return a.signal < b.signal; });
  }
  for (auto& [id, view] : views) {  // nobody's own: external services
    signals::App app;
    app.id = id;
    app.cluster = id.substr(0, id.find(':'));
    app.kind = "ExternalService";
    app.observed = false;
    app.series = view.bag();
    app.sli_source = app.series.all.empty() ? signals::SliSource::none : signals::SliSource::client;
    apps.push_back(std::move(app));
  }
}

}  // namespace corootctl::collect
