#include "converge/plan.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "converge/hub_plan.hpp"
#include "converge/look.hpp"
#include "converge/wants.hpp"
#include "coroot/resource.hpp"
#include "deploy/consequences.hpp"
#include "deploy/execute.hpp"
#include "fleet/fan_out.hpp"
#include "fleetfile/resources.hpp"
#include "hub/removal.hpp"
#include "ops/link/link.hpp"

namespace corootctl::converge {
namespace {

using document::Value;
using fleetfile::Safety;
using fleetfile::Topology;

constexpr std::chrono::seconds plan_deadline{60};
constexpr auto url_to_come = "http://found-once-its-service-is-there";

ClusterPlan start_of(const fleetfile::Cluster& cluster, const std::string& context, std::string_view role) {
  ClusterPlan out;
  out.name = cluster.name;
  out.context = context;
  out.role = role;
  out.is_readonly = cluster.safety == Safety::readonly;
  return out;
}

/// The hub, then the members at these places of the file.
Result<ops::InstallRequest> trial_of(const Request& request, const std::vector<std::size_t>& members) {
  auto out = install_request(request);
  out.dry_run = deploy::DryRun::server;
  out.force_conflicts = true;  // of a dry run: whose fields they are is told instead
  auto hub = operator_wants(request.fleet.hub);
  hub.compare_only = request.fleet.hub.safety == Safety::readonly;
  out.targets.push_back({request.hub, "", std::move(hub)});
  for (const auto index : members) {
    const auto& member = request.fleet.members[index];
    CTL_PASS(auto wants, member_wants(request.fleet, member, true));
    wants.compare_only = member.safety == Safety::readonly;
    out.targets.push_back({request.members[index], member.project, std::move(wants)});
  }
  return out;
}

/// Of a new helm release the chart: its fields are the chart's.
std::string chart_note(const deploy::ObjectReport& report) {
  if (report.outcome != "created" || !report.object.starts_with("helm release ")) return "";
  const auto chart = std::find_if(report.changes.begin(), report.changes.end(),
                                  [](const auto& change) { return change.path == "chart" && change.after; });
  return chart == report.changes.end() ? "" : chart->after->as_string();
}

PlannedObject planned(Wave wave, const deploy::ObjectReport& report) {
  return {wave, report.object, report.outcome, report.changes, chart_note(report), report.owners, report.is_checked};
}

/// Everything but the Coroot resource belongs to the operator's wave.
void add_install(const ops::ClusterInstall& report, Wave wave_of_resource, ClusterPlan& out) {
  out.uid = report.uid;
  out.error = report.error;
  out.notes = report.warnings;
  for (const auto& object : report.objects) {
    const bool is_resource = object.object.starts_with("Coroot ");
    out.objects.push_back(planned(is_resource ? wave_of_resource : Wave::operators, object));
  }
}

/// The member's key beside the hub's.
void add_agents_key(const fleetfile::Fleet& fleet, const fleetfile::Cluster& member, const Look& seen,
                    const SeenMember& own, ClusterPlan& out) {
  const auto key = agents_key(seen.agents_secret, member);
  const auto object = fmt::format("Secret {}/{}", fleet.namespace_name, fleetfile::hub_key_secret);
  if (key.empty()) {
    out.objects.push_back({Wave::agents,
                           object,
                           own.key_secret ? "changed" : "created",
                           {},
                           "with the key that the hub's operator makes in wave hub",
                           {},
                           false});
    return;
  }
  const auto wanted = key_secret(fleet, member, key);
  const auto changes = deploy::visible_changes(own.key_secret.value_or(Value()),
                                               own.key_secret ? document::merge(*own.key_secret, wanted) : wanted);
  const char* outcome = !own.key_secret ? "created" : changes.empty() ? "unchanged" : "changed";
  out.objects.push_back({Wave::agents, object, outcome, changes, {}, {}, false});
}

/// Members as the hub will see them: a member without its key yet stands in with what the file says of it.
std::vector<ops::ReadMember> members_for_hub(const Request& request, const Look& seen) {
  std::vector<ops::ReadMember> out;
  for (std::size_t i = 0; i < request.fleet.members.size(); ++i) {
    const auto& member = request.fleet.members[i];
    if (seen.members[i].read) out.push_back(*seen.members[i].read);
    if (!seen.members[i].missing) continue;
    ops::ReadMember stand_in;
    stand_in.asked = link_member(request, i);
    stand_in.url = member.url.empty() ? url_to_come : member.url;
    stand_in.metric_resolution = member.settings.refresh_interval;
    out.push_back(std::move(stand_in));
  }
  return out;
}

std::vector<std::string> keys_to_come(const Request& request, const Look& seen) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < request.fleet.members.size(); ++i) {
    if (seen.members[i].missing) out.push_back(request.fleet.members[i].name);
  }
  return out;
}

