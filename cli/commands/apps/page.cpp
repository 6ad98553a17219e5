#include "cli/commands/apps/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/commands/apps/view.hpp"
#include "cli/output/apps.hpp"

namespace corootctl::cli {
namespace {

report::ViewRow page_row(const ops::AppRow& app, const coroot::Addresses& addresses) {
  return {app.status,
          {{short_name(app.name), coroot::address_of_app(addresses, app.id)},
           {status_cell(app).text, "", true},
           {problems_text(app)},
           {app.incident, coroot::address_of_incident(addresses, app.incident)},
           {value_of(app, "errors")},
           {value_of(app, "latency")},
           {value_of(app, "instances")},
           {app.name.kind},
           {app.type}}};
}

/// The apps of a cluster in their order, the worst first.
struct OfCluster {
  std::string name{};
  std::vector<const ops::AppRow*> apps{};

  std::size_t count(std::string_view status) const {
    return static_cast<std::size_t>(
        std::count_if(apps.begin(), apps.end(), [&](const auto* app) { return app->status == status; }));
  }
};

/// The cluster with the most trouble first.
std::vector<OfCluster> by_cluster(const std::vector<ops::AppRow>& apps) {
  std::map<std::string, OfCluster> found;
  for (const auto& app : apps) found[app.name.cluster].apps.push_back(&app);
  std::vector<OfCluster> out;
  for (auto& [name, cluster] : found) {
    cluster.name = name;
    out.push_back(std::move(cluster));
  }
  std::stable_sort(out.begin(), out.end(), [](const OfCluster& a, const OfCluster& b) {
    return std::pair(a.count("critical"), a.count("warning")) > std::pair(b.count("critical"), b.count("warning"));
  });
  return out;
}

bool has_trouble(const ops::AppRow& app) { return app.status == "critical" || app.status == "warning"; }

report::ViewTable apps_of(std::string heading, const std::vector<const ops::AppRow*>& apps,
                          const coroot::Addresses& addresses) {
  report::ViewTable table{.heading = std::move(heading)};
  std::vector<std::string> states;
  for (const auto* app : apps) {
    states.push_back(app->status);
    table.rows.push_back(page_row(*app, addresses));
  }
  table.summary = report::count_states(states, "app");
  table.columns = {"App", "Status", "Problems", "Incident", "Errors", "Latency", "Instances", "Kind", "Type"};
  return table;
}

/// Of many apps those without trouble are a table of their own, which somebody has to open.
void add_tables(const OfCluster& cluster, bool are_many, const coroot::Addresses& addresses,
                std::vector<report::ViewTable>& out) {
  const std::string heading = cluster.name == "external" ? "Outside of all clusters" : cluster.name;
  if (!are_many) return out.push_back(apps_of(heading, cluster.apps, addresses));
  std::vector<const ops::AppRow*> first, others;
  for (const auto* app : cluster.apps) (has_trouble(*app) ? first : others).push_back(app);
  if (!first.empty()) out.push_back(apps_of(heading, first, addresses));
  if (others.empty()) return;
  out.push_back(apps_of(heading + (first.empty() ? "" : ": without trouble"), others, addresses));
  out.back().is_open = false;
}

}  // namespace

void add_apps(const ops::AppsReport& report, const coroot::Addresses& addresses, report::ViewPage& page) {
  constexpr std::size_t few = 200;
  const auto clusters = by_cluster(report.apps);
  std::size_t critical = 0, warning = 0;
  for (const auto& cluster : clusters) {
    critical += cluster.count("critical");
    warning += cluster.count("warning");
    add_tables(cluster, report.apps.size() > few, addresses, page.tables);
  }
  const auto all = report.apps.size();
  page.state = critical > 0 ? "critical" : warning > 0 ? "warning" : "ok";
  page.claim = critical + warning == 0 ? fmt::format("None of {} apps is critical or warning", all)
                                       : fmt::format("{} critical and {} warning of {} apps", critical, warning, all);
  if (critical + warning > 0)
    page.facts.push_back({"Most trouble", page.tables.front().heading, page.tables.front().summary});
  if (report.hidden > 0) page.facts.push_back({"Left out", fmt::format("{} apps", report.hidden), "by the filters"});
}

}  // namespace corootctl::cli
