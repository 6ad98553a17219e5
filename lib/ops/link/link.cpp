#include "ops/link/link.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/consequences.hpp"
#include "deploy/execute.hpp"
#include "deploy/restart.hpp"
#include "deploy/wait.hpp"
#include "document/edit.hpp"
#include "fleet/fan_out.hpp"
#include "hub/removal.hpp"
#include "ops/link/read.hpp"

namespace corootctl::ops {
namespace {

using document::Value;

Within soon(const std::stop_token& stop) { return {Deadline::in(std::chrono::seconds{60}), stop}; }

/// As it was at first: an attempt that was too late has changed it.
void remember_secret(deploy::Plan& plan, const std::optional<Value>& secret) {
  for (const auto& step : plan.steps) {
    if (step.object.resource.kind == "Secret") plan.known[step.object.describe()] = secret;
  }
}

/// All that went wrong, in one error: a person fixes everything at once.
Error together(std::vector<Error> errors) {
  if (errors.size() == 1) return std::move(errors.front());
  Error out = errors.front();
  out.where.clear();
  out.what = std::to_string(errors.size()) + " problems, nothing was written";
  for (const auto& error : errors) {
    if (error.kind != out.kind) out.kind = ErrorKind::failed;
    out.what += "\n  - " + describe(error) + (error.hint.empty() ? "" : "\n    " + error.hint);
  }
  out.hint.clear();
  return out;
}

struct Everything {
  std::vector<ReadMember> members{};
  ReadHub hub{};
};

using ReadTask = std::function<Result<>(const Within&)>;

/// The hub comes first: the writes wait for it, and on a small machine the first to shake hands is the first to be
/// done.
std::vector<ReadTask> read_tasks(const LinkRequest& request, const fleet::Connector& connector, Everything& out) {
  std::vector<ReadTask> tasks{[&](const Within& within) -> Result<> {
    const bool may_write = request.dry_run == deploy::DryRun::none;
    CTL_TRY(out.hub, read_hub(connector, request.hub, may_write, request.settings.place, within),
            "cluster " + request.hub.context);
    return {};
  }};
  for (std::size_t i = 0; i < request.members.size(); ++i) {
    tasks.emplace_back([&, i](const Within& within) -> Result<> {
      const auto& member = request.members[i];
      CTL_TRY(out.members[i], read_member(connector, member, request.settings.resource.multi_cluster_key, within),
              "cluster " + member.cluster.context);
      return {};
    });
  }
  return tasks;
}

/// Members and hub in one round. Errors are told in the order of the members, the hub's last.
Result<Everything> read_everything(const LinkRequest& request, const fleet::Surroundings& around,
                                   const std::stop_token& stop) {
  Everything out;
  out.members.resize(request.members.size());
  const auto tasks = read_tasks(request, around.connector, out);
  const auto answers = fleet::fan_out(
      tasks, request.width, stop, [](const ReadTask& task, const std::stop_token& token) { return task(soon(token)); });
  std::vector<Error> errors;
  for (std::size_t i = 1; i < answers.size(); ++i) {
    if (!answers[i]) errors.push_back(answers[i].error());
  }
  if (!answers.front()) errors.push_back(answers.front().error());
  if (!errors.empty()) return tl::unexpected(together(std::move(errors)));
  for (auto& member : out.members) {
    const auto& own = member.asked.metric_resolution;
    const auto& wanted = own.empty() ? request.settings.metric_resolution : own;
    if (!wanted.empty()) member.metric_resolution = wanted;
  }
  return out;
}

/// A hub that does not know the kind has no operator; asked only then, because it costs every other run a request.
Error explain_refusal(Error refusal, const std::string& hub_context, const ReadHub& hub, const Within& within) {
  if (refusal.kind != ErrorKind::not_found || hub.installation) return refusal;
  const auto found = hub.client->find(deploy::coroot_definition(), within);
  if (!found || *found) return refusal;
  return make_error(ErrorKind::not_found, "no Coroot operator in this cluster")
      .advise("run `corootctl install --operator-only --context " + hub_context + "` first");
}

deploy::Site hub_site(const LinkRequest& request, const ReadHub& hub, const fleet::Surroundings& around) {
  deploy::Site out{*hub.client, request.settings.place.namespace_name, around, {}};
  out.forget = [&](const std::string& project, const Within& within) -> Result<bool> {
    if (!hub.installation) return false;
    return hub::remove_project(*hub.client, *hub.installation, request.login, project, within);
  };
  return out;
}

/// Before anything is written: that the hub's only server pod restarts, and whose fields a forced run takes over.
void announce(const LinkRequest& request, const deploy::Plan& plan, const fleet::Surroundings& around) {
  if (!around.tell || request.dry_run != deploy::DryRun::none) return;
  auto lines = request.force_conflicts ? deploy::take_overs(plan) : std::vector<std::string>{};
  lines.push_back(deploy::restart_note(plan));
  for (auto& line : lines) {
    if (!line.empty()) around.tell({request.hub.context, std::move(line)});
  }
}

/// A person decides about the resource's conflict and the Secret's at once.
Error with_conflicts_of_secret(Error refusal, const deploy::Plan& plan) {
  const auto more = deploy::conflicts_of_secrets(plan);
  if (refusal.kind == ErrorKind::conflict && !more.empty()) refusal.what += "; " + more;
  return refusal;
}

struct Written {
  std::vector<deploy::ObjectReport> objects{};
  deploy::Plan plan{};  ///< as it was carried out in the end
  deploy::Unfinished unfinished{};
  std::optional<Error> error{};  ///< after the first write
};

constexpr auto the_wait = "the wait until the hub runs it";
constexpr auto the_proof = "the proof that data arrive";

/// Resource and Secret rest on each other: when one moved, both are read and planned again.
Result<Written> write(const LinkRequest& request, const fleet::Surroundings& around, Everything& all,
                      const std::stop_token& stop) {
  Written out;
  const auto plan = [&]() -> Result<deploy::Plan> {
    CTL_PASS(out.plan, request.planner ? request.planner(all.members, all.hub)
                                       : plan_link(request.settings, request.hub.context, all.members, all.hub));
    return out.plan;
  };
  deploy::ExecuteOptions options{request.dry_run != deploy::DryRun::none, request.force_conflicts, {}};
  options.rebuild = [&]() -> Result<deploy::Rebuilt> {
    CTL_CHECK(refresh(all.hub, request.settings.place, soon(stop)), "read the hub again");
    CTL_PASS(auto made, plan());
    return deploy::Rebuilt{std::move(made), soon(stop)};
  };
  CTL_PASS(const auto first, plan());
  announce(request, first, around);
  auto done = deploy::execute(hub_site(request, all.hub, around), first, options, soon(stop));
  out.unfinished = unfinished(first, done);
  out.objects = std::move(done.reports);
  if (!done.error) return out;
  const bool has_written = !out.objects.empty() || !out.unfinished.in_doubt.empty();
  if (has_written && request.dry_run == deploy::DryRun::none) {
    out.error = std::move(done.error);
    return out;
  }
  const bool is_check = first.steps[*done.failed].action == deploy::Action::check;
  if (!is_check) return tl::unexpected(std::move(*done.error));
  auto refusal = with_conflicts_of_secret(std::move(*done.error), first);
  return tl::unexpected(explain_refusal(std::move(refusal), request.hub.context, all.hub, soon(stop)));
}

/// Once for the same keys; nothing is reported when the server was restarted for them before, or is not there. `why` is
/// told before the write, when it is not "".
Result<std::optional<deploy::ObjectReport>> restart_for_keys(const LinkRequest& request,
                                                             const fleet::Surroundings& around, const Everything& all,
                                                             const std::string& name, const std::string& why,
                                                             const Within& within) {
  const coroot::ObjectNames names(name);
  const kube::ObjectRef server{kube::resources::stateful_sets(), request.settings.place.namespace_name, names.server()};
  CTL_PASS(const auto live, all.hub.client->find(server, within));
  if (!live) return std::nullopt;
  const deploy::Plan plan{{plan_restart(request.hub.context, server, all.members)}, {}};
  if (document::merge(*live, plan.steps.front().document) == *live) return std::nullopt;
  if (around.tell && !why.empty()) around.tell({request.hub.context, why});
  auto done = deploy::execute(hub_site(request, all.hub, around), plan, {}, within);
  if (done.error) return tl::unexpected(std::move(*done.error).with("restart " + server.describe()));
  return std::move(done.reports.front());
}

/// `before`: the hub as it was before the first attempt to write.
void fill_members(const std::vector<ReadMember>& members, const ReadHub& before, const Value& resource,
                  LinkReport& report) {
  for (const auto& member : members) {
    report.members.push_back({.project = member.asked.project,
                              .context = member.asked.cluster.context,
                              .url = member.url,
                              .metric_resolution = member.metric_resolution,
                              .key_fingerprint = deploy::fingerprint(member.key),
                              .entry = entry_outcome(before, resource, member.asked.project),
                              .key = key_outcome(before, member)});
  }
}

Result<> verify(const LinkRequest& request, const Everything& all, const deploy::Installation& hub,
                const fleet::Surroundings& around, LinkReport& report, const std::stop_token& stop) {
  const Within within{Deadline::in(request.timeout), stop};
  CTL_TRY(const auto client,
          deploy::ask_patiently([&](const Within& each) { return open_hub(*all.hub.client, hub, request.login, each); },
                                request.hub.context, around, within),
          "verify");
  auto healths = fleet::fan_out(all.members, request.width, stop,
                                [&](const ReadMember& member, std::stop_token token) -> Result<hub::MemberHealth> {
                                  return hub::follow_member(*client, member.asked.project, request.hub.context, around,
                                                            {within.deadline, token});
                                });
  if (stop.stop_requested()) return fail(ErrorKind::cancelled, "interrupted while checking that data arrive");
  for (std::size_t i = 0; i < healths.size(); ++i) {
    auto& line = report.members[i];
    if (!healths[i]) {
      line.error = healths[i].error();
      continue;
    }
    line.health = *healths[i];
    if (line.health->state == hub::MemberState::ok) continue;
    line.error = make_error(line.health->is_refused ? ErrorKind::unauthorized : ErrorKind::no_data,
                            "no data of {} reach the hub: {}{}", line.project, name_of(line.health->state),
                            line.health->detail.empty() ? "" : " (" + line.health->detail + ")")
                     .advise(hint_for(line.health->state));
  }
  return {};
}

/// Keys are read at the server's start only. A change of the projects has the operator make a new pod anyhow, after the
/// Secret was written (operator 16, 18).
bool must_restart(const LinkReport& report, const deploy::Plan& done) {
  const bool any_changed =
      std::any_of(report.members.begin(), report.members.end(), [](const auto& m) { return m.key == "changed"; });
  return any_changed && !deploy::gives_new_pod(done);
}

/// Restarts the server where nothing else makes it read its keys again: those of this run, or of one that was ended
/// before its restart.
template <class Patiently>
Result<> restart_if_needed(const LinkRequest& request, const Everything& all, const ReadHub& before,
                           const deploy::Plan& done, const fleet::Surroundings& around, LinkReport& report,
                           const Patiently& patiently) {
  const auto& name = done.steps.back().object.name;
  std::string why;
  if (!must_restart(report, done)) {
    if (deploy::gives_new_pod(done)) return {};
    CTL_PASS(const bool is_behind, patiently([&](const auto& each) {
               return runs_on_older_keys(before, all.members, request.settings.place, name, each);
             }));
    if (!is_behind) return {};
    why = "its server pod, the only one, restarts: it began before its keys were written";
  }
  CTL_PASS(auto restarted,
           patiently([&](const auto& each) { return restart_for_keys(request, around, all, name, why, each); }));
  if (!restarted) return {};
  report.objects.push_back(std::move(*restarted));
  report.changed = true;
  return {};
}

/// Everything after the two writes: restart where a key's value changed, wait, verify. `before`: the hub before them.
Result<> finish(const LinkRequest& request, const Everything& all, const ReadHub& before, const deploy::Plan& done,
                const fleet::Surroundings& around, LinkReport& report, const std::stop_token& stop) {
  const auto& name = done.steps.back().object.name;
  const Within within{Deadline::in(request.timeout), stop};
  const auto patiently = [&](const auto& ask) {
    return deploy::ask_patiently(ask, request.hub.context, around, within);
  };
  CTL_RUN(restart_if_needed(request, all, before, done, around, report, patiently));
  if (!request.wait && !request.verify) return {};
  CTL_PASS(const auto hub, patiently([&](const auto& each) {
             return deploy::read_installation(*all.hub.client, request.settings.place.namespace_name, name, each);
           }));
  if (request.wait) {
    auto waited =
        wait_until_running(*all.hub.client, hub, request.hub.context, around, {Deadline::in(request.timeout), stop});
    report.hub_components = std::move(waited.components);
    if (waited.error) return tl::unexpected(std::move(*waited.error).with("cluster " + request.hub.context));
    std::erase(report.unfinished.left, the_wait);
  }
  if (request.verify) CTL_RUN(verify(request, all, hub, around, report, stop));
  report.unfinished = {};
  return {};
}

}  // namespace

Result<bool> runs_on_older_keys(const ReadHub& hub, const std::vector<ReadMember>& members, const HubPlace& place,
                                const std::string& name, const Within& within) {
  if (!hub.secret || !has_changed_keys(*hub.secret, members)) return false;
  const kube::ObjectRef ref{kube::resources::pods(), place.namespace_name, coroot::ObjectNames(name).server() + "-0"};
  const auto pod = hub.client->find(ref, within);
  if (!pod && pod.error().kind == ErrorKind::unauthorized) return false;
  CTL_PASS(const auto live, pod);
  return live && deploy::began_before_write(*live, *hub.secret);
}

Result<LinkReport> link_clusters(const LinkRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  if (!request.planner) CTL_RUN(check_link_flags(request.settings, request.hub.context, request.members));
  CTL_PASS(auto all, read_everything(request, around, stop));
  CTL_RUN(check_link(request.hub.context, all.hub.uid, all.members));
  const auto before = all.hub;
  CTL_TRY(auto written, write(request, around, all, stop), "cluster " + request.hub.context);
  auto& done = written.plan;
  remember_secret(done, before.secret);
  LinkReport report;
  fill_members(all.members, before, done.steps.back().document, report);
  report.objects = std::move(written.objects);
  report.unfinished = std::move(written.unfinished);
  report.changed = std::any_of(report.objects.begin(), report.objects.end(),
                               [](const auto& object) { return object.outcome != "unchanged"; });
  if (request.force_conflicts) report.warnings = deploy::take_overs(done);
  if (request.dry_run != deploy::DryRun::none) return report;
  if (request.wait) report.unfinished.left.emplace_back(the_wait);
  if (request.verify) report.unfinished.left.emplace_back(the_proof);
  if (written.error) {
    for (auto& member : report.members) member.entry.clear();  // the resource comes last: it was not written
    report.error = std::move(*written.error).with("cluster " + request.hub.context);
    return report;
  }
  if (report.changed) report.way_back = deploy::way_back(done);
  if (auto finished = finish(request, all, before, done, around, report, stop); !finished)
    report.error = std::move(finished.error());
  return report;
}

}  // namespace corootctl::ops
