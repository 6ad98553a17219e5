#include "ops/install.hpp"

#include <algorithm>
#include <map>

#include "base/process.hpp"
#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "deploy/apply.hpp"
#include "deploy/helm.hpp"
#include "deploy/manifests.hpp"
#include "deploy/wait.hpp"
#include "fleet/fan_out.hpp"

namespace corootctl::ops {
namespace {

using document::List;
using document::Value;

constexpr std::chrono::seconds request_deadline{60};
constexpr int stale_retries = 5;
constexpr std::chrono::seconds serving_grace{30};  // several API servers learn of a new definition within about 5 s

/// What the reading half learned about one target.
struct Prepared {
  InstallTarget target{};
  std::optional<kube::Client> client{};
  std::string uid{};
  bool namespace_exists = false;
  bool definition_exists = false;
  Value resource{};  ///< as rendered for this target
  std::vector<Value> manifests{};
};

kube::Within soon(const std::stop_token& stop) { return {Deadline::in(request_deadline), stop}; }

kube::ObjectRef resource_ref(const Value& resource) {
  return {kube::resources::coroots(), resource.at({"metadata", "namespace"}).as_string(),
          resource.at({"metadata", "name"}).as_string()};
}

/// One Coroot a cluster: a second one runs two privileged agents on every node (operator 6).
Result<> refuse_second(const kube::Reader& reader, const Value& resource, const kube::Within& within) {
  CTL_PASS(const auto installations, deploy::find_installations(reader, within));
  const auto wanted = resource_ref(resource);
  for (const auto& other : installations) {
    if (other.namespace_name == wanted.namespace_name && other.name == wanted.name) return {};
  }
  if (installations.empty()) return {};
  const auto& other = installations.front();
  return fail_with_hint(ErrorKind::conflict,
                        "install over it with -n " + other.namespace_name + " --name " + other.name,
                        "the cluster has {}/{} already, and a second Coroot would run every agent twice",
                        other.namespace_name, other.name);
}

/// The entries other commands wrote (remote and aggregated projects, further keys) stay as they are.
void keep_foreign_projects(Value& resource, const Value& live) {
  const auto own = resource.at({"spec", "projects"}).as_list();
  List merged = live.at({"spec", "projects"}).as_list();
  for (Value project : own) {
    if (const Value* before = coroot::find_project(live, project["name"].as_string())) {
      auto& keys = project.make({"apiKeys"}).list();
      for (const auto& key : (*before)["apiKeys"].as_list()) {
        const bool known = std::any_of(keys.begin(), keys.end(), [&](const Value& k) {
          return k["keySecret"] == key["keySecret"] && k["key"] == key["key"];
        });
        if (!known) keys.push_back(key);
      }
    }
    coroot::upsert_project(merged, std::move(project));
  }
  resource.make({"spec", "projects"}) = std::move(merged);
}

/// Reads the live resource, merges, applies; a stale version is read again (objects 4).
Result<deploy::ObjectReport> apply_resource(const kube::Client& client, const Value& rendered, bool force, bool dry_run,
                                            const kube::Within& within) {
  const auto ref = resource_ref(rendered);
  for (int attempt = 1;; ++attempt) {
    CTL_PASS(const auto live, client.find(ref, within));
    Value resource = rendered;
    if (live) {
      keep_foreign_projects(resource, *live);
      resource.make({"metadata", "resourceVersion"}) = live->at({"metadata", "resourceVersion"});
    }
    auto report = deploy::apply_over(client, live, resource, ref.resource, {force, dry_run}, within);
    if (report || report.error().reason != Reason::stale_version || attempt == stale_retries) return report;
  }
}

/// An established definition is not served by every API server at once (objects 20).
Result<deploy::ObjectReport> apply_once_served(const Prepared& prepared, bool force, bool dry_run, const Clock& clock,
                                               const kube::Within& within) {
  const auto patience = Deadline::in(serving_grace).earlier(within.deadline);
  for (;;) {
    auto report = apply_resource(*prepared.client, prepared.resource, force, dry_run, within);
    if (report || report.error().reason != Reason::not_served || patience.expired()) return report;
    if (!clock.pause(std::chrono::milliseconds(500), within.stop)) return fail(ErrorKind::cancelled, "interrupted");
  }
}

Result<Prepared> prepare(const Prepared& start, const InstallRequest& request, const fleet::Surroundings& around,
                         const std::stop_token& stop) {
  Prepared out = start;
  const auto within = soon(stop);
  CTL_PASS(out.client, around.connector.client_for(out.target.cluster, request.dry_run != deploy::DryRun::none));
  CTL_PASS(out.uid, fleet::cluster_uid(*out.client, within));
  CTL_PASS(const auto space, out.client->find({kube::resources::namespaces(), "", request.namespace_name}, within));
  CTL_PASS(const auto definition, out.client->find(deploy::coroot_definition(), within));
  out.namespace_exists = space.has_value();
  out.definition_exists = definition.has_value();
  if (request.operator_only || !out.definition_exists) return out;
  CTL_RUN(refuse_second(*out.client, out.resource, within));
  if (!out.namespace_exists) return out;
  CTL_CHECK(apply_resource(*out.client, out.resource, request.force_conflicts, true, within), "check");
  return out;
}

Result<std::vector<deploy::ObjectReport>> install_operator(const Prepared& prepared, const InstallRequest& request,
                                                           const fleet::Surroundings& around,
                                                           const kube::Within& within) {
  const deploy::OperatorRequest wanted{request.operator_source, request.namespace_name,  request.kubeconfig,
                                       request.overrides,       request.force_conflicts, request.dry_run};
  if (!prepared.manifests.empty()) return apply_manifests(*prepared.client, prepared.manifests, wanted, around, within);
  CTL_PASS(auto report, helm_install(*prepared.client, prepared.target.cluster, wanted, around, within));
  return std::vector<deploy::ObjectReport>{std::move(report)};
}

/// A dry run in a namespace that is not there: the server could only answer "namespace not found".
void report_unchecked(ClusterInstall& out, const Prepared& prepared, const InstallRequest& request) {
  for (const auto& object : prepared.manifests) {
    out.objects.push_back(
        {object["kind"].as_string() + " " + object.at({"metadata", "name"}).as_string(), "created", {}});
  }
  if (prepared.manifests.empty())
    out.objects.push_back(
        {"helm release " + request.namespace_name + "/" + request.operator_source.release, "created", {}});
  if (!request.operator_only) out.objects.push_back({resource_ref(prepared.resource).describe(), "created", {}});
  out.warnings.push_back("namespace " + request.namespace_name +
                         " does not exist yet, so the server could not check what would go into it");
}

void tell(const fleet::Surroundings& around, const Prepared& prepared, std::string step) {
  if (around.tell) around.tell({prepared.target.cluster.context, std::move(step)});
}

Result<> wait_for_operator(const Prepared& prepared, const InstallRequest& request, const fleet::Surroundings& around,
                           ClusterInstall& out, const kube::Within& within) {
  for (std::string told;;) {
    CTL_PASS(auto component, deploy::operator_component(*prepared.client, request.namespace_name, within));
    out.components = {component};
    if (component.ready_now) return {};
    if (component.failed || within.deadline.expired())
      return fail(component.failed ? ErrorKind::failed : ErrorKind::timeout, "{}: {}", component.object,
                  component.reason);
    if (component.reason != told) tell(around, prepared, "wait: " + component.object + ": " + component.reason);
    told = component.reason;
    if (!around.clock.pause(std::chrono::milliseconds(500), within.stop))
      return fail(ErrorKind::cancelled, "interrupted");
  }
}

Result<> wait(const Prepared& prepared, const InstallRequest& request, const fleet::Surroundings& around,
              ClusterInstall& out, const std::stop_token& stop) {
  const kube::Within within{Deadline::in(request.timeout), stop};
  if (request.operator_only) return wait_for_operator(prepared, request, around, out, within);
  const auto ref = resource_ref(prepared.resource);
  CTL_PASS(auto live, prepared.client->get(ref, within));
  auto waited = deploy::wait_until_running(*prepared.client, {ref.namespace_name, ref.name, std::move(live)},
                                           prepared.target.cluster.context, around, within);
  out.components = std::move(waited.components);
  if (waited.error) return tl::unexpected(std::move(*waited.error));
  return {};
}

Result<> execute(const Prepared& prepared, const InstallRequest& request, const fleet::Surroundings& around,
                 ClusterInstall& out, const std::stop_token& stop) {
  const bool dry_run = request.dry_run != deploy::DryRun::none;
  // helm and the definition's establishing share one budget; the waiting below has its own.
  const kube::Within within{Deadline::in(std::max<std::chrono::milliseconds>(request.timeout, request_deadline)), stop};
  tell(around, prepared, "namespace " + request.namespace_name);
  CTL_PASS(auto space, deploy::ensure_namespace(*prepared.client, request.namespace_name, dry_run, within));
  out.objects.push_back(std::move(space));
  if (dry_run && !prepared.namespace_exists) {
    report_unchecked(out, prepared, request);
    return {};
  }
  tell(around, prepared, "operator");
  CTL_TRY(auto operator_objects, install_operator(prepared, request, around, within), "install the operator");
  out.objects.insert(out.objects.end(), operator_objects.begin(), operator_objects.end());
  if (!request.operator_only) {
    if (dry_run && !prepared.definition_exists) {
      out.warnings.push_back("the Coroot definition is not installed yet, so the server could not check the resource");
      out.objects.push_back({resource_ref(prepared.resource).describe(), "created", {}});
      return {};
    }
    CTL_RUN(deploy::wait_for_definition(*prepared.client, around.clock, within));
    tell(around, prepared, resource_ref(prepared.resource).describe());
    if (!dry_run) CTL_CHECK(apply_once_served(prepared, request.force_conflicts, true, around.clock, within), "check");
    CTL_PASS(auto report, apply_once_served(prepared, request.force_conflicts, dry_run, around.clock, within));
    out.objects.push_back(std::move(report));
  }
  if (dry_run || !request.wait) return {};
  return wait(prepared, request, around, out, stop);
}

Result<std::vector<Prepared>> render_all(const InstallRequest& request) {
  std::vector<Value> manifests;
  if (!request.operator_source.manifests_file.empty()) {
    CTL_TRY(manifests, deploy::read_manifests(request.operator_source.manifests_file), "--operator-manifests");
  }
  std::vector<Prepared> out;
  for (const auto& target : request.targets) {
    Prepared prepared;
    prepared.target = target;
    prepared.manifests = manifests;
    if (!request.operator_only) {
      CTL_PASS(prepared.resource, member_resource(request.settings, request.namespace_name, target.project));
    }
    out.push_back(std::move(prepared));
  }
  return out;
}

std::vector<ClusterInstall> only_manifests(const std::vector<Prepared>& all) {
  std::vector<ClusterInstall> out;
  for (const auto& prepared : all) {
    ClusterInstall report{prepared.target.cluster.context, prepared.target.project, {}, {}, prepared.manifests, {}, {}};
    if (!prepared.resource.is_null()) report.manifests.push_back(prepared.resource);
    out.push_back(std::move(report));
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

Result<> check_tools(const InstallRequest& request, const fleet::Surroundings& around) {
  const auto& source = request.operator_source;
  if (!source.manifests_file.empty() || request.dry_run == deploy::DryRun::client ||
      find_program(source.helm, around.env))
    return {};
  return fail_with_hint(ErrorKind::not_found,
                        "install helm, name it with --helm PATH, or use --operator-manifests FILE",
                        "{}: no such program", source.helm);
}

}  // namespace

Result<std::vector<ClusterInstall>> install(const InstallRequest& request, const fleet::Surroundings& around,
                                            std::stop_token stop) {
  CTL_RUN(check_tools(request, around));
  CTL_PASS(const auto rendered, render_all(request));
  if (request.dry_run == deploy::DryRun::client) return only_manifests(rendered);
  const auto prepared = fleet::fan_out(
      rendered, request.width, stop, [&](const Prepared& start, std::stop_token token) -> Result<Prepared> {
        auto out = prepare(start, request, around, token);
        if (!out) return tl::unexpected(std::move(out.error()).with("cluster " + start.target.cluster.context));
        return out;
      });
  CTL_RUN(refuse_bad_input(prepared));
  auto done = fleet::fan_out(prepared, request.width, stop,
                             [&](const Result<Prepared>& each, std::stop_token token) -> Result<ClusterInstall> {
                               ClusterInstall report;
                               if (!each) {
                                 report.error = each.error();
                                 return report;
                               }
                               report.context = each->target.cluster.context;
                               report.project = each->target.project;
                               if (auto ended = execute(*each, request, around, report, token); !ended)
                                 report.error = std::move(ended.error());
                               return report;
                             });
  std::vector<ClusterInstall> out;
  for (std::size_t i = 0; i < done.size(); ++i) {
    ClusterInstall report;
    if (done[i])
      report = std::move(*done[i]);
    else
      report.error = std::move(done[i].error());
    report.context = request.targets[i].cluster.context;
    report.project = request.targets[i].project;
    out.push_back(std::move(report));
  }
  return out;
}

}  // namespace corootctl::ops
