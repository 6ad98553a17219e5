#include "ops/install/install.hpp"

#include <algorithm>
#include <map>

#include "base/process.hpp"
#include "deploy/consequences.hpp"
#include "deploy/execute.hpp"
#include "deploy/helm.hpp"
#include "deploy/manifests.hpp"
#include "deploy/operators.hpp"
#include "deploy/present.hpp"
#include "deploy/wait.hpp"
#include "fleet/fan_out.hpp"
#include "fleet/visit.hpp"
#include "ops/install/plan.hpp"

namespace corootctl::ops {
namespace {

using document::Value;

constexpr std::chrono::seconds request_deadline{60};

/// One target and what the reading half learned about it.
struct Prepared {
  std::size_t number = 0;  ///< among the request's targets
  InstallTarget target{};
  InstallWants wants{};
  InstallWish wish{};
  std::optional<kube::Client> client{};
  std::string uid{};
  InstallState state{};
  std::string used_operator{};        ///< "operator in coroot-operator (release flux)", when it is somebody else's
  std::optional<Value> space{};       ///< the namespace, when it is there
  std::optional<Value> definition{};  ///< the Coroot definition, when it is there
  std::optional<Value> live{};        ///< the resource, when it is there
  std::vector<std::string> warnings{};
};

/// What the server says to the resource before anything is written.
struct Checked {
  bool is_served = true;                         ///< false = its definition is so new that it comes yet
  std::optional<deploy::ObjectReport> report{};  ///< of a dry run: what became of it
};

/// The two halves for one target: reading and checking, then writing and waiting.
class Installer {
 public:
  Installer(const InstallRequest& request, const fleet::Surroundings& around) : request_(request), around_(around) {}

  Result<Prepared> prepare(const Prepared& start, const std::stop_token& stop) const {
    Prepared out = start;
    Within within{Deadline::in(request_deadline), stop};
    CTL_RUN(look(out, around_.connector, within));
    CTL_PASS(const auto checked, check_resource(out, within));
    out.state.definition_exists = out.state.definition_exists && checked.is_served;
    return out;
  }

  /// Fills `out` step by step, so that a failure keeps what was done.
  Result<> execute(const Prepared& prepared, ClusterInstall& out, const std::stop_token& stop) const {
    const auto plan = plan_install(prepared.wish, prepared.state, false);
    CTL_PASS(const auto change, begin(prepared, out));
    const auto steps = with_known(prepared, plan.steps);
    CTL_RUN(take_in(steps, run(prepared, steps, budget(stop)), out));
    out.way_back = deploy::way_back(change);
    if (request_.wait) CTL_RUN(wait(prepared, out, {Deadline::in(request_.timeout), stop}));
    out.unfinished = {};
    return {};
  }

  /// Both halves of a dry run, and the resource beside the operator: nothing waits for what is not written. Returns the
  /// cluster's UID, or what the reading half failed with; a later failure is `out.error`.
  Result<std::string> attempt(const Prepared& start, const fleet::Connector& connector, ClusterInstall& out,
                              const std::stop_token& stop) const {
    Prepared prepared = start;
    Within within{Deadline::in(request_deadline), stop};
    CTL_RUN(look(prepared, connector, within));
    auto steps = with_known(prepared, plan_install(prepared.wish, prepared.state, true).steps);
    if (is_checked(prepared)) drop_checked(steps.steps);
    steps.known[deploy::coroot_definition().describe()] = prepared.definition;
    auto [checked, done] = fleet::side_by_side([&] { return check_resource(prepared, within); },
                                               [&] { return run(prepared, steps, budget(stop)); });
    if (!checked) return tl::unexpected(std::move(checked.error()));
    prepared.state.definition_exists = prepared.state.definition_exists && checked->is_served;
    out.uid = prepared.uid;
    out.takes_resources = prepared.state.namespace_exists && prepared.state.definition_exists;
    if (auto told = report_attempt(prepared, steps, std::move(done), checked->report, out); !told)
      out.error = std::move(told.error());
    return out.uid;
  }

 private:
  Result<> look(Prepared& out, const fleet::Connector& connector, Within& within) const {
    CTL_PASS(out.client, connector.client_for(out.target.cluster, is_dry(), within));
    CTL_PASS(const auto found, look_around(out, within));
    CTL_RUN(choose_operator(out, found.operators));
    if (out.wants.operator_only || !out.state.definition_exists) return {};
    CTL_PASS(out.live, only_one(found.installations, out.wish.resource));
    return {};
  }

