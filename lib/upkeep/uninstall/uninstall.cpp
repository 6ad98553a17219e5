#include "upkeep/uninstall/uninstall.hpp"

#include <algorithm>
#include <map>

#include "coroot/resource.hpp"
#include "deploy/execute.hpp"
#include "deploy/wait.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/deletion.hpp"
#include "upkeep/uninstall/plan.hpp"

namespace corootctl::upkeep {
namespace {

using document::Value;

constexpr std::chrono::seconds request_deadline{60};
constexpr std::chrono::milliseconds look_pause{500};

struct Ready {
  std::optional<kube::Client> client{};
  UninstallLook look{};
};

/// What is still there of what shall go, in words; "" = nothing.
using StillThere = std::function<Result<std::string>(const Within&)>;

kube::Resource service_accounts() { return {"", "v1", "ServiceAccount", "serviceaccounts", true}; }

std::string label_selector(const UninstallLook& look) {
  return "app.kubernetes.io/managed-by=coroot-operator,app.kubernetes.io/part-of=" + look.name;
}

/// "StatefulSet coroot/coroot-coroot", with what holds it.
std::string text_of(const kube::Resource& resource, const Value& object) {
  const kube::ObjectRef ref{resource, object.at({"metadata", "namespace"}).as_string(),
                            object.at({"metadata", "name"}).as_string()};
  const auto held = object.at({"metadata", "finalizers"}).as_list().empty() ? "" : kube::deletion_of(object);
  return ref.describe() + (held.empty() ? "" : ": " + held);
}

class Remover {
 public:
  Remover(const UninstallRequest& request, const fleet::Surroundings& around, const Ready& ready,
          ClusterUninstall& report, std::stop_token stop)
      : request_(request), around_(around), ready_(ready), look_(ready.look), report_(report), stop_(std::move(stop)) {}

  Result<> run() {
    auto phases = plan_uninstall(look_, request_);
    for (auto phase = phases.begin(); phase != phases.end(); ++phase) {
      if (phase->stage == Stage::its_operator) CTL_RUN(look_again(phase->plan));
      CTL_RUN(carry_out(phase->plan, {phase + 1, phases.end()}));
      if (!request_.dry_run) CTL_RUN(wait_for(*phase));
    }
    report_.unfinished = {};
    return {};
  }

 private:
  Result<> carry_out(const deploy::Plan& plan, const std::vector<UninstallPhase>& later) {
    const Within within{Deadline::in(request_deadline), stop_};
    const deploy::Site site{*ready_.client, request_.namespace_name, around_, {}};
    auto done = deploy::execute(site, plan, {request_.dry_run, request_.force_conflicts, {}}, within);
    report_.unfinished = deploy::unfinished(plan, done);
    for (const auto& phase : later)
      for (const auto& step : phase.plan.steps) report_.unfinished.left.push_back(step.object.describe());
    report_.unfinished.left.emplace_back("the wait until it is gone");
    for (auto& object : done.reports)
      if (object.outcome != "unchanged") report_.objects.push_back(std::move(object));
    if (done.error) return tl::unexpected(std::move(*done.error));
    return {};
  }

  /// Somebody may have made another Coroot meanwhile.
  Result<> look_again(deploy::Plan& plan) {
    if (plan.steps.empty() || request_.dry_run) return {};
    const Within within{Deadline::in(request_deadline), stop_};
    CTL_TRY(const auto now, deploy::find_installations(*ready_.client, within), "look for other Coroots");
    if (now.empty()) return {};
    plan.steps.clear();
    report_.warnings.push_back("the operator and the definition stay: Coroot " + now.front().namespace_name + "/" +
                               now.front().name + " has come meanwhile");
    return {};
  }

  Result<> wait_for(const UninstallPhase& phase) {
    switch (phase.stage) {
      case Stage::free_volumes:
        if (phase.plan.steps.empty()) return {};
        return follow(
            [&](const Within& within) { return owned_claims(within); },
            "Somebody may set reclaimPolicy back, or the operator does not work: look at its log, or give the "
            "data up with --delete-data.");
      case Stage::resource:
        return follow([&](const Within& within) { return remaining_objects(within); },
                      "Look at what holds it: kubectl describe");
      case Stage::remains:
      case Stage::its_operator: break;
    }
    return follow([&](const Within& within) { return remaining_steps(phase.plan, within); },
                  "Look at what holds it: kubectl describe");
  }

