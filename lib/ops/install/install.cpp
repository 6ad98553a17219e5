#include "ops/install/install.hpp"

#include <algorithm>
#include <map>

#include "base/process.hpp"
#include "deploy/consequences.hpp"
#include "deploy/execute.hpp"
#include "deploy/helm.hpp"
#include "deploy/manifests.hpp"
#include "deploy/namespaces.hpp"
#include "deploy/operators.hpp"
#include "deploy/wait.hpp"
#include "fleet/fan_out.hpp"
#include "kube/objects/deletion.hpp"
#include "ops/install/plan.hpp"

namespace corootctl::ops {
namespace {

using document::Value;

constexpr std::chrono::seconds request_deadline{60};

/// One target and what the reading half learned about it.
struct Prepared {
  InstallTarget target{};
  InstallWants wants{};
  InstallWish wish{};
  std::optional<kube::Client> client{};
  std::string uid{};
  InstallState state{};
  std::string used_operator{};   ///< "operator in coroot-operator (release flux)", when it is somebody else's
  std::optional<Value> space{};  ///< the namespace, when it is there
  std::optional<Value> live{};   ///< the resource, when it is there
  std::optional<deploy::ObjectReport> checked{};  ///< of a dry run: what became of the resource
  std::vector<std::string> warnings{};
};

/// One Coroot a cluster: a second one runs two privileged agents on every node (operator 6).
/// Returns the one that this install is for.
Result<std::optional<Value>> only_one(const std::vector<deploy::Installation>& installations, const Value& resource) {
  const auto wanted = deploy::ref_of_document(resource);
  for (const auto& other : installations) {
    if (other.namespace_name == wanted.namespace_name && other.name == wanted.name) return other.resource;
  }
  if (installations.empty()) return std::nullopt;
  const auto& other = installations.front();
  return fail_with_hint(ErrorKind::conflict,
                        "install over it with -n " + other.namespace_name + " --name " + other.name,
                        "the cluster has {}/{} already, and a second Coroot would run every agent twice",
                        other.namespace_name, other.name);
}

/// Whether the operator that was found is the one that this install would bring or update: the chart's Deployment has
/// one name in every namespace, so namespace and release tell (operator 26).
bool is_ours(const deploy::Operator& found, const InstallWish& wish) {
  if (wish.manifests.empty()) return found.namespace_name == wish.namespace_name && found.release == wish.release;
  return std::any_of(wish.manifests.begin(), wish.manifests.end(), [&](const Value& object) {
    const auto space = object.at({"metadata", "namespace"}).string_or(wish.namespace_name);
    return deploy::is_operator(object) && space == found.namespace_name;
  });
}

/// A second operator would work on every Coroot resource of the cluster beside the first.
Result<> refuse_blindness(const InstallState& state, const std::string& namespace_name) {
  if (!state.definition_exists) return {};
  return fail_with_hint(ErrorKind::unauthorized,
                        "use --resource-only when one runs, or ask for the right to list deployments",
                        "an operator may run outside namespace {}, where this user may not look", namespace_name);
}

/// The two halves for one target: reading and checking, then writing and waiting.
class Installer {
 public:
  Installer(const InstallRequest& request, const fleet::Surroundings& around) : request_(request), around_(around) {}

  Result<Prepared> prepare(const Prepared& start, const std::stop_token& stop) const {
    Prepared out = start;
    Within within{Deadline::in(request_deadline), stop};
    CTL_PASS(out.client, around_.connector.client_for(out.target.cluster, is_dry(), within));
    CTL_PASS(const auto found, look_around(out, within));
    CTL_RUN(choose_operator(out, found.operators));
    if (out.wants.operator_only || !out.state.definition_exists) return out;
    CTL_PASS(out.live, only_one(found.installations, out.wish.resource));
    if (!out.state.namespace_exists) return out;
    deploy::Plan check{{resource_step(out.wish, is_dry() ? deploy::Action::apply : deploy::Action::check)}, {}};
    check.known[check.steps.front().object.describe()] = out.live;
    auto checked = run(out, check, within);
    if (checked.error && checked.error->reason == Reason::not_served) {  // a definition so new that it comes yet
      out.state.definition_exists = false;
      return out;
    }
    if (checked.error && is_dry()) checked.error->where.emplace_back("check");
    if (checked.error) return tl::unexpected(std::move(*checked.error));
    if (is_dry()) out.checked = std::move(checked.reports.front());
    return out;
  }