/// The Secret of the hub while some keys are still to be made.
void wait_for_keys(const Request& request, const std::vector<std::string>& to_come, ClusterPlan& out) {
  if (to_come.empty()) return;
  const auto object = "Secret " + request.fleet.namespace_name + "/" + request.fleet.secret;
  const auto note = "waits for the keys of " + join(to_come, ", ");
  const auto found =
      std::find_if(out.objects.begin(), out.objects.end(), [&](const auto& each) { return each.object == object; });
  if (found != out.objects.end()) {
    found->note = note;
    if (found->outcome == "unchanged") found->outcome = "changed";
    return;
  }
  out.objects.push_back({Wave::hub, object, "created", {}, note, {}, false});
  std::swap(out.objects.back(), *std::prev(out.objects.end(), 2));  // before the resource that names it
}

void add_leftovers(const Request& request, const ops::ReadHub& hub, ClusterPlan& out) {
  const auto left = leftovers(wish_of(request), hub);
  const auto object = "Secret " + request.fleet.namespace_name + "/" + request.fleet.secret;
  if (request.prune) {
    if (!left.keys.empty())
      out.objects.push_back({Wave::hub, object, "changed", {}, "drops the keys " + join(left.keys, ", "), {}, false});
    return;
  }
  if (!left.projects.empty())
    out.notes.push_back("no more in the file: " + join(left.projects, ", ") + "; --prune takes them from the hub");
  if (left.projects.empty() && !left.keys.empty())
    out.notes.push_back("keys that the file does not need: " + join(left.keys, ", ") + "; --prune drops them");
}

/// What a member's change of topology costs; and whether whoever applies may delete the hub's record of it.
void add_moves(const Request& request, const ops::ReadHub& hub, const Within& within, ClusterPlan& out) {
  bool deletes = false;
  for (const auto& move : moved(wish_of(request), hub)) {
    deletes = deletes || move.is_deleted;
    out.notes.push_back(move.is_deleted
                            ? move.project +
                                  " moves from remote to agents: the hub deletes its project and "
                                  "makes it anew, so its incidents, alerts, dashboards, deployments and "
                                  "settings on the hub are lost; what the member's own server keeps stays there"
                            : move.project +
                                  " moves from agents to remote: the logs, traces and profiles "
                                  "that its agents sent to the hub so far are not shown any more");
  }
  if (!deletes || !hub.installation) return;
  auto allowed = hub::check_may_remove(*hub.client, *hub.installation, request.login, within);
  if (allowed) return;
  out.notes.push_back("apply cannot delete that project yet: " + describe(allowed.error()));
  out.refusal = std::move(allowed.error());
}

/// Whether an apply was ended between a changed key and the restart of the hub's server, which is to be finished.
Result<bool> needs_restart(const Request& request, const Look& seen, const Within& within) {
  if (!seen.hub->installation) return false;
  std::vector<ops::ReadMember> members;
  for (const auto& member : seen.members) {
    if (member.read) members.push_back(*member.read);
  }
  const ops::HubPlace place{request.fleet.namespace_name, request.fleet.secret};
  return ops::runs_on_older_keys(*seen.hub, members, place, seen.hub->installation->name, within);
}

PlannedObject restart_of(const deploy::Installation& hub) {
  const auto server = "StatefulSet " + hub.namespace_name + "/" + coroot::ObjectNames(hub.name).server();
  return {Wave::hub, server, "changed", {}, "restarts: it began before its keys were written", {}, false};
}