  static bool is_checked(const Prepared& prepared) {
    return !prepared.wants.operator_only && prepared.state.definition_exists && prepared.state.namespace_exists;
  }

  Result<Checked> check_resource(const Prepared& prepared, const Within& within) const {
    Checked out;
    if (!is_checked(prepared)) return out;
    const auto action = is_dry() ? deploy::Action::apply : deploy::Action::check;
    deploy::Plan check{{resource_step(prepared.wish, action)}, {}};
    check.known[check.steps.front().object.describe()] = prepared.live;
    auto done = run(prepared, check, within);
    out.is_served = !done.error || done.error->reason != Reason::not_served;
    if (!out.is_served) return out;
    if (done.error && is_dry()) done.error->where.emplace_back("check");
    if (done.error) return tl::unexpected(std::move(*done.error));
    if (is_dry()) out.report = std::move(done.reports.front());
    return out;
  }

  /// helm and the definition's establishing share one budget; the waiting afterwards has its own.
  Within budget(const std::stop_token& stop) const {
    return {Deadline::in(std::max<std::chrono::milliseconds>(request_.timeout, request_deadline)), stop};
  }

  static deploy::Plan with_known(const Prepared& prepared, std::vector<deploy::Step> steps) {
    deploy::Plan out{std::move(steps), {}};
    out.known[out.steps.front().object.describe()] = prepared.space;
    return out;
  }

  /// What is told before the first step. Returns the change of the resource, as change_of.
  Result<deploy::Plan> begin(const Prepared& prepared, ClusterInstall& out) const {
    if (!prepared.used_operator.empty()) out.objects.push_back({prepared.used_operator, deploy::used_as_it_is, {}});
    CTL_PASS(auto change, change_of(prepared.wish, prepared.live));
    announce(change, out);
    out.warnings.insert(out.warnings.end(), prepared.warnings.begin(), prepared.warnings.end());
    return change;
  }

  Result<> take_in(const deploy::Plan& steps, deploy::Executed done, ClusterInstall& out) const {
    out.unfinished = unfinished(steps, done);
    if (request_.wait) out.unfinished.left.emplace_back("the wait until it runs");
    std::move(done.reports.begin(), done.reports.end(), std::back_inserter(out.objects));
    if (done.error) return tl::unexpected(std::move(*done.error));
    return {};
  }

  Result<> report_attempt(const Prepared& prepared, const deploy::Plan& steps, deploy::Executed done,
                          const std::optional<deploy::ObjectReport>& checked, ClusterInstall& out) const {
    CTL_RUN(begin(prepared, out));
    CTL_RUN(take_in(steps, std::move(done), out));
    if (checked) out.objects.push_back(*checked);
    const auto plan = plan_install(prepared.wish, prepared.state, true);
    for (const auto& step : plan.unchecked) out.objects.push_back({step.object.describe(), "created", {}, false, {}});
    out.warnings.insert(out.warnings.end(), plan.warnings.begin(), plan.warnings.end());
    out.unfinished = {};
    return {};
  }

  /// Said before the first write: a restart of the server, and whose fields a forced install takes.
  void announce(const deploy::Plan& change, ClusterInstall& out) const {
    if (request_.force_conflicts) out.warnings = deploy::take_overs(change);
    if (is_dry() || !around_.tell) return;
    for (const auto& note : out.warnings) around_.tell({out.context, note});
    if (auto restart = deploy::restart_note(change); !restart.empty()) around_.tell({out.context, std::move(restart)});
  }

  /// Whose cluster it is, what it runs of Coroot already, and whether it lets the agents in.
  Result<deploy::Present> look_around(Prepared& out, const Within& within) const {
    const deploy::Looked wanted{request_.namespace_name, !out.wants.operator_only, !out.wants.compare_only,
                                request_.targets.size() > 1};
    CTL_PASS(auto found, deploy::look_around(*out.client, wanted, within));
    out.uid = found.uid;
    out.space = std::move(found.space);
    out.definition = std::move(found.definition);
    out.state = {out.space.has_value(), out.definition.has_value()};
    if (!found.refusal) return found;
    if (!out.wants.operator_only) return tl::unexpected(std::move(*found.refusal));
    out.warnings.push_back(found.refusal->what + ": " + found.refusal->hint);
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
    return need_definition(out.state);
  }

