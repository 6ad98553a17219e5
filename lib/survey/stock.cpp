#include "survey/stock.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "coroot/views.hpp"

namespace corootctl::survey {
namespace {

using signals::App;
using signals::Snapshot;

std::ptrdiff_t newest_in(const signals::SeriesBag& bag) {
  std::ptrdiff_t out = -1;
  for (const auto& series : bag.all) {
    for (auto i = static_cast<std::ptrdiff_t>(series.values.size()) - 1; i > out; --i)
      if (!std::isnan(series.values[static_cast<std::size_t>(i)])) out = i;
  }
  return out;
}

std::ptrdiff_t newest_of(const App& app) {
  auto out = newest_in(app.series);
  for (const auto& instance : app.instances) out = std::max(out, newest_in(instance.series));
  return out;
}

/// Where one app stands among all the others.
class Stocktaking {
 public:
  explicit Stocktaking(const StockFacts& facts) : facts_(facts) {
    for (const auto& app : facts.snapshot.apps) apps_[app.id] = &app;
    for (const auto& member : facts.members) members_[member.health.project] = &member;
  }

  AppStock of(const App& app) const {
    AppStock out{app.id, app.cluster};
    const auto newest = newest_of(app);
    const auto& grid = facts_.snapshot.grid;
    if (app.observed && newest >= 0) out.newest_ms = grid.from_ms + static_cast<std::int64_t>(newest) * grid.step_ms;
    out.metrics = metrics_of(app, out.newest_ms.has_value());
    out.requests = requests_of(app);
    count_calls(app, out);
    out.calls = calls_of(app, out);
    out.logs = logs_of(app);
    out.traces = traces_of(app);
    out.profiles = profiles_of(app);
    return out;
  }

  MemberStock of(const MemberData& member, const std::vector<AppStock>& apps) const {
    MemberStock out;
    out.project = member.health.project;
    out.state = hub::name_of(member.health.state);
    out.newest_ms = member.health.last_data_ms;
    out.agents = member.health.agents;
    out.nodes = member.nodes.size();
    for (const auto& [uuid, name] : member.nodes)
      if (!member.agents_on.contains(uuid)) out.nodes_without_agent.push_back(name);
    out.apps = static_cast<std::size_t>(std::count_if(
        apps.begin(), apps.end(), [&](const AppStock& app) { return app.cluster == out.project && app.newest_ms; }));
    fill_holdings(member, out);
    return out;
  }

 private:
  const MemberData* member_of(const App& app) const {
    const auto found = members_.find(app.cluster);
    return found == members_.end() ? nullptr : found->second;
  }

  /// Why nothing at all comes from the app's cluster; "" = something does.
  std::string silence_of(const App& app) const {
    const auto* member = member_of(app);
    if (member == nullptr || member->health.state == hub::MemberState::ok) return "";
    return fmt::format("{} gives no data ({})", app.cluster, hub::name_of(member->health.state));
  }

  Holding metrics_of(const App& app, bool has_newest) const {
    if (has_newest) return {Has::yes, ""};
    if (auto silence = silence_of(app); !silence.empty()) return {Has::no, std::move(silence)};
    if (!app.observed) return {Has::no, "no agent sees it: it is known from its callers or from Coroot's map only"};
    return {Has::no, "its agents measured nothing in this time"};
  }

  Holding requests_of(const App& app) const {
    if (app.sli_source == signals::SliSource::server) return {Has::yes, ""};
    if (app.sli_source == signals::SliSource::client) return {Has::part, "only as its callers see them"};
    return {Has::no, "no agent saw a request of a protocol that it knows"};
  }

  bool has_data(const std::string& id) const {
    const auto found = apps_.find(id);
    return found != apps_.end() && found->second->observed && newest_of(*found->second) >= 0;
  }

  void count_calls(const App& app, AppStock& out) const {
    for (const auto& edge : facts_.snapshot.edges) {
      if (edge.to == app.id) ++out.calls_in;
      if (edge.from != app.id) continue;
      ++out.calls_out;
      if (has_data(edge.to)) ++out.calls_joined;
    }
  }

  Holding calls_of(const App& app, const AppStock& counted) const {
    if (counted.calls_out + counted.calls_in == 0)
      return {counted.newest_ms ? Has::no : Has::unknown,
              counted.newest_ms ? "no connection of it was seen" : silence_of(app)};
    if (counted.calls_joined == counted.calls_out) return {Has::yes, ""};
    std::vector<std::string> open;
    for (const auto& edge : facts_.snapshot.edges) {
      if (edge.from == app.id && !has_data(edge.to)) open.push_back(coroot::split_app(edge.to).name);
    }
    const auto ports = without_ports();
    return {Has::part, "no data of the other end: " + join_first(open, 3) +
                           (ports.empty() ? "" : "; calls into " + join(ports, ", ") + " cannot be resolved (CRT405)")};
  }

  /// Members whose Services cannot be found by address.
  std::vector<std::string> without_ports() const {
    std::vector<std::string> out;
    for (const auto& member : facts_.members) {
      if (member.health.state == hub::MemberState::ok && !member.has_service_ports)
        out.push_back(member.health.project);
    }
    return out;
  }