/// `takes_resources`: the hub's server can be asked about them.
Result<> add_hub(const Request& request, const Look& seen, bool takes_resources, const fleet::Surroundings& around,
                 const Within& within, ClusterPlan& out) {
  if (seen.hub_error) return tl::unexpected(*seen.hub_error);
  const auto wish = wish_of(request);
  const auto members = members_for_hub(request, seen);
  auto hub = *seen.hub;
  CTL_PASS(auto steps, plan_hub(wish, members, hub));
  const auto to_come = keys_to_come(request, seen);
  deploy::ExecuteOptions options{true, true, {}};
  options.compare_only = !takes_resources || !to_come.empty() || request.fleet.hub.safety == Safety::readonly;
  options.rebuild = [&]() -> Result<deploy::Rebuilt> {  // somebody else wrote it since
    CTL_RUN(ops::refresh(hub, {request.fleet.namespace_name, request.fleet.secret}, within));
    CTL_PASS(steps, plan_hub(wish, members, hub));
    return deploy::Rebuilt{steps, within};
  };
  const deploy::Site site{*seen.hub->client, request.fleet.namespace_name, around, {}};
  auto [done, restarts] = fleet::side_by_side([&] { return deploy::execute(site, steps, options, within); },
                                              [&] { return needs_restart(request, seen, within); });
  if (done.error) return tl::unexpected(std::move(*done.error));
  for (const auto& report : done.reports) out.objects.push_back(planned(Wave::hub, report));
  wait_for_keys(request, to_come, out);
  add_leftovers(request, hub, out);
  add_moves(request, hub, within, out);
  CTL_PASS(const bool is_behind, restarts);
  if (is_behind) out.objects.push_back(restart_of(*seen.hub->installation));
  if (auto note = deploy::restart_note(steps); !note.empty()) out.notes.push_back(std::move(note));
  return {};
}

/// A member's own trouble; what install found already is not told twice.
void add_trouble(const SeenMember& seen, ClusterPlan& out) {
  if (seen.error && !out.error) out.error = seen.error;
}

std::vector<std::size_t> chosen_members(const Request& request) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < request.members.size(); ++i) {
    if (is_chosen(request, request.fleet.members[i].name)) out.push_back(i);
  }
  return out;
}

}  // namespace

Result<FleetPlan> plan(const Request& request, const fleet::Surroundings& surroundings, const std::stop_token& stop) {
  // The steps of a dry run are no news.
  const fleet::Surroundings around{surroundings.connector, surroundings.clock, surroundings.env, surroundings.log, {}};
  const auto members = chosen_members(request);
  CTL_PASS(auto trial, trial_of(request, members));
  auto seen = nothing_seen(request);
  trial.beside = [&](std::size_t i, const fleet::Connector& connector, const std::stop_token& token) {
    if (i == 0) return look_at_hub(request, connector, token, seen);
    look_at_member(request, connector, members[i - 1], token, seen);
  };
  CTL_PASS(const auto reports, ops::install(trial, around, stop));
  FleetPlan out;
  auto& hub = out.clusters.emplace_back(start_of(request.fleet.hub, request.hub.context, "hub"));
  add_install(reports.front(), Wave::hub, hub);
  if (!hub.error) {
    const Within within{Deadline::in(plan_deadline), stop};
    if (auto added = add_hub(request, seen, reports.front().takes_resources, around, within, hub); !added)
      hub.error = std::move(added.error());
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto index = members[i];
    const auto& member = request.fleet.members[index];
    const bool agents = member.topology == Topology::agents;
    auto& cluster = out.clusters.emplace_back(
        start_of(member, request.members[index].context, fleetfile::name_of(member.topology)));
    add_install(reports[i + 1], agents ? Wave::agents : Wave::members, cluster);
    if (agents) add_agents_key(request.fleet, member, seen, seen.members[index], cluster);
    add_trouble(seen.members[index], cluster);
  }
  return out;
}

}  // namespace corootctl::converge
