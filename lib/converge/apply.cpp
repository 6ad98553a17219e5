#include "converge/apply.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "converge/hub_plan.hpp"
#include "converge/look.hpp"
#include "converge/wants.hpp"
#include "deploy/execute.hpp"
#include "deploy/manifests.hpp"
#include "deploy/wait.hpp"
#include "fleetfile/resources.hpp"

namespace corootctl::converge {
namespace {

using fleetfile::Topology;

constexpr std::chrono::seconds request_deadline{60};
constexpr std::chrono::milliseconds key_pause{500};

/// A cluster of the plan beside its entry in the file.
struct Place {
  const fleetfile::Cluster* cluster = nullptr;
  fleet::ClusterRef ref{};
  const ClusterPlan* plan = nullptr;
};

std::vector<Place> places_of(const Request& request, const FleetPlan& plan) {
  std::vector<Place> out;
  for (const auto& planned : plan.clusters) {
    if (planned.role == "hub") {
      out.push_back({&request.fleet.hub, request.hub, &planned});
      continue;
    }
    for (std::size_t i = 0; i < request.members.size(); ++i) {
      if (request.fleet.members[i].name == planned.name)
        out.push_back({&request.fleet.members[i], request.members[i], &planned});
    }
  }
  return out;
}

/// Namespace and operator have a wave of their own.
bool is_of_operators(const deploy::ObjectReport& object) {
  return object.outcome == deploy::used_as_it_is || object.object.starts_with("Namespace ");
}

class Waves {
 public:
  Waves(const Request& request, const FleetPlan& plan, const fleet::Surroundings& around, std::stop_token stop)
      : request_(request), places_(places_of(request, plan)), around_(around), stop_(std::move(stop)) {}

  std::optional<WaveReport> run(Wave wave) const {
    if (wave == Wave::hub) return run_hub();
    std::vector<Place> pending;
    for (const auto& place : places_) {
      if (is_pending(*place.plan, wave)) pending.push_back(place);
    }
    if (pending.empty()) return std::nullopt;
    WaveReport out{wave, {}, {}, {}};
    const auto first = std::stable_partition(pending.begin(), pending.end(), [&](const Place& place) {
      return !request_.canary.empty() && place.cluster->name == request_.canary;
    });
    for (const auto& batch : {std::vector(pending.begin(), first), std::vector(first, pending.end())}) {
      if (batch.empty() || has_failed(out)) continue;
      if (auto done = bring(wave, batch, out); !done) out.error = std::move(done.error());
    }
    return out;
  }

 private:
  Result<ops::InstallTarget> target_of(Wave wave, const Place& place) const {
    ops::InstallTarget out{place.ref, place.cluster->project, {}};
    if (wave == Wave::operators) {
      out.own = operator_wants(*place.cluster);
      return out;
    }
    CTL_PASS(out.own, member_wants(request_.fleet, *place.cluster, false));
    if (wave != Wave::agents) return out;
    CTL_PASS(const auto key, await_key(*place.cluster));
    out.own->key_secret = key_secret(request_.fleet, *place.cluster, key);
    return out;
  }

  Result<> bring(Wave wave, const std::vector<Place>& batch, WaveReport& out) const {
    auto request = install_request(request_);
    request.width = request_.width_of_writes;
    for (const auto& place : batch) {
      CTL_PASS(auto target, target_of(wave, place));
      request.targets.push_back(std::move(target));
    }
    CTL_PASS(auto reports, ops::install(request, around_, stop_));
    for (auto& report : reports) {
      if (wave != Wave::operators) std::erase_if(report.objects, is_of_operators);
      out.clusters.push_back(std::move(report));
    }
    return {};
  }

  /// The hub's operator makes it some seconds after the project is there.
  Result<SecretString> await_key(const fleetfile::Cluster& member) const {
    Within within{Deadline::in(std::max<std::chrono::milliseconds>(request_.timeout, request_deadline)), stop_};
    CTL_TRY(const auto hub, around_.connector.reader_for(request_.hub, within), "cluster " + request_.hub.context);
    const kube::ObjectRef secret{kube::resources::secrets(), request_.fleet.namespace_name,
                                 std::string(fleetfile::agents_secret)};
    for (;;) {
      CTL_TRY(const auto live, hub.find(secret, within), "cluster " + request_.hub.context);
      if (auto key = agents_key(live, member); !key.empty()) return key;
      if (within.deadline.expired()) break;
      if (around_.tell) around_.tell({request_.hub.context, "wait for the key of " + member.project});
      if (!around_.clock.pause(key_pause, stop_)) return fail(ErrorKind::cancelled, "interrupted");
    }
    return fail_with_hint(ErrorKind::timeout, "look at the operator's log in the hub",
                          "the hub's operator has made no key {} in {}", member.project, secret.describe());
  }

  ops::LinkRequest link_request() const {
    ops::LinkRequest out;
    out.hub = request_.hub;
    for (std::size_t i = 0; i < request_.members.size(); ++i) {
      const auto& member = request_.fleet.members[i];
      const bool is_read = member.topology == Topology::remote && is_chosen(request_, member.name);
      if (is_read) out.members.push_back(link_member(request_, i));
    }
    out.settings.place = {request_.fleet.namespace_name, request_.fleet.secret};
    out.planner = [this, awaits = false](const auto& members, const auto& hub) mutable {
      awaits = awaits || !hub.installation;  // whoever makes it meanwhile: the steps stay the same
      return plan_for(members, hub, awaits);
    };
    out.force_conflicts = request_.force_conflicts;
    out.wait = request_.wait;
    out.verify = request_.verify;
    out.login = request_.login;
    out.timeout = request_.timeout;
    out.width = request_.width;
    return out;
  }

