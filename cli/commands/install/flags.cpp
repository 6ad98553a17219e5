#include "cli/commands/install/flags.hpp"

#include <algorithm>

#include "cli/commands/install/fleet_targets.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/context_project.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

void declare_operator(CLI::App& app, InstallOptions& o) {
  auto& s = o.source;
  heading("Operator",
          {text_flag(app, "--chart", s.chart, "CHART", "name, directory, archive or oci:// (default coroot-operator)"),
           text_flag(app, "--chart-repo", s.chart_repo, "URL", "repository of a chart name (default: Coroot's own)"),
           text_flag(app, "--chart-version", s.chart_version, "VERSION",
                     "version of the chart, or a range (default: newest)"),
           list_flag(app, "--helm-values", s.helm_values, "FILE", "values of the chart, repeatable"),
           text_flag(app, "--helm", s.helm, "PROGRAM", "the helm to run (default: helm in PATH)"),
           text_flag(app, "--operator-manifests", s.manifests_file, "FILE", "apply these manifests, without helm"),
           switch_flag(app, "--operator-only", o.operator_only, "no Coroot resource: link-clusters makes the hub's"),
           switch_flag(app, "--resource-only", o.resource_only, "no operator: GitOps or another release brings it")});
}

/// The clusters that were named, with their projects.
Result<std::vector<ContextProject>> wishes_of(const InstallOptions& options, const kube::Kubeconfig& config) {
  std::vector<ContextProject> out;
  CTL_PASS(const auto names, named_contexts(options.contexts, options.contexts_file));
  for (const auto& text : names) {
    out.push_back(split_target(text, config));
    if (out.back().project.empty()) out.back().project = options.project;
  }
  if (options.current_context && !out.empty()) {
    return fail(ErrorKind::usage, "--current-context and --context cannot be used together");
  }
  if (!out.empty()) return out;
  CTL_PASS(auto name, context_to_write(config, options.current_context, "--context"));
  out.push_back({std::move(name), options.project});
  return out;
}

Result<> check_projects(const std::vector<ops::InstallTarget>& targets, bool operator_only) {
  for (const auto& target : targets) {
    if (operator_only || !target.project.empty()) continue;
    return fail_with_hint(ErrorKind::usage,
                          "Add --project NAME, or write --context " + target.cluster.context + "=NAME.",
                          "no project for {}", target.cluster.context);
  }
  for (std::size_t i = 0; i < targets.size() && !operator_only; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (targets[i].project != targets[j].project) continue;
      return fail_with_hint(ErrorKind::usage,
                            "Write --context CONTEXT=PROJECT for each: a hub tells members apart by project.",
                            "{} and {} would both have the project {}", targets[j].cluster.context,
                            targets[i].cluster.context, targets[i].project);
    }
  }
  return {};
}

Result<std::vector<ops::InstallTarget>> targets_of(const InstallOptions& options, const kube::Kubeconfig& config,
                                                   const Env& env) {
  CTL_PASS(const auto wishes, wishes_of(options, config));
  std::vector<ops::InstallTarget> targets;
  for (const auto& wish : wishes) {
    CTL_TRY(auto clusters, select(config, {wish.context}, env), wish.context.empty() ? "" : "--context");
    for (auto& cluster : clusters) {
      const auto same = [&](const auto& target) { return target.cluster.context == cluster.context; };
      if (std::any_of(targets.begin(), targets.end(), same)) {
        return fail(ErrorKind::usage, "--context: {} is named twice", cluster.context);
      }
      targets.push_back({std::move(cluster), options.operator_only ? "" : wish.project});
    }
  }
  std::vector<fleet::ClusterRef> clusters;
  for (const auto& target : targets) clusters.push_back(target.cluster);
  CTL_RUN(fleet::check_entries(clusters));
  CTL_RUN(check_projects(targets, options.operator_only));
  return targets;
}