  Holding logs_of(const App& app) const {
    const auto* member = member_of(app);
    if (member == nullptr || !member->log_pods)
      return {Has::unknown, member == nullptr || member->logs_trouble.empty() ? silence_of(app) : member->logs_trouble};
    for (const auto& instance : app.instances) {
      const auto name = coroot::split_app(instance.id);
      if (member->log_pods->contains(name.namespace_name + "/" + name.name)) return {Has::yes, ""};
    }
    return {Has::no, "its pods wrote no message that an agent counted"};
  }

  Holding traces_of(const App& app) const {
    const auto* member = member_of(app);
    if (member == nullptr || !member->services)
      return {Has::unknown,
              member == nullptr || member->traces_trouble.empty() ? silence_of(app) : member->traces_trouble};
    const auto name = coroot::split_app(app.id);
    const auto& services = *member->services;
    const bool has = std::any_of(services.begin(), services.end(), [&](const std::string& service) {
      return service == name.name || service.ends_with("/" + name.name) ||
             service == fmt::format("/k8s/{}/{}", name.namespace_name, name.name);
    });
    if (has) return {Has::yes, ""};
    return {Has::no,
            services.empty() ? "no service of its cluster sends traces" : "no service of its name sends traces"};
  }

  Holding profiles_of(const App& app) const {
    if (!facts_.profiles_asked) return {Has::unknown, "not asked for: --profiles"};
    const auto found = facts_.profiles.find(app.id);
    if (found == facts_.profiles.end()) return {Has::unknown, silence_of(app)};
    if (found->second.has) return {Has::yes, ""};
    return {found->second.trouble.empty() ? Has::no : Has::unknown,
            found->second.trouble.empty() ? "there are none in ClickHouse" : found->second.trouble};
  }

  void fill_holdings(const MemberData& member, MemberStock& out) const {
    const bool ok = member.health.state == hub::MemberState::ok;
    const auto silence =
        member.health.detail.empty() ? std::string(hub::name_of(member.health.state)) : member.health.detail;
    out.metrics = ok ? Holding{out.nodes_without_agent.empty() ? Has::yes : Has::part,
                               out.nodes_without_agent.empty()
                                   ? ""
                                   : "no agent reports from " + join_first(out.nodes_without_agent, 3)}
                     : Holding{Has::no, silence};
    if (ok)
      out.calls = member.has_service_ports
                      ? Holding{Has::yes, ""}
                      : Holding{Has::part, "calls into it from other clusters cannot be resolved (CRT405)"};
    else
      out.calls = {Has::no, silence};
    out.logs = stored(member.log_pods, member.logs_trouble, silence, "no agent counted a message");
    out.traces = stored(member.services, member.traces_trouble, silence, "no service sends traces");
  }

  static Holding stored(const std::optional<std::set<std::string>>& names, const std::string& trouble,
                        const std::string& silence, const char* none) {
    if (!names) return {Has::unknown, trouble.empty() ? silence : trouble};
    return names->empty() ? Holding{Has::no, none} : Holding{Has::yes, ""};
  }

  const StockFacts& facts_;
  std::map<std::string, const App*> apps_{};
  std::map<std::string, const MemberData*> members_{};
};

void add_missing(std::vector<std::string>& out, const char* name, const Holding& holding) {
  if (holding.has == Has::yes || holding.cause.empty()) return;
  out.push_back(fmt::format("{}: {}", name, holding.cause));
}

}  // namespace

std::string_view name_of(Has has) {
  switch (has) {
    case Has::yes: return "yes";
    case Has::part: return "part";
    case Has::no: return "no";
    case Has::unknown: break;
  }
  return "unknown";
}

Stock take_stock(const StockFacts& facts) {
  const auto& grid = facts.snapshot.grid;
  Stock out{facts.project,
            grid.from_ms,
            grid.from_ms + static_cast<std::int64_t>(grid.points == 0 ? 0 : grid.points - 1) * grid.step_ms,
            {},
            {}};
  const Stocktaking at(facts);
  for (const auto& app : facts.snapshot.apps) {
    if (app.kind != "ExternalService") out.apps.push_back(at.of(app));
  }
  for (const auto& member : facts.members) out.members.push_back(at.of(member, out.apps));
  return out;
}

std::vector<std::string> missing_of(const AppStock& app) {
  std::vector<std::string> out;
  add_missing(out, "metrics", app.metrics);
  if (app.metrics.has == Has::no) return out;  // nothing else is to be had then
  add_missing(out, "requests", app.requests);
  add_missing(out, "calls", app.calls);
  add_missing(out, "logs", app.logs);
  add_missing(out, "traces", app.traces);
  if (app.profiles.has != Has::unknown) add_missing(out, "profiles", app.profiles);
  return out;
}

std::vector<std::string> missing_of(const MemberStock& member) {
  std::vector<std::string> out;
  add_missing(out, "metrics", member.metrics);
  if (member.metrics.has == Has::no) return out;
  add_missing(out, "calls", member.calls);
  add_missing(out, "logs", member.logs);
  add_missing(out, "traces", member.traces);
  return out;
}

}  // namespace corootctl::survey
