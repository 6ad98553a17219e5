#include "collect/pages.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <set>

#include "base/text.hpp"
#include "collect/tally.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::collect {

namespace {

constexpr std::size_t most_pages = 60;
constexpr std::string_view arrow = "→";

enum class Place { app, instance, node, callee };

/// Which chart holds which signal. `group` and `title` are beginnings.
struct Rule {
  std::string_view report, group, title;
  Place place;
  std::string_view signal;
  std::string_view series = "";  ///< only the series of that name
};
constexpr std::array<Rule, 16> rules = {{
    {"Instances", "", "Instances", Place::app, "instances_ready", "up"},
    {"Instances", "", "Restarts", Place::instance, "restarts"},
    {"CPU", "CPU usage", "container: ", Place::instance, "cpu_usage"},
    {"CPU", "CPU delay", "container: ", Place::instance, "cpu_delay"},
    {"CPU", "Throttled time", "container: ", Place::instance, "cpu_throttled"},
    {"CPU", "Node CPU usage", "overview", Place::node, "cpu_usage_ratio"},
    {"Memory", "Memory usage", "RSS container: ", Place::instance, "memory_rss"},
    {"Memory", "Memory stall time", "some", Place::instance, "memory_pressure"},
    {"Memory", "", "Out of memory events", Place::instance, "oom_kills"},
    {"Memory", "", "Node memory usage", Place::node, "memory_available_ratio"},
    {"Net", "", "Network RTT", Place::callee, "rtt"},
    {"Net", "", "TCP connection latency", Place::callee, "connect_time"},
    {"Net", "", "Active TCP connections", Place::callee, "active_connections"},
    {"Net", "", "Failed TCP connections", Place::callee, "failed_connects"},
    {"Net", "", "TCP retransmissions", Place::callee, "retransmits"},
    {"DNS", "", "DNS latency", Place::app, "dns_latency", "p95"},
}};

const Rule* rule_of(const coroot::Chart& chart) {
  for (const auto& rule : rules) {
    if (chart.report == rule.report && chart.group.starts_with(rule.group) &&
        chart.group.empty() == rule.group.empty() && chart.title.starts_with(rule.title))
      return &rule;
  }
  return nullptr;
}

/// On the grid; points in between stay missing.
Values on_grid(const coroot::Panel& panel, const coroot::PanelSeries& series, const signals::Grid& grid) {
  Values out(grid.points, std::nanf(""));
  for (std::size_t i = 0; i < series.values.size(); ++i) {
    const auto at = panel.first_ms + static_cast<std::int64_t>(i) * panel.step_ms - grid.from_ms;
    const auto point = at / grid.step_ms;
    if (at >= 0 && point < static_cast<std::int64_t>(grid.points))
      out[static_cast<std::size_t>(point)] = series.values[i];
  }
  return out;
}

/// The middle of a latency bucket by its name, in seconds: "5-10 ms", "0.1-0.25 s", ">10 s".
double middle_of(const std::string& name) {
  const double unit = name.ends_with(" ms") ? 0.001 : 1;
  if (name.starts_with('>')) return std::strtod(name.c_str() + 1, nullptr) * unit;
  const auto dash = name.find('-');
  if (dash == std::string::npos) return 0;
  return (std::strtod(name.c_str(), nullptr) + std::strtod(name.c_str() + dash + 1, nullptr)) / 2 * unit;
}

/// Requests and the mean latency out of the histogram's rates.
void add_requests(Tally& tally, const coroot::Chart& chart, const signals::Grid& grid) {
  Values requests(grid.points, std::nanf("")), seconds(grid.points, 0);
  for (const auto& series : chart.panel.series) {
    const auto rates = on_grid(chart.panel, series, grid);
    const auto middle = static_cast<float>(middle_of(series.name));
    const bool failed = series.name == "errors";
    for (std::size_t i = 0; i < rates.size(); ++i) {
      if (std::isnan(rates[i]) || failed) continue;
      requests[i] = (std::isnan(requests[i]) ? 0 : requests[i]) + rates[i];
      seconds[i] += rates[i] * middle;
    }
  }
  tally.add("requests", requests);
  for (std::size_t i = 0; i < seconds.size(); ++i) seconds[i] /= requests[i];
  tally.add_weighted("latency_avg", seconds, requests);
}

/// Everything one page becomes.
class PageReader {
 public:
  PageReader(signals::Snapshot& snapshot, const HubView& view) : snapshot_(snapshot), view_(view) {}

