#include <algorithm>
#include <cmath>
#include <set>

#include "collect/parts.hpp"

namespace corootctl::collect {

namespace {

/// Caller app and callee app.
using Ends = std::pair<std::string, std::string>;
using Edges = std::map<Ends, Tally>;

/// A client's socket: container, dialled and actual address.
struct Connection {
  std::string container{};
  std::string destination{};
  std::string actual{};
  friend auto operator<=>(const Connection&, const Connection&) = default;
};
using Connections = std::map<Connection, SeriesByQuery>;

Connections connections_of(const MemberData& data) {
  Connections out;
  for (const auto& query : all_queries()) {
    if (!query.has(columns::connection)) continue;
    for (const auto row : rows_of<columns::connection>(data, query.name))
      out[{row["container_id"], row["destination"], row["actual_destination"]}][query.name] = row.values();
  }
  return out;
}

/// The end of a socket's rates; its gauges are repeated for five minutes more.
std::ptrdiff_t end_of(const SeriesByQuery& series) {
  std::ptrdiff_t end = -1;
  for (const auto& [name, values] : series) {
    if (name != "edge_active") end = std::max(end, last_value_at(values));
  }
  return end;
}

void add_connection(Tally& edge, const SeriesByQuery& series) {
  add_service_level(edge, series, "edge_");
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
  ClientSide(const MemberFacts& member, const Directory& directory, std::size_t points, Edges& edges)
      : member_(member),
        directory_(directory),
        points_(points),
        edges_(edges),
        connections_(connections_of(member.data)) {}

  void run() {
    for (const auto& [connection, series] : connections_) {
      if (auto* edge = edge_of(connection)) add_connection(*edge, series);
      remember(connection);
    }
    add_round_trips();
    add_failed_connects();
  }

 private:
  Tally* edge_of(const Connection& connection) {
    const auto from = member_.inventory.app_of_container(connection.container);
    if (from.empty()) return nullptr;
    const auto to = resolve(member_.inventory, directory_, connection.destination, connection.actual);
    if (to == from) return nullptr;
    return &edges_.try_emplace({from, to}, points_).first->second;
  }

  /// Which sockets of a container go to an address, and when they ended.
  void remember(const Connection& connection) {
    const auto& [container, destination, actual] = connection;
    by_host_[{container, parse_socket(actual.empty() ? destination : actual).host}].push_back(&connection);
    by_destination_[{container, destination}].push_back(&connection);
  }

  std::ptrdiff_t end_of_all(const std::vector<const Connection*>& connections) const {
    std::ptrdiff_t end = -1;
    for (const auto* each : connections) end = std::max(end, end_of(connections_.at(*each)));
    return end;
  }

  /// Round trips are known by address only; they hold for every app behind it. An address without a known call is no
  /// edge: the agent measures it for connections of any kind.
  void add_round_trips() {
    for (const auto row : rows_of<columns::edge_rtt>(member_.data)) {
      const auto known = by_host_.find({row["container_id"], row["destination_ip"]});
      if (known == by_host_.end()) continue;
      auto values = row.values();
      cut_echo(values, end_of_all(known->second));
      std::set<Tally*> edges;
      for (const auto* connection : known->second) edges.insert(edge_of(*connection));
      for (auto* edge : edges) {
        if (edge != nullptr) edge->add_mean("rtt", values);
      }
    }
  }

  /// A connection that failed has a dialled address only. When nothing was ever connected there, the address alone says
  /// whom the client wanted.
  void add_failed_connects() {
    for (const auto row : rows_of<columns::edge_failed_connects>(member_.data)) {
      Connection connection{row["container_id"], row["destination"], ""};
      const auto known = by_destination_.find({connection.container, connection.destination});
      if (known != by_destination_.end()) connection = *known->second.front();
      if (auto* edge = edge_of(connection)) edge->add("failed_connects", row.values());
    }
  }

  const MemberFacts& member_;
  const Directory& directory_;
  std::size_t points_;
  Edges& edges_;
  Connections connections_;
  std::map<std::pair<std::string, std::string>, std::vector<const Connection*>> by_host_{};
  std::map<std::pair<std::string, std::string>, std::vector<const Connection*>> by_destination_{};
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

Calls collect_calls(const std::vector<MemberFacts>& members, const Directory& directory, const signals::Grid& grid) {
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
  sort_edges(out.edges);
  return out;
}

void add_traffic(std::vector<signals::App>& apps, const Traffic& traffic) {
  for (auto& app : apps) {
    const auto found = traffic.find(app.id);
    if (found == traffic.end() || !app.observed) continue;
    auto bag = found->second.bag();
    std::move(bag.all.begin(), bag.all.end(), std::back_inserter(app.series.all));
    sort_series(app.series.all);
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
    std::vector<std::string_view> names(latency_signals.begin(), latency_signals.end());
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
    sort_series(app.series.all);
  }
  for (auto& [id, view] : views) {  // nobody's own: external services
    auto app = unobserved(id);
    app.kind = "ExternalService";
    app.series = view.bag();
    app.sli_source = app.series.all.empty() ? signals::SliSource::none : signals::SliSource::client;
    apps.push_back(std::move(app));
  }
}

}  // namespace corootctl::collect