  /// Fills `out` step by step, so that a failure keeps what was done.
  Result<> execute(const Prepared& prepared, ClusterInstall& out, const std::stop_token& stop) const {
    auto plan = plan_install(prepared.wish, prepared.state, is_dry());
    if (!prepared.used_operator.empty()) out.objects.push_back({prepared.used_operator, deploy::used_as_it_is, {}});
    CTL_PASS(const auto change, change_of(prepared));
    announce(change, out);
    out.warnings.insert(out.warnings.end(), prepared.warnings.begin(), prepared.warnings.end());
    // helm and the definition's establishing share one budget; the waiting below has its own.
    const auto budget = std::max<std::chrono::milliseconds>(request_.timeout, request_deadline);
    if (prepared.checked) drop_checked(plan.steps);
    deploy::Plan steps{std::move(plan.steps), {}};
    steps.known[steps.steps.front().object.describe()] = prepared.space;
    auto done = run(prepared, steps, {Deadline::in(budget), stop});
    out.unfinished = unfinished(steps, done);
    if (request_.wait) out.unfinished.left.emplace_back("the wait until it runs");
    std::move(done.reports.begin(), done.reports.end(), std::back_inserter(out.objects));
    if (done.error) return tl::unexpected(std::move(*done.error));
    if (prepared.checked) out.objects.push_back(*prepared.checked);
    if (!is_dry()) out.way_back = deploy::way_back(change);
    for (const auto& step : plan.unchecked) out.objects.push_back({step.object.describe(), "created", {}, false, {}});
    out.warnings.insert(out.warnings.end(), plan.warnings.begin(), plan.warnings.end());
    if (!is_dry() && request_.wait) CTL_RUN(wait(prepared, out, {Deadline::in(request_.timeout), stop}));
    out.unfinished = {};
    return {};
  }

 private:
  /// A dry run has tried the resource already, under a definition that is there.
  static void drop_checked(std::vector<deploy::Step>& steps) {
    std::erase_if(steps, [](const deploy::Step& step) {
      return step.action == deploy::Action::await || step.object.resource.kind == "Coroot";
    });
  }

  /// The write into a resource that is there, by itself: no step when there is none.
  static Result<deploy::Plan> change_of(const Prepared& prepared) {
    deploy::Plan out;
    if (!prepared.live) return out;
    out.steps.push_back(resource_step(prepared.wish, deploy::Action::apply));
    auto& step = out.steps.front();
    CTL_PASS(step.document, step.merge(prepared.live));
    out.known[step.object.describe()] = prepared.live;
    return out;
  }

  /// Said before the first write: a restart of the server, and whose fields a forced install takes.
  void announce(const deploy::Plan& change, ClusterInstall& out) const {
    if (request_.force_conflicts) out.warnings = deploy::take_overs(change);
    if (is_dry() || !around_.tell) return;
    for (const auto& note : out.warnings) around_.tell({out.context, note});
    if (auto restart = deploy::restart_note(change); !restart.empty()) around_.tell({out.context, std::move(restart)});
  }

  /// Whose cluster it is, and what it runs of Coroot already.
  struct Found {
    std::string uid{};
    deploy::Operators operators{};
    std::vector<deploy::Installation> installations{};
  };
  using Installations = Result<std::vector<deploy::Installation>>;

  /// Side by side, since every answer of a far cluster takes its time.
  Result<Found> look_around(Prepared& out, const Within& within) const {
    auto [place, found] =
        fleet::side_by_side([&] { return look_at_place(out, within); }, [&] { return look_at_coroot(out, within); });
    if (!found) return tl::unexpected(std::move(found.error()));
    if (!place) return tl::unexpected(std::move(place.error()));
    out.uid = found->uid;
    return std::move(found);
  }

  /// Namespace and definition: whether they are there, and will stay, and let the agents in.
  Result<> look_at_place(Prepared& out, const Within& within) const {
    const kube::ObjectRef ref{kube::resources::namespaces(), "", request_.namespace_name};
    const auto find = [&](const kube::ObjectRef& object) { return out.client->find(object, within); };
    auto [space, definition] =
        fleet::side_by_side([&] { return find(ref); }, [&] { return find(deploy::coroot_definition()); });
    CTL_PASS(out.space, std::move(space));
    if (out.space) CTL_RUN(kube::refuse_deleted(ref, *out.space));
    if (!definition) return tl::unexpected(std::move(definition.error()));
    if (*definition) CTL_RUN(kube::refuse_deleted(deploy::coroot_definition(), **definition));
    out.state = {out.space.has_value(), definition->has_value()};
    const bool asks = out.space && !out.wants.compare_only;
    const auto admits = asks ? deploy::check_admits_agents(*out.client, *out.space, within) : Result<>();
    if (admits || !out.wants.operator_only) return admits;
    out.warnings.push_back(admits.error().what + ": " + admits.error().hint);
    return {};
  }

