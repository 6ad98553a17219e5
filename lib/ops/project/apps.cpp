#include "ops/project/apps.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace corootctl::ops {

namespace {

/// Both views of one project on the hub.
struct Views {
  Result<std::vector<coroot::AppEntry>> entries = std::vector<coroot::AppEntry>{};
  Result<std::vector<coroot::MapApp>> map = std::vector<coroot::MapApp>{};
  bool any() const { return entries || map; }
};

void add_tasks(std::vector<LookTask>& tasks, const coroot::Client& hub, const std::string& id, Views& into) {
  tasks.push_back([&hub, id, &into](const auto& within) { into.entries = hub.applications(id, within); });
  tasks.push_back([&hub, id, &into](const auto& within) { into.map = hub.map(id, within); });
}

std::vector<AppRow> rows_of(const Views& views, const std::vector<coroot::ProjectName>& projects) {
  return join_views(views.entries.value_or(std::vector<coroot::AppEntry>{}),
                    views.map.value_or(std::vector<coroot::MapApp>{}), projects);
}

/// `app` is of either view.
template <class App>
AppRow row_of(const App& app, const std::vector<coroot::ProjectName>& projects) {
  AppRow row;
  row.id = coroot::with_cluster_name(app.id, projects);
  row.name = coroot::split_app(row.id);
  row.category = app.category;
  row.status = app.status;
  row.indicators = app.indicators;
  return row;
}

void put_in_order(std::vector<AppRow>& apps) {
  std::sort(apps.begin(), apps.end(), [](const AppRow& a, const AppRow& b) {
    const int x = seriousness(a.status), y = seriousness(b.status);
    if (x != y) return x > y;
    return std::tie(a.name.cluster, a.name.namespace_name, a.name.name, a.id) <
           std::tie(b.name.cluster, b.name.namespace_name, b.name.name, b.id);
  });
}

/// The members whose data arrive, each with its own project's views.
std::map<std::string, Views> views_of_members(const ProjectLook& at, const Honesty& honesty) {
  std::map<std::string, Views> own;
  std::vector<LookTask> tasks;
  for (const auto& member : honesty.members) {
    if (member.state != hub::MemberState::ok) continue;
    for (const auto& known : at.project.projects) {
      if (known.name == member.project) add_tasks(tasks, *at.project.hub, known.id, own[member.project]);
    }
  }
  run_tasks(tasks, at);
  std::erase_if(own, [](const auto& each) { return !each.second.any(); });
  return own;
}

/// Rows of the members' own projects in place of the aggregate's. What is outside for one member may be an app of
/// another, which the aggregate knows: their services outside count only when it says nothing.
void prefer_fresh(std::vector<AppRow>& apps, const std::map<std::string, Views>& own,
                  const std::vector<coroot::ProjectName>& projects) {
  if (own.empty()) return;
  const bool aggregate_speaks = !apps.empty();
  std::erase_if(apps, [&](const AppRow& app) { return own.contains(app.name.cluster); });
  std::set<std::string> known;
  for (const auto& [cluster, views] : own) {
    for (auto& row : rows_of(views, projects)) {
      const bool is_its_own = row.name.cluster == cluster;
      const bool is_outside = !aggregate_speaks && row.name.cluster == "external" && known.insert(row.id).second;
      if (is_its_own || is_outside) apps.push_back(std::move(row));
    }
  }
  put_in_order(apps);
}

/// An app's status and its incident are judged at other times: the map lags behind by a minute or two.
void add_incidents(std::vector<AppRow>& apps, const std::vector<Outage>& outages) {
  for (auto& app : apps) {
    const auto open = std::find_if(outages.begin(), outages.end(),
                                   [&](const Outage& each) { return !each.resolved_at_ms && each.app == app.id; });
    if (open != outages.end()) app.incident = open->key;
  }
}

}  // namespace

std::vector<coroot::Indicator> problems_of(const AppRow& app) {
  std::vector<coroot::Indicator> out;
  for (const auto& each : app.indicators) {
    if (each.status == "warning" || each.status == "critical") out.push_back(each);
  }
  return out;
}

std::vector<AppRow> join_views(const std::vector<coroot::AppEntry>& entries, const std::vector<coroot::MapApp>& map,
                               const std::vector<coroot::ProjectName>& projects) {
  std::vector<AppRow> out;
  std::set<std::string> known;
  for (const auto& app : entries) {
    if (!known.insert(app.id).second) continue;
    out.push_back(row_of(app, projects));
    out.back().type = app.type;
  }
  for (const auto& app : map) {
    if (known.insert(app.id).second) out.push_back(row_of(app, projects));
  }
  put_in_order(out);
  return out;
}

Result<AppsReport> read_apps(const ProjectLook& at, const AppFilter& filter) {
  const auto& project = at.project;
  CTL_RUN(check_clusters(filter, project.about));
  AppsReport report{project.about.name, {}, 0, {}};
  Views whole;
  std::vector<LookTask> tasks;
  add_tasks(tasks, *project.hub, project.about.id, whole);
  auto incidents = incident_reads(project);
  add_incident_tasks(tasks, project, incidents);
  report.honesty = look(at, tasks);
  report.apps = rows_of(whole, project.projects);
  const bool stands_still = project.about.is_aggregate && (!whole.any() || !report.honesty.silent().empty());
  std::map<std::string, Views> own;
  if (stands_still) own = views_of_members(at, report.honesty);
  if (!whole.any() && own.empty()) {
    return tl::unexpected<Error>(std::move(whole.entries.error()).with("project " + project.about.name));
  }
  prefer_fresh(report.apps, own, project.projects);
  warn_of_standstill(report.honesty, project.about, whole.any() ? nullptr : &whole.entries.error());
  add_incidents(report.apps, outages_of(incidents, project, report.honesty));
  for (auto& app : report.apps) app.stale = report.honesty.is_silent(app.name.cluster);
  const auto before = report.apps.size();
  std::erase_if(report.apps, [&](const AppRow& app) {
    return !passes(filter, {app.name.cluster, app.name.namespace_name, app.category, app.status});
  });
  report.hidden = before - report.apps.size();
  return report;
}

}  // namespace corootctl::ops
