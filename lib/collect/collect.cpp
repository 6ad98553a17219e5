#include "collect/collect.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "collect/assemble.hpp"
#include "collect/pages.hpp"
#include "hub/names.hpp"

namespace corootctl::collect {

namespace {

/// Coroot's own view ends one to two minutes before now; a lag beyond this is no normal delay (coroot-api 16).
constexpr std::int64_t longest_normal_lag_ms = 300'000;

Result<> require_time(const Job& job) {
  if (job.within.stop.stop_requested()) return fail(ErrorKind::cancelled, "interrupted");
  return {};
}

/// The members' own lists of incidents know most of what the aggregate's would.
void add_incidents_of_members(const Job& job, HubView& view) {
  auto own = incidents_of_members(job, view);
  if (view.incidents) own.insert(own.end(), view.incidents->begin(), view.incidents->end());
  view.incidents = std::move(own);
}

/// An aggregate whose status fails answers nothing through it (coroot-api 9).
std::vector<Route> routes_of(const Job& job, const HubView& view) {
  std::vector<Route> routes;
  for (const auto& member : view.members) {
    if (member.state != hub::MemberState::ok && member.state != hub::MemberState::no_telemetry) continue;
    Route route{member.project, {job.project.id}};
    if (const auto own = job.hub.project_id(member.project, job.within); own && *own != job.project.id)
      route.project_ids.push_back(*own);
    if (!view.status && route.project_ids.size() > 1) route.project_ids.erase(route.project_ids.begin());
    routes.push_back(std::move(route));
  }
  return routes;
}

Result<Assembled> read_series(const Job& job, const HubView& view, const Period& period) {
  auto assembled = lay_out_members(fetch_all(job, plan_tasks(routes_of(job, view), period)), period);
  CTL_RUN(require_time(job));
  connect_members(assembled, view, job.project);
  return assembled;
}

/// What the pages of the single applications tell, with the loss named.
Result<Assembled> read_single_apps(const Job& job, const HubView& view, const Period& period) {
  if (!view.map) return tl::unexpected<Error>(view.map.error());
  const auto pages = read_pages(job, view, period);
  CTL_RUN(require_time(job));
  Assembled out;
  out.snapshot.grid = grid_of(period, std::max(period.step_ms, pages.step_ms));
  add_pages(out.snapshot, pages, view);
  name_clusters(out.snapshot, job.project);
  return out;
}

void note_loss(const HubView& view, Collected& out) {
  const auto why =
      "the hub gives no panel data (" + view.members.front().detail + "): read from the pages of single apps";
  out.snapshot.gaps.push_back(
      {out.project, why + "; deploys, log errors, node disks and latencies of single calls are missing, mean latencies "
                          "are estimated from histograms, requests of a call are shares of its callee's"});
  out.warnings.push_back(why);
}

/// One member that does not answer stops Coroot's view of all (coroot-api 17); its incidents stop with it.
void note_standstill(const Job& job, const Assembled& assembled, HubView& view, Collected& out) {
  if (!view.nodes) return;
  const auto lag = lag_of_view(*view.nodes, assembled.members, out.snapshot.grid, job.request.now_ms);
  if (!lag || *lag <= longest_normal_lag_ms) return;
  const auto text =
      fmt::format("Coroot's own view of {} has not changed for {} minutes", job.project.name, *lag / 60'000);
  out.snapshot.gaps.push_back({job.project.name, text + ": its map, app status and incidents are of that time"});
  if (!job.project.is_aggregate) return;
  out.warnings.push_back(text + std::string(members_instead));
  add_incidents_of_members(job, view);
}

/// What Coroot's own view adds: incidents, and what it has that the series lack.
void compare(const Job& job, const HubView& view, Collected& out) {
  auto& snapshot = out.snapshot;
  if (view.map)
    add_gaps(snapshot.gaps, differences_from_map(*view.map, view.projects, snapshot));
  else
    out.warnings.push_back("map of " + job.project.name + ": " + describe(view.map.error()));
  snapshot.incidents = incidents_in(*view.incidents, view.projects, snapshot.grid);
  add_subjects_of_incidents(snapshot);
  sort_apps(snapshot.apps);
}

/// Nothing at all was read: a member that failed on the way is the better reason.
Result<> require_some_app(const Job& job, const signals::Snapshot& snapshot, const Assembled& assembled) {
  if (dark_members(snapshot, job.project).size() < job.project.members.size()) return {};
  const auto& stopped = assembled.stopped;
  if (!stopped.empty()) return tl::unexpected<Error>(Error(stopped.begin()->second).with("no series could be read"));
  return fail(ErrorKind::no_data, "no application has data in this window");
}

/// A member whose series stopped on the way is named like one that did not answer the probe.
void mark_stopped(const Assembled& assembled, std::vector<hub::MemberHealth>& members) {
  for (auto& member : members) {
    const auto stopped = assembled.stopped.find(member.project);
    if (stopped == assembled.stopped.end() || member.state != hub::MemberState::ok) continue;
    const auto health = hub::health_after(member.project, stopped->second);
    member.state = health.state;
    member.detail = health.detail;
  }
}

/// Without incidents all is only well when somebody looked: the projects that Coroot has not judged yet.
std::vector<std::string> unjudged(const Job& job, const HubView& view) {
  if (!view.status || !view.status->is_filling()) return {};
  if (!job.project.is_aggregate) return {job.project.name};
  std::vector<std::string> out;
  for (const auto& member : view.members) {
    const auto id = job.hub.project_id(member.project, job.within);
    if (member.state != hub::MemberState::ok || !id) continue;
    if (const auto status = job.hub.status(*id, job.within); status && status->is_filling())
      out.push_back(member.project);
  }
  return out;
}

Result<> require_judgement(const Job& job, const HubView& view, const signals::Snapshot& snapshot) {
  if (!snapshot.incidents.empty() || !job.request.app.empty()) return {};
  const auto projects = unjudged(job, view);
  if (projects.empty()) return {};
  return fail_with_hint(ErrorKind::no_data,
                        "Wait for it with rca --wait-for-data 10m, or name the app that is in trouble with --app.",
                        "Coroot has judged no incident of {} yet: {}", join(projects, ", "), view.status->message);
}

Result<> choose_target(const Job& job, const HubView& view, const PeriodChoice& choice, signals::Snapshot& snapshot) {
  if (!job.request.app.empty()) {
    CTL_PASS(snapshot.target, hub::find_app(snapshot.apps, job.request.app));
  } else if (choice.incident) {
    snapshot.target = coroot::with_cluster_name(choice.incident->application, view.projects);
  }
  return {};
}

void append(std::vector<std::string>& warnings, const std::vector<std::string>& more) {
  warnings.insert(warnings.end(), more.begin(), more.end());
}

}  // namespace

Result<Collected> collect(const coroot::Client& hub, const CollectRequest& request, const fleet::Tell& tell,
                          std::stop_token stop) {
  const Within within{Deadline::in(request.timeout), stop};
  CTL_PASS(const auto project, hub::find_project(hub, request.project, within));
  const Job job{hub, request, project, within};
  const auto say = [&](const char* step) {
    if (tell) tell({project.name, step});
  };
  say("probe members, read incidents and map");
  auto view = read_hub_view(job);
  auto judgement = judge(view, project);
  if (judgement.needs_members_incidents) add_incidents_of_members(job, view);
  CTL_CHECK(require_time(job), "project " + project.name);
  CTL_CHECK(require_some_member(view), "project " + project.name);
  CTL_PASS(const auto choice, choose_period(request, *view.incidents));
  const bool by_pages = is_without_panel_data(view);
  say(by_pages ? "read the pages of single apps" : "read series");
  CTL_TRY(auto assembled, by_pages ? read_single_apps(job, view, choice.period) : read_series(job, view, choice.period),
          by_pages ? "project " + project.name : "");
  Collected out{project.name,
                std::move(assembled.snapshot),
                view.members,
                std::move(judgement.warnings),
                {hub.browser_address(), project.id, view.projects}};
  out.snapshot.gaps.insert(out.snapshot.gaps.begin(), judgement.gaps.begin(), judgement.gaps.end());
  append(out.warnings, choice.warnings);
  if (by_pages) note_loss(view, out);
  note_standstill(job, assembled, view, out);
  compare(job, view, out);
  mark_stopped(assembled, out.members);
  CTL_CHECK(require_some_app(job, out.snapshot, assembled), "project " + project.name);
  CTL_CHECK(require_judgement(job, view, out.snapshot), "project " + project.name);
  CTL_RUN(choose_target(job, view, choice, out.snapshot));
  return out;
}

}  // namespace corootctl::collect