  Result<Found> look_at_coroot(const Prepared& out, const Within& within) const {
    auto [uid, found] = fleet::side_by_side([&] { return fleet::cluster_uid(*out.client, within); },
                                            [&] { return look_at_installed(out, within); });
    const bool is_needed = request_.targets.size() > 1;
    if (!uid && (is_needed || uid.error().kind != ErrorKind::unauthorized))
      return tl::unexpected(std::move(uid.error()));
    if (found) found->uid = uid.value_or("");
    return std::move(found);
  }

  Result<Found> look_at_installed(const Prepared& out, const Within& within) const {
    auto [operators, installations] = fleet::side_by_side(
        [&] { return deploy::find_operators(*out.client, request_.namespace_name, within); },
        [&] { return out.wants.operator_only ? Installations() : deploy::find_installations(*out.client, within); });
    Found found;
    CTL_PASS(found.operators, std::move(operators));
    CTL_PASS(found.installations, std::move(installations));
    return found;
  }

  Result<> choose_operator(Prepared& out, const deploy::Operators& operators) const {
    const auto& found = operators.found;
    out.wish.brings_operator = !out.wants.resource_only;
    if (found.empty()) return without_operator(out, operators.everywhere);
    if (found.size() > 1) {
      out.warnings.push_back(
          fmt::format("{} operators are in this cluster, and each works on every Coroot resource", found.size()));
    }
    const auto ours =
        std::find_if(found.begin(), found.end(), [&](const auto& each) { return is_ours(each, out.wish); });
    const auto& used = ours == found.end() ? found.front() : *ours;
    CTL_RUN(deploy::check_at_work(used));
    if (ours != found.end() && !out.wants.resource_only) return {};
    out.wish.brings_operator = false;
    out.used_operator = used.describe();
    return need_definition(out);
  }

  Result<> without_operator(Prepared& out, bool everywhere) const {
    if (!out.wants.resource_only) return everywhere ? Result<>() : refuse_blindness(out.state, request_.namespace_name);
    if (everywhere) out.warnings.emplace_back("no operator is in this cluster: nothing happens before one comes");
    return need_definition(out);
  }

  /// It comes with the operator.
  static Result<> need_definition(const Prepared& out) {
    if (out.state.definition_exists) return {};
    return fail_with_hint(ErrorKind::not_found, "the owner of the operator has to bring it",
                          "{} does not exist, and this install brings no operator",
                          deploy::coroot_definition().describe());
  }

  bool is_dry() const { return request_.dry_run != deploy::DryRun::none; }

  deploy::Executed run(const Prepared& prepared, const deploy::Plan& plan, const Within& within) const {
    const deploy::HelmRelease helm{prepared.wants.operator_source, request_.namespace_name,
                                   prepared.wish.context,          prepared.target.cluster.connection.context,
                                   prepared.wants.kubeconfig,      request_.overrides,
                                   request_.force_conflicts};
    const deploy::Site site{*prepared.client, request_.namespace_name, around_, helm};
    auto out =
        deploy::execute(site, plan, {is_dry(), request_.force_conflicts, {}, prepared.wants.compare_only}, within);
    if (!out.error) return out;
    const auto& failed = plan.steps[*out.failed];
    if (failed.part == operator_part) out.error->where.emplace_back("install the operator");
    if (failed.action == deploy::Action::check) out.error->where.emplace_back("check");
    return out;
  }

  Result<> wait(const Prepared& prepared, ClusterInstall& out, const Within& within) const {
    deploy::Waited waited;
    if (prepared.wants.operator_only) {
      waited = deploy::wait_for_operator(*prepared.client, request_.namespace_name, out.context, around_, within);
    } else {
      const auto ref = deploy::ref_of_document(prepared.wish.resource);
      CTL_PASS(const auto live, deploy::read_installation(*prepared.client, ref.namespace_name, ref.name, within));
      waited = deploy::wait_until_running(*prepared.client, live, out.context, around_, within);
    }
    out.components = std::move(waited.components);
    if (waited.error) return tl::unexpected(std::move(*waited.error));
    return {};
  }