  Result<> follow(const StillThere& still, const char* hint) {
    const Within within{Deadline::in(request_.timeout), stop_};
    for (std::string told;;) {
      auto answer =
          deploy::ask_patiently([&](const Within& each) { return still(each); }, look_.context, around_, within);
      const bool is_late = !answer && within.deadline.expired() && !told.empty();  // what was seen last says more
      if (!answer && !is_late) return tl::unexpected(std::move(answer.error()));
      const auto left = is_late ? told : *answer;
      if (left.empty()) return {};
      if (within.deadline.expired()) return fail_with_hint(ErrorKind::timeout, hint, "still there: {}", left);
      if (around_.tell && left != told) around_.tell({look_.context, "wait: " + left});
      told = left;
      if (!around_.clock.pause(look_pause, stop_))
        return fail(ErrorKind::cancelled, "interrupted while waiting for {}", left);
    }
  }

  Result<std::string> owned_claims(const Within& within) const {
    CTL_PASS(const auto live, ready_.client->list(kube::resources::persistent_volume_claims(), request_.namespace_name,
                                                  label_selector(look_), within));
    const auto& uid = look_.installation->resource.at({"metadata", "uid"}).as_string();
    for (const auto& claim : live) {
      for (const auto& owner : claim.at({"metadata", "ownerReferences"}).as_list()) {
        if (owner["uid"].as_string() == uid)
          return "the operator to set " + text_of(kube::resources::persistent_volume_claims(), claim) + " free";
      }
    }
    return std::string();
  }

  /// The resource, then what the cluster's garbage collector has not come to yet.
  Result<std::string> remaining_objects(const Within& within) const {
    const kube::ObjectRef ref{kube::resources::coroots(), request_.namespace_name, look_.name};
    CTL_PASS(const auto live, ready_.client->find(ref, within));
    if (live) return text_of(ref.resource, *live);
    for (const auto& kind : {kube::resources::deployments(), kube::resources::stateful_sets(),
                             kube::resources::daemon_sets(), kube::resources::pods()}) {
      CTL_PASS(const auto items, ready_.client->list(kind, request_.namespace_name, label_selector(look_), within));
      if (!items.empty()) return text_of(kind, items.front());
    }
    return request_.extent.definition ? remaining_owned(within) : std::string();
  }

  /// The garbage collector finds owners by the definition: what it has not deleted before that goes, stays for ever.
  Result<std::string> remaining_owned(const Within& within) const {
    for (const auto& kind : {kube::resources::services(), kube::resources::config_maps(), kube::resources::ingresses(),
                             service_accounts(), kube::resources::persistent_volume_claims()}) {
      CTL_PASS(const auto items, ready_.client->list(kind, request_.namespace_name, label_selector(look_), within));
      for (const auto& item : items)
        if (is_owned(item)) return text_of(kind, item);
    }
    const kube::ObjectRef password{kube::resources::secrets(), request_.namespace_name,
                                   coroot::ObjectNames(look_.name).prefix + "clickhouse"};
    CTL_PASS(const auto secret, ready_.client->find(password, within));
    return secret && is_owned(*secret) ? text_of(password.resource, *secret) : std::string();
  }

  bool is_owned(const Value& object) const {
    const auto& owners = object.at({"metadata", "ownerReferences"}).as_list();
    return std::any_of(owners.begin(), owners.end(), [&](const Value& owner) {
      return owner["kind"].as_string() == "Coroot" && owner["name"].as_string() == look_.name;
    });
  }

  Result<std::string> remaining_steps(const deploy::Plan& plan, const Within& within) const {
    for (const auto& step : plan.steps) {
      const auto& kind = step.object.resource.kind;  // all others go at once
      if (kind != "PersistentVolumeClaim" && kind != "CustomResourceDefinition") continue;
      CTL_PASS(const auto live, ready_.client->find(step.object, within));
      if (live) return text_of(step.object.resource, *live);
    }
    return std::string();
  }