  /// The operator's wave may have made the definition a moment ago.
  Result<deploy::Plan> plan_for(const std::vector<ops::ReadMember>& members, const ops::ReadHub& hub,
                                bool awaits) const {
    CTL_PASS(auto out, plan_hub(wish(), members, hub));
    if (awaits) out.steps.insert(out.steps.begin(), deploy::await_definition(request_.hub.context));
    return out;
  }

  std::optional<WaveReport> run_hub() const {
    const bool pends = std::any_of(places_.begin(), places_.end(),
                                   [](const Place& place) { return is_pending(*place.plan, Wave::hub); });
    if (!pends) return std::nullopt;
    WaveReport out{Wave::hub, {}, {}, {}};
    auto linked = ops::link_clusters(link_request(), around_, stop_);
    if (!linked) {
      out.error = std::move(linked.error());
      return out;
    }
    out.hub = std::move(*linked);
    if (!request_.prune || has_failed(out)) return out;
    if (auto pruned = drop_keys(*out.hub); !pruned) out.error = std::move(pruned.error());
    return out;
  }

  /// After the resource that named them: a hub that names a missing key does not start (operator 17).
  Result<> drop_keys(ops::LinkReport& report) const {
    const Within within{Deadline::in(request_deadline), stop_};
    const ops::HubPlace place{request_.fleet.namespace_name, request_.fleet.secret};
    CTL_TRY(const auto hub, ops::read_hub(around_.connector, request_.hub, true, place, within), "drop keys");
    if (leftovers(wish(), hub).keys.empty()) return {};
    const deploy::Plan plan{{prune_secret(wish(), hub)}, {}};
    auto done = deploy::execute({*hub.client, place.namespace_name, around_, {}}, plan, {}, within);
    std::move(done.reports.begin(), done.reports.end(), std::back_inserter(report.objects));
    if (done.error) return tl::unexpected(std::move(*done.error).with("drop keys"));
    report.changed = true;
    return {};
  }

  HubWish wish() const { return wish_of(request_); }

  const Request& request_;
  std::vector<Place> places_;
  const fleet::Surroundings& around_;
  std::stop_token stop_;
};

std::string owners_in(const ClusterPlan& cluster) {
  std::vector<std::string> out;
  for (const auto& object : cluster.objects) {
    if (!object.owners.empty()) out.push_back(cluster.name + ": " + object.object + ": " + join(object.owners, ", "));
  }
  return join(out, "\n  - ");
}

}  // namespace

bool has_failed(const WaveReport& wave) {
  const bool cluster =
      std::any_of(wave.clusters.begin(), wave.clusters.end(), [](const auto& each) { return each.error.has_value(); });
  const bool member = wave.hub && std::any_of(wave.hub->members.begin(), wave.hub->members.end(),
                                              [](const auto& each) { return each.error.has_value(); });
  return wave.error || cluster || member || (wave.hub && wave.hub->error);
}

Result<> check_can_apply(const Request& request, const FleetPlan& plan) {
  std::vector<std::string> owners;
  for (const auto& cluster : plan.clusters) {
    if (cluster.error) return tl::unexpected(Error(*cluster.error).with("cluster " + cluster.context));
    if (cluster.refusal) return tl::unexpected(Error(*cluster.refusal).with("cluster " + cluster.context));
    if (auto text = owners_in(cluster); !text.empty() && !cluster.is_readonly) owners.push_back(std::move(text));
  }
  if (owners.empty() || request.force_conflicts) return {};
  return fail_with_hint(
      ErrorKind::conflict, "Change the file to what they wrote, or take the fields over with --force-conflicts.",
      "other managers own fields that would change, and nothing was written:\n  - {}", join(owners, "\n  - "));
}

Result<> check_same(const FleetPlan& now, const std::vector<std::pair<std::string, std::string>>& then) {
  std::vector<std::string> moved;
  for (const auto& cluster : now.clusters) {
    const auto before =
        std::find_if(then.begin(), then.end(), [&](const auto& each) { return each.first == cluster.name; });
    if (before == then.end() || before->second != digest(cluster)) moved.push_back(cluster.name);
  }
  for (const auto& [name, text] : then) {
    const bool is_here = std::any_of(now.clusters.begin(), now.clusters.end(),
                                     [&wanted = name](const auto& cluster) { return cluster.name == wanted; });
    if (!is_here) moved.push_back(name);
  }
  if (moved.empty()) return {};
  return fail_with_hint(ErrorKind::conflict, "Look at a new plan: corootctl plan",
                        "the plan does not fit any more, and nothing was written: the file or the cluster moved in {}",
                        join(moved, ", "));
}

std::vector<WaveReport> apply(const Request& request, const FleetPlan& plan, const fleet::Surroundings& around,
                              const std::stop_token& stop) {
  const Waves waves(request, plan, around, stop);
  std::vector<WaveReport> out;
  for (const auto wave : {Wave::operators, Wave::members, Wave::hub, Wave::agents}) {
    auto report = waves.run(wave);
    if (!report) continue;
    out.push_back(std::move(*report));
    if (has_failed(out.back())) break;
  }
  return out;
}

}  // namespace corootctl::converge
