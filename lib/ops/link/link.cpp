#include "ops/link/link.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "coroot/resource.hpp"
#include "deploy/apply.hpp"
#include "deploy/wait.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/managed_fields.hpp"
#include "ops/link/plan.hpp"
#include "ops/link/read.hpp"

namespace corootctl::ops {
namespace {

using document::Object;
using document::Value;

constexpr std::chrono::seconds request_deadline{60};
constexpr std::chrono::seconds probe_timeout{10};
constexpr int stale_retries = 5;

kube::Within soon(const std::stop_token& stop) { return {Deadline::in(request_deadline), stop}; }

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

/// Members and hub in one round. The hub comes first: the writes wait for it, and on a small machine the first to shake
/// hands is the first to be done. Its errors are told last, after the members' in their order.
Result<Everything> read_everything(const LinkRequest& request, const fleet::Surroundings& around,
                                   const std::stop_token& stop) {
  Everything out;
  std::vector<std::size_t> indices{request.members.size()};  // the hub; i < size: member i
  for (std::size_t i = 0; i < request.members.size(); ++i) indices.push_back(i);
  out.members.resize(request.members.size());
  auto answers = fleet::fan_out(indices, request.width, stop, [&](std::size_t i, std::stop_token token) -> Result<> {
    if (i == request.members.size()) {
      CTL_TRY(out.hub, read_hub(request, around, soon(token)), "cluster " + request.hub.context);
    } else {
      const auto& member = request.members[i];
      CTL_TRY(out.members[i], read_member(member, request, around, soon(token)), "cluster " + member.cluster.context);
    }
    return {};
  });
  std::rotate(answers.begin(), answers.begin() + 1, answers.end());
  std::vector<Error> errors;
  for (const auto& answer : answers) {
    if (!answer) errors.push_back(answer.error());
  }
  if (!errors.empty()) return tl::unexpected(together(std::move(errors)));
  return out;
}

/// The two writes; what an earlier, interrupted attempt did stays in the outcomes.
struct Written {
  deploy::ObjectReport secret{}, resource{};
  Value planned{};
};

void note(deploy::ObjectReport& report, deploy::ObjectReport latest) {
  if (report.outcome.empty() || latest.outcome != "unchanged") report = std::move(latest);
}

Result<deploy::ObjectReport> apply_secret(const LinkRequest& request, const Everything& all,
                                          const kube::Within& within) {
  const kube::ApplyOptions options{request.force_conflicts, request.dry_run != deploy::DryRun::none};
  return deploy::apply_over(*all.hub.client, all.hub.secret, plan_secret(request, all.members, all.hub),
                            kube::resources::secrets(), options, within);
}

Result<deploy::ObjectReport> apply_resource(const LinkRequest& request, const Everything& all, const Value& planned,
                                            bool dry_run, const kube::Within& within) {
  const auto live = all.hub.installation ? std::optional(all.hub.installation->resource) : std::nullopt;
  return deploy::apply_over(*all.hub.client, live, planned, kube::resources::coroots(),
                            {request.force_conflicts, dry_run}, within);
}

/// A hub that does not know the kind has no operator; asked only then, because it costs every other run a request.
Error explain_refusal(Error refusal, const LinkRequest& request, const Everything& all, const kube::Within& within) {
  if (refusal.kind != ErrorKind::not_found || all.hub.installation) return refusal;
  const auto found = all.hub.client->find(deploy::coroot_definition(), within);
  if (!found || *found) return refusal;
  return fail_with_hint(ErrorKind::not_found,
                        "run `corootctl install --operator-only --context " + request.hub.context + "` first",
                        "no Coroot operator in this cluster")
      .value();
}

/// The resource is tried before anything is written, and the Secret is the first write: whichever of the two the server
/// refuses, nothing was written. The Secret comes first because a hub whose resource names a missing key crashes in a
/// loop (operator 17).
Result<> write_once(const LinkRequest& request, const Everything& all, Written& written, const kube::Within& within) {
  CTL_PASS(written.planned, plan_resource(request, all.members, all.hub));
  auto tried = apply_resource(request, all, written.planned, true, within);
  if (!tried) return tl::unexpected(explain_refusal(std::move(tried.error()), request, all, within));
  CTL_PASS(auto secret, apply_secret(request, all, within));
  note(written.secret, std::move(secret));
  if (request.dry_run == deploy::DryRun::none) {
    CTL_PASS(tried, apply_resource(request, all, written.planned, false, within));
  }
  note(written.resource, std::move(*tried));
  return {};
}

Result<Written> write(const LinkRequest& request, Everything& all, const std::stop_token& stop) {
  Written out;
  for (int attempt = 1;; ++attempt) {
    auto done = write_once(request, all, out, soon(stop));
    if (done) return out;
    if (!kube::is_stale(done.error()) || attempt == stale_retries) return tl::unexpected(std::move(done.error()));
    CTL_CHECK(refresh(all.hub, request, soon(stop)), "read the hub again");
  }
}

/// What taking fields over from another manager means for its owner (objects 13).
void warn_about_take_over(const LinkRequest& request, const ReadHub& hub, LinkReport& report) {
  if (!request.force_conflicts || !hub.installation) return;
  const auto owners = kube::other_owners(hub.installation->resource, kube::field_manager, {"spec", "projects"});
  if (owners.empty()) return;
  report.warnings.push_back("spec.projects was taken over from " + join(owners, ", ") +
                            ": applying the old file again would remove the link and corootctl's ownership");
}

/// The server reads keys at its start only (operator 18): a changed value needs a new pod. The annotation
/// carries what the pod was restarted for, so that a second run does nothing.
Result<> restart_for_keys(const LinkRequest& request, const Everything& all, const std::string& resource_name,
                          const kube::Within& within) {
  std::string keys;
  for (const auto& member : all.members) keys += deploy::fingerprint(member.key);
  const coroot::ObjectNames names(resource_name);
  const Object annotations{{"corootctl.coroot.com/restarted-for-keys", keys}};
  const Value object =
      Object{{"apiVersion", "apps/v1"},
             {"kind", "StatefulSet"},
             {"metadata", Object{{"name", names.server()}, {"namespace", request.namespace_name}}},
             {"spec", Object{{"template", Object{{"metadata", Object{{"annotations", annotations}}}}}}}};
  const kube::ObjectRef ref{kube::resources::stateful_sets(), request.namespace_name, names.server()};
  CTL_PASS(const auto live, all.hub.client->find(ref, within));
  if (!live) return {};
  CTL_CHECK(all.hub.client->apply(object, ref.resource, {}, within), "restart " + ref.describe());
  return {};
}

/// `before`: the hub as it was before the first attempt to write.
void fill_members(const std::vector<ReadMember>& members, const ReadHub& before, const Written& written,
                  LinkReport& report) {
  for (const auto& member : members) {
    MemberLink line;
    line.project = member.asked.project;
    line.context = member.asked.cluster.context;
    line.url = member.url;
    line.metric_resolution = member.metric_resolution;
    line.key_fingerprint = deploy::fingerprint(member.key);
    line.entry = entry_outcome(before, written.planned, member.asked.project);
    line.key = key_outcome(before, member);
    report.members.push_back(std::move(line));
  }
}

Result<deploy::Installation> hub_installation(const LinkRequest& request, const Everything& all,
                                              const std::string& name, const kube::Within& within) {
  const kube::ObjectRef ref{kube::resources::coroots(), request.namespace_name, name};
  CTL_PASS(auto live, all.hub.client->get(ref, within));
  return deploy::Installation{request.namespace_name, name, std::move(live)};
}

/// Data of a new member take the hub's first refreshes to arrive, so bad news is only believed at the deadline.
hub::MemberHealth follow_member(const coroot::Client& hub, const LinkRequest& request, const std::string& project,
                                const fleet::Surroundings& around, const kube::Within& within) {
  for (;;) {
    const auto now = now_ms(around.clock);
    auto health = hub::probe_member(
        hub, project, std::min<std::chrono::milliseconds>(probe_timeout, within.deadline.left()), now, within.stop);
    if (health.state == hub::MemberState::ok || within.deadline.expired()) return health;
    if (around.tell)
      around.tell({request.hub.context, "verify " + project + ": " + std::string(name_of(health.state))});
    if (!around.clock.pause(std::chrono::seconds(2), within.stop)) return health;
  }
}

Result<> verify(const LinkRequest& request, const Everything& all, const deploy::Installation& hub,
                const fleet::Surroundings& around, LinkReport& report, const std::stop_token& stop) {
  const kube::Within within{Deadline::in(request.timeout), stop};
  CTL_TRY(const auto client, open_hub(all.hub.client->session(), hub, request.login, within), "verify");
  auto healths =
      fleet::fan_out(all.members, request.width, stop,
                     [&](const ReadMember& member, std::stop_token token) -> Result<hub::MemberHealth> {
                       return follow_member(*client, request, member.asked.project, around, {within.deadline, token});
                     });
  for (std::size_t i = 0; i < healths.size(); ++i) {
    auto& line = report.members[i];
    if (!healths[i]) {
      line.error = healths[i].error();
      continue;
    }
    line.health = *healths[i];
    if (line.health->state == hub::MemberState::ok) continue;
    line.error = fail_with_hint(ErrorKind::no_data, hint_for(line.health->state), "no data of {} reach the hub: {}{}",
                                line.project, name_of(line.health->state),
                                line.health->detail.empty() ? "" : " (" + line.health->detail + ")")
                     .value();
  }
  return {};
}

bool any_key_changed(const LinkReport& report) {
  return std::any_of(report.members.begin(), report.members.end(), [](const auto& m) { return m.key == "changed"; });
}

/// Everything after the two writes: restart where a key's value changed, wait, verify.
Result<> finish(const LinkRequest& request, const Everything& all, const Written& written,
                const fleet::Surroundings& around, LinkReport& report, const std::stop_token& stop) {
  if (!request.wait && !request.verify && !any_key_changed(report)) return {};
  const auto name = written.planned.at({"metadata", "name"}).as_string();
  if (any_key_changed(report)) {
    CTL_CHECK(restart_for_keys(request, all, name, soon(stop)), "");
  }
  CTL_PASS(const auto hub, hub_installation(request, all, name, soon(stop)));
  if (request.wait) {
    auto waited =
        wait_until_running(*all.hub.client, hub, request.hub.context, around, {Deadline::in(request.timeout), stop});
    report.hub_components = std::move(waited.components);
    if (waited.error) return tl::unexpected(std::move(*waited.error).with("cluster " + request.hub.context));
  }
  if (!request.verify) return {};
  return verify(request, all, hub, around, report, stop);
}

}  // namespace

Result<LinkReport> link_clusters(const LinkRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  CTL_CHECK(check_link_flags(request), "");
  CTL_PASS(auto all, read_everything(request, around, stop));
  CTL_CHECK(check_link(request, all.members, all.hub), "");
  const auto before = all.hub;
  CTL_TRY(const auto written, write(request, all, stop), "cluster " + request.hub.context);
  LinkReport report;
  fill_members(all.members, before, written, report);
  warn_about_take_over(request, before, report);
  report.objects = {written.secret, written.resource};
  report.changed = written.secret.outcome != "unchanged" || written.resource.outcome != "unchanged";
  if (request.dry_run != deploy::DryRun::none) return report;
  if (auto finished = finish(request, all, written, around, report, stop); !finished)
    report.error = std::move(finished.error());
  return report;
}

}  // namespace corootctl::ops