  const InstallRequest& request_;
  const fleet::Surroundings& around_;
};

/// What one target shall get, rendered. A file of manifests is read once for all that name it.
using ManifestFiles = std::map<std::string, std::vector<Value>>;

Result<InstallWish> render_one(const InstallRequest& request, const InstallTarget& target, const InstallWants& wants,
                               ManifestFiles& files) {
  InstallWish out;
  out.context = target.cluster.context;
  out.namespace_name = request.namespace_name;
  out.release = wants.operator_source.release;
  out.key_secret = wants.key_secret;
  if (const auto& file = wants.operator_source.manifests_file; !wants.resource_only && !file.empty()) {
    if (!files.contains(file)) {
      CTL_TRY(files[file], deploy::read_manifests(file), "--operator-manifests");
    }
    out.manifests = files[file];
  }
  if (wants.operator_only) return out;
  out.resource = wants.resource;
  if (out.resource.is_null()) {
    CTL_PASS(out.resource, deploy::member_resource(wants.settings, request.namespace_name, target.project));
  }
  return out;
}

Result<std::vector<Prepared>> render_all(const InstallRequest& request) {
  ManifestFiles files;
  std::vector<Prepared> out;
  for (const auto& target : request.targets) {
    Prepared prepared;
    prepared.target = target;
    prepared.wants = target.own.value_or(request);
    CTL_PASS(prepared.wish, render_one(request, target, prepared.wants, files));
    out.push_back(std::move(prepared));
  }
  return out;
}

ClusterInstall report_of(const InstallTarget& target) {
  return {target.cluster.context, target.project, {}, false, {}, {}, {}, {}, {{}, {"everything"}}, {}, {}};
}

std::vector<ClusterInstall> only_manifests(const std::vector<Prepared>& all) {
  std::vector<ClusterInstall> out;
  for (const auto& prepared : all) {
    auto& report = out.emplace_back(report_of(prepared.target));
    report.manifests = prepared.wish.manifests;
    if (!prepared.wish.resource.is_null()) report.manifests.push_back(prepared.wish.resource);
  }
  return out;
}

/// Input that a server refuses is wrong for every cluster, and one cluster under two names would be written twice: both
/// end the install before the first write.
Result<> refuse_bad_input(const std::vector<Result<Prepared>>& all) {
  std::map<std::string, std::string> seen;
  for (const auto& prepared : all) {
    if (!prepared && (prepared.error().kind == ErrorKind::invalid || prepared.error().kind == ErrorKind::cancelled))
      return tl::unexpected(prepared.error());
    if (!prepared) continue;
    const auto& context = prepared->target.cluster.context;
    if (const auto [other, fresh] = seen.emplace(prepared->uid, context); !fresh) {
      return fail_with_hint(ErrorKind::usage, "name each cluster once",
                            "contexts {} and {} are the same cluster (kube-system UID {})", other->second, context,
                            prepared->uid);
    }
  }
  return {};
}

Result<> check_source(const InstallWants& wants, const fleet::Surroundings& around, const std::stop_token& stop) {
  const auto& source = wants.operator_source;
  if (wants.resource_only || !source.manifests_file.empty()) return {};
  if (find_program(source.helm, around.env))
    return deploy::check_chart(source, around, {Deadline::in(request_deadline), stop});
  return fail_with_hint(ErrorKind::not_found,
                        "install helm, name it with --helm PATH, or use --operator-manifests FILE",
                        "{}: no such program", source.helm);
}

/// Each source of the operator once.
Result<> check_tools(const InstallRequest& request, const fleet::Surroundings& around, const std::stop_token& stop) {
  if (request.dry_run == deploy::DryRun::client) return {};
  std::vector<deploy::OperatorSource> seen;
  for (const auto& target : request.targets) {
    const InstallWants& wants = target.own ? *target.own : request;
    if (std::find(seen.begin(), seen.end(), wants.operator_source) != seen.end()) continue;
    CTL_RUN(check_source(wants, around, stop));
    if (!wants.resource_only) seen.push_back(wants.operator_source);
  }
  return {};
}

}  // namespace

Result<std::vector<ClusterInstall>> install(const InstallRequest& request, const fleet::Surroundings& around,
                                            std::stop_token stop) {
  CTL_RUN(check_tools(request, around, stop));
  CTL_PASS(const auto rendered, render_all(request));
  if (request.dry_run == deploy::DryRun::client) return only_manifests(rendered);
  const Installer installer(request, around);
  const auto prepared = fleet::fan_out(
      rendered, request.width, stop, [&](const Prepared& start, std::stop_token token) -> Result<Prepared> {
        auto out = installer.prepare(start, token);
        if (!out) return tl::unexpected(std::move(out.error()).with("cluster " + start.target.cluster.context));
        return out;
      });
  CTL_RUN(refuse_bad_input(prepared));
  return fleet::report_each(
      prepared.size(), request.width, stop, [&](std::size_t i) { return report_of(request.targets[i]); },
      [&](ClusterInstall& report, std::size_t i, const std::stop_token& token) -> Result<> {
        if (!prepared[i]) return tl::unexpected(prepared[i].error());
        report.uid = prepared[i]->uid;
        report.takes_resources = prepared[i]->state.namespace_exists && prepared[i]->state.definition_exists;
        return installer.execute(*prepared[i], report, token);
      });
}

}  // namespace corootctl::ops