/// helm knows fewer flags than kubectl; without one of these it would go to another cluster, or as somebody else.
Result<> check_helm_takes(const Globals& g) {
  const auto& c = g.connection;
  const std::pair<const char*, bool> unknown_to_helm[] = {{"--cluster", !c.cluster.empty()},
                                                          {"--user", !c.user.empty()},
                                                          {"--username", !c.username.empty()},
                                                          {"--password", !g.password.empty()},
                                                          {"--as-uid", !c.as_uid.empty()},
                                                          {"--as-user-extra", !g.as_user_extra.empty()},
                                                          {"--client-certificate", !c.client_certificate.empty()},
                                                          {"--client-key", !c.client_key.empty()}};
  for (const auto& [flag, given] : unknown_to_helm) {
    if (!given) continue;
    return fail_with_hint(ErrorKind::usage, "Make it a context of the kubeconfig, or use --operator-manifests FILE.",
                          "{}: helm has no such flag and would connect without it", flag);
  }
  return {};
}

/// Flags that --resource-only would drop.
Result<> check_resource_only(const InstallOptions& o) {
  if (!o.resource_only) return {};
  if (o.operator_only) return fail(ErrorKind::usage, "--resource-only and --operator-only cannot be used together");
  if (o.source == deploy::OperatorSource()) return {};
  return fail(ErrorKind::usage, "--resource-only brings no operator: its flags cannot be used with it");
}

Result<> check_operator_only(const InstallOptions& o) {
  if (!o.operator_only || o.resource.service_accounts.empty()) return {};
  return fail_with_hint(ErrorKind::usage,
                        "Ask for them where the hub's Coroot is made: link-clusters --service-account.",
                        "--operator-only makes no Coroot resource: --service-account cannot be used with it");
}

Result<> set_targets(const InstallOptions& options, const Env& env, ops::InstallRequest& request) {
  if (!options.fleet.file.empty() || !options.fleet.members.empty()) return set_fleet_targets(options, env, request);
  if (options.source.manifests_file.empty() && !options.resource_only) CTL_RUN(check_helm_takes(env.globals));
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(request.targets, targets_of(options, config, env));
  return {};
}

/// Of a fleet's clusters some may need helm.
Result<> check_helm(const ops::InstallRequest& request, const Env& env) {
  const auto needs_helm = [](const ops::InstallTarget& target) {
    return target.own && !target.own->resource_only && target.own->operator_source.manifests_file.empty();
  };
  if (std::none_of(request.targets.begin(), request.targets.end(), needs_helm)) return {};
  return check_helm_takes(env.globals);
}

}  // namespace

void declare_install(CLI::App& app, InstallOptions& o) {
  list_flag(app, "--context", o.contexts, "CONTEXT[=PROJECT]", "cluster to install in, repeatable; globs");
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more clusters, one CONTEXT[=PROJECT] or glob per line");
  text_flag(app, "--project", o.project, "NAME", "Coroot project of the cluster");
  switch_flag(app, "--current-context", o.current_context, "the kubeconfig's current context");
  declare_fleet_choice(app, o.fleet);
  declare_write(app, o.write,
                "client: print manifests; server: let the servers check, show changes; nothing is written");
  declare_operator(app, o);
  declare_resource(app, o.resource, "Coroot resource");
}

Result<ops::InstallRequest> install_request(const InstallOptions& options, const Env& env) {
  ops::InstallRequest request;
  CTL_RUN(check_resource_only(options));
  CTL_RUN(check_operator_only(options));
  request.namespace_name = coroot_namespace(env.globals);
  CTL_RUN(set_targets(options, env, request));
  CTL_RUN(check_helm(request, env));
  CTL_PASS(request.settings, settings_of(options.resource));
  CTL_PASS(request.overrides, overrides_of(env.globals));
  request.operator_source = options.source;
  request.operator_only = options.operator_only;
  request.resource_only = options.resource_only;
  request.force_conflicts = options.write.force_conflicts;
  request.dry_run = dry_run_of(options.write);
  request.wait = options.write.wait;
  request.timeout = options.write.timeout;
  const auto width = request.dry_run == deploy::DryRun::server ? trial_width_for : width_for;
  request.width = width(env, request.targets.size());
  request.kubeconfig = env.globals.kubeconfig;
  return request;
}

}  // namespace corootctl::cli