  void add(const coroot::MapApp& app, const coroot::AppPage& page) {
    id_ = coroot::with_cluster_name(app.id, view_.projects);
    signals::App out = unobserved(id_);
    Tally total(snapshot_.grid.points);
    instances_.clear();
    name_callees(app);
    for (const auto& chart : page.charts) add_chart(total, chart);
    if (total.has("errors") && total.has("requests"))
      total.add("error_ratio", ratio_of_errors(total.values("errors"), total.values("requests")));
    total.remove("errors");
    out.observed = !instances_.empty();
    out.sli_source = total.has("requests") ? signals::SliSource::server : signals::SliSource::none;
    for (auto& [name, tally] : instances_) {
      const auto node = page.node_of_instance.find(name);
      const bool placed = node != page.node_of_instance.end() && !node->second.empty();
      const auto parts = split(id_, ':');
      const auto space = parts.size() > 1 ? parts[1] : "_";
      out.instances.push_back({out.cluster + ":" + space + ":Pod:" + name,
                               placed ? std::optional(out.cluster + ":" + node->second) : std::nullopt, tally.bag()});
    }
    out.series = total.bag();
    snapshot_.apps.push_back(std::move(out));
  }

  void finish() {
    for (auto& [id, tally] : nodes_) snapshot_.nodes.push_back({id, cluster_of(id), tally.bag()});
    for (const auto& app : *view_.map) {
      add_calls(app);
      if (const auto id = coroot::with_cluster_name(app.id, view_.projects); !has_app(id))
        snapshot_.apps.push_back(unobserved(id));
    }
    sort_apps(snapshot_.apps);
    sort_edges(snapshot_.edges);
  }

 private:
  /// Charts name a callee without its cluster: the map's calls of this app tell which one is meant.
  void name_callees(const coroot::MapApp& app) {
    callees_.clear();
    std::set<std::string> twice;
    for (const auto& link : app.upstreams) {
      const auto callee = coroot::with_cluster_name(link.id, view_.projects);
      auto name = callee;
      for (int colons = 0; colons < 3; ++colons) name = name.substr(name.find(':') + 1);
      if (!callees_.emplace(name, callee).second) twice.insert(name);
    }
    for (const auto& name : twice) callees_.erase(name);
  }

  void add_chart(Tally& total, const coroot::Chart& chart) {
    const auto& grid = snapshot_.grid;
    if (chart.report == "SLO" && chart.title.starts_with("Requests to the")) return add_requests(total, chart, grid);
    if (chart.report == "SLO" && chart.title.starts_with("Errors, per second")) {
      for (const auto& series : chart.panel.series) total.add("errors", on_grid(chart.panel, series, grid));
    }
    const auto* rule = rule_of(chart);
    if (rule == nullptr) return;
    for (const auto& series : chart.panel.series) {
      if (rule->series.empty() || series.name == rule->series)
        add_series(total, *rule, series.name, on_grid(chart.panel, series, grid));
    }
  }

  void add_series(Tally& total, const Rule& rule, const std::string& name, Values values) {
    const auto points = snapshot_.grid.points;
    if (rule.place == Place::app || rule.place == Place::instance) total.add(rule.signal, values);
    if (rule.place == Place::instance) instances_.try_emplace(name, points).first->second.add(rule.signal, values);
    if (rule.place == Place::node) {
      const bool available = rule.signal == "memory_available_ratio";  // the chart shows what is used, in percent
      for (auto& value : values) value = available ? 1 - value / 100 : value / 100;
      nodes_.try_emplace(cluster_of(id_) + ":" + name, points).first->second.set(rule.signal, values);
    }
    if (rule.place != Place::callee || !name.starts_with(arrow)) return;
    const auto callee = callees_.find(name.substr(arrow.size()));
    if (callee != callees_.end())
      calls_.try_emplace({id_, callee->second}, points).first->second.add(rule.signal, values);
  }

  bool has_app(const std::string& id) const {
    return std::any_of(snapshot_.apps.begin(), snapshot_.apps.end(), [&](const auto& app) { return app.id == id; });
  }