  Result<> without_operator(Prepared& out, bool everywhere) const {
    if (!out.wants.resource_only) return everywhere ? Result<>() : refuse_blindness(out.state, request_.namespace_name);
    if (everywhere) out.warnings.emplace_back("no operator is in this cluster: nothing happens before one comes");
    return need_definition(out.state);
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
using ManifestFiles = std::map<std::string, Manifests>;

Result<InstallWish> render_one(const InstallRequest& request, const InstallTarget& target, const InstallWants& wants,
                               ManifestFiles& files) {
  InstallWish out;
  out.context = target.cluster.context;
  out.namespace_name = request.namespace_name;
  out.release = wants.operator_source.release;
  out.key_secret = wants.key_secret;
  if (const auto& file = wants.operator_source.manifests_file; !wants.resource_only && !file.empty()) {
    if (!files.contains(file)) {
      CTL_TRY(auto manifests, deploy::read_manifests(file), "--operator-manifests");
      files[file] = std::make_shared<const std::vector<Value>>(std::move(manifests));
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
    prepared.number = out.size();
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
    if (prepared.wish.manifests) report.manifests = *prepared.wish.manifests;
    if (!prepared.wish.resource.is_null()) report.manifests.push_back(prepared.wish.resource);
  }
  return out;
}

/// Input that a server refuses is wrong for every cluster, and one cluster under two names would be written twice: both
/// end the install before the first write. `uids`: of the targets' clusters, or why their reading half failed.
Result<> refuse_bad_input(const std::vector<InstallTarget>& targets, const std::vector<Result<std::string>>& uids) {
  std::map<std::string, std::string> seen;
  for (std::size_t i = 0; i < uids.size(); ++i) {
    const auto& uid = uids[i];
    if (!uid && (uid.error().kind == ErrorKind::invalid || uid.error().kind == ErrorKind::cancelled))
      return tl::unexpected(uid.error());
    if (!uid) continue;
    const auto& context = targets[i].cluster.context;
    if (const auto [other, fresh] = seen.emplace(*uid, context); !fresh) {
      return fail_with_hint(ErrorKind::usage, "name each cluster once",
                            "contexts {} and {} are the same cluster (kube-system UID {})", other->second, context,
                            *uid);
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

/// `ask` for each target, on several threads; its errors name the cluster.
template <class Ask>
auto ask_each(const InstallRequest& request, const std::vector<Prepared>& rendered, const std::stop_token& stop,
              Ask ask) {
  return fleet::fan_out(rendered, request.width, stop, [&](const Prepared& start, const std::stop_token& token) {
    auto out = ask(start, token);
    if (!out) out = tl::unexpected(std::move(out.error()).with("cluster " + start.target.cluster.context));
    return out;
  });
}

/// One visit a cluster, which is over before the next one begins: what it read is not kept.
Result<std::vector<ClusterInstall>> try_all(const InstallRequest& request, const std::vector<Prepared>& rendered,
                                            const fleet::Surroundings& around, const std::stop_token& stop) {
  const Installer installer(request, around);
  std::vector<ClusterInstall> out;
  for (const auto& target : request.targets) out.push_back(report_of(target));
  const auto uids = ask_each(request, rendered, stop, [&](const Prepared& start, const std::stop_token& token) {
    const auto i = start.number;
    const fleet::VisitConnector connector(around.connector, request.requests_at_once);
    const auto attempt = [&] { return installer.attempt(start, connector, out[i], token); };
    if (!request.beside) return attempt();
    const auto ask = [&] { return request.beside(i, connector, token), true; };
    return std::move(fleet::side_by_side(attempt, ask).first);
  });
  CTL_RUN(refuse_bad_input(request.targets, uids));
  for (std::size_t i = 0; i < uids.size(); ++i) {
    if (!uids[i]) out[i].error = uids[i].error();
  }
  return out;
}

}  // namespace

Result<std::vector<ClusterInstall>> install(const InstallRequest& request, const fleet::Surroundings& around,
                                            std::stop_token stop) {
  CTL_RUN(check_tools(request, around, stop));
  CTL_PASS(const auto rendered, render_all(request));
  if (request.dry_run == deploy::DryRun::client) return only_manifests(rendered);
  if (request.dry_run == deploy::DryRun::server) return try_all(request, rendered, around, stop);
  const Installer installer(request, around);
  const auto prepared = ask_each(request, rendered, stop, [&](const Prepared& start, const std::stop_token& token) {
    return installer.prepare(start, token);
  });
  std::vector<Result<std::string>> uids;
  for (const auto& each : prepared) uids.push_back(each.map([](const Prepared& known) { return known.uid; }));
  CTL_RUN(refuse_bad_input(request.targets, uids));
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