  const UninstallRequest& request_;
  const fleet::Surroundings& around_;
  const Ready& ready_;
  const UninstallLook& look_;
  ClusterUninstall& report_;
  std::stop_token stop_;
};

Result<Ready> get_ready(const UninstallRequest& request, const UninstallTarget& target,
                        const fleet::Surroundings& around, const std::stop_token& stop) {
  Ready out;
  Within within{Deadline::in(request_deadline), stop};
  CTL_PASS(out.client, around.connector.client_for(target.cluster, request.dry_run, within));
  CTL_PASS(out.look, look_at(*out.client, target, request, within));
  CTL_RUN(check_may_go(out.look, target, request));
  return out;
}

/// One cluster under two names would be taken apart twice.
Result<> refuse_twins(const std::vector<Result<Ready>>& all) {
  std::map<std::string, std::string> seen;
  for (const auto& ready : all) {
    if (!ready || ready->look.uid.empty()) continue;
    const auto& look = ready->look;
    if (const auto [other, fresh] = seen.emplace(look.uid, look.context); !fresh) {
      return fail_with_hint(ErrorKind::usage, "name each cluster once",
                            "contexts {} and {} are the same cluster (kube-system UID {})", other->second, look.context,
                            look.uid);
    }
  }
  return {};
}

Result<> refuse_read_projects(const UninstallRequest& request, const std::vector<Result<Ready>>& all,
                              const fleet::Surroundings& around, const std::stop_token& stop) {
  if (!request.hub || request.even_linked) return {};
  Within within{Deadline::in(request_deadline), stop};
  const auto step = "cluster " + request.hub->context;
  CTL_TRY(const auto reader, around.connector.reader_for(*request.hub, within), step);
  CTL_TRY(const auto hub, deploy::find_installations(reader, within), step);
  for (const auto& ready : all)
    if (ready) CTL_CHECK(check_not_read(ready->look, hub, request.hub->context), "cluster " + ready->look.context);
  return {};
}

/// What is refused in one cluster is refused for all: nothing was written yet. A cluster that does not answer costs
/// only itself.
Result<> refuse_together(const std::vector<Result<Ready>>& all) {
  for (const auto& ready : all) {
    if (ready) continue;
    const auto kind = ready.error().kind;
    const bool is_own = kind == ErrorKind::unreachable || kind == ErrorKind::timeout || kind == ErrorKind::unauthorized;
    if (!is_own || all.size() == 1) return tl::unexpected(ready.error());
  }
  return {};
}

}  // namespace

Result<std::vector<ClusterUninstall>> uninstall(const UninstallRequest& request, const fleet::Surroundings& around,
                                                std::stop_token stop) {
  const auto all =
      fleet::fan_out(request.targets, request.width, stop,
                     [&](const UninstallTarget& target, const std::stop_token& token) -> Result<Ready> {
                       auto ready = get_ready(request, target, around, token);
                       if (ready) return ready;
                       return tl::unexpected(std::move(ready.error()).with("cluster " + target.cluster.context));
                     });
  CTL_RUN(refuse_together(all));
  CTL_RUN(refuse_twins(all));
  CTL_RUN(refuse_read_projects(request, all, around, stop));
  std::vector<Farewell> farewells;
  for (const auto& ready : all)
    if (ready) farewells.push_back(farewell_of(ready->look, request));
  if (request.consent && !request.dry_run) CTL_RUN(request.consent(farewells));
  return fleet::report_each(
      all.size(), request.width, stop,
      [&](std::size_t i) {
        ClusterUninstall out{request.targets[i].cluster.context, request.targets[i].project, {}, {}, {}, {}, {}};
        out.unfinished.left = {"everything"};
        return out;
      },
      [&](ClusterUninstall& report, std::size_t i, const std::stop_token& token) -> Result<> {
        if (!all[i]) return tl::unexpected(all[i].error());
        auto farewell = farewell_of(all[i]->look, request);
        report.project = farewell.name;
        report.kept = std::move(farewell.kept);
        report.warnings = std::move(farewell.notes);
        return Remover(request, around, *all[i], report, token).run();
      });
}

}  // namespace corootctl::upkeep