  const signals::Series* requests_of(const std::string& id) const {
    for (const auto& app : snapshot_.apps) {
      if (app.id == id) return app.series.find("requests");
    }
    return nullptr;
  }

  /// Requests per second to an app over all its callers, at the time of the map.
  double weight_to(const std::string& hub_id) const {
    double sum = 0;
    for (const auto& app : *view_.map) {
      for (const auto& link : app.upstreams) sum += link.id == hub_id ? link.weight : 0;
    }
    return sum;
  }

  void add_calls(const coroot::MapApp& app) {
    const auto from = coroot::with_cluster_name(app.id, view_.projects);
    for (const auto& link : app.upstreams) {
      const auto to = coroot::with_cluster_name(link.id, view_.projects);
      auto& tally = calls_.try_emplace({from, to}, snapshot_.grid.points).first->second;
      const auto* requests = requests_of(to);
      const auto all = weight_to(link.id);
      if (requests != nullptr && all > 0) {
        auto share = requests->values;
        for (auto& value : share) value *= static_cast<float>(link.weight / all);
        tally.add("requests", share);
      }
      snapshot_.edges.push_back({from, to, tally.bag()});
    }
  }

  signals::Snapshot& snapshot_;
  const HubView& view_;
  std::string id_{};
  std::map<std::string, Tally> instances_{};
  std::map<std::string, std::string> callees_{};
  std::map<std::string, Tally> nodes_{};
  std::map<std::pair<std::string, std::string>, Tally> calls_{};
};

/// The map's apps by their distance from the subjects of open incidents, along calls in both directions; apps that no
/// incident reaches come last, in the map's order.
std::vector<std::string> by_distance(const HubView& view) {
  std::map<std::string, std::set<std::string>> beside;
  for (const auto& app : *view.map) {
    for (const auto& link : app.upstreams) {
      beside[app.id].insert(link.id);
      beside[link.id].insert(app.id);
    }
  }
  std::deque<std::string> next;
  for (const auto& incident : *view.incidents) {
    if (!incident.resolved_at_ms) next.push_back(incident.application);
  }
  std::vector<std::string> order;
  std::set<std::string> seen(next.begin(), next.end());
  for (; !next.empty(); next.pop_front()) {
    order.push_back(next.front());
    for (const auto& other : beside[next.front()]) {
      if (seen.insert(other).second) next.push_back(other);
    }
  }
  for (const auto& app : *view.map) {
    if (seen.insert(app.id).second) order.push_back(app.id);
  }
  return order;
}

}  // namespace

Pages read_pages(const Job& job, const HubView& view, const Period& period) {
  Pages pages;
  auto apps = by_distance(view);
  if (apps.size() > most_pages) pages.left_out = apps.size() - most_pages;
  apps.resize(std::min(apps.size(), most_pages));
  const auto answers = fleet::fan_out(apps, job.request.width, job.within.stop, [&](const auto& app, auto token) {
    const auto deadline = Deadline::in(job.request.member_timeout).earlier(job.within.deadline);
    return job.hub.app_page(job.project.id, app, period.from_ms, period.to_ms, {deadline, token});
  });
  for (std::size_t i = 0; i < apps.size(); ++i) {
    if (!answers[i]) {
      pages.gaps.push_back({coroot::with_cluster_name(apps[i], view.projects), describe(answers[i].error())});
      continue;
    }
    for (const auto& chart : answers[i]->charts) pages.step_ms = std::max(pages.step_ms, chart.panel.step_ms);
    pages.by_app.emplace(apps[i], *answers[i]);
  }
  return pages;
}

void add_pages(signals::Snapshot& snapshot, const Pages& pages, const HubView& view) {
  PageReader reader(snapshot, view);
  for (const auto& app : *view.map) {
    if (const auto page = pages.by_app.find(app.id); page != pages.by_app.end()) reader.add(app, page->second);
  }
  reader.finish();
  snapshot.gaps.insert(snapshot.gaps.end(), pages.gaps.begin(), pages.gaps.end());
  if (pages.left_out > 0)
    snapshot.gaps.push_back({"apps", fmt::format("{} apps far from any incident were not read", pages.left_out)});
}

}  // namespace corootctl::collect
