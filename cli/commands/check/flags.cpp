#include "cli/commands/check/flags.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/context_project.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

constexpr std::chrono::seconds least_probe_time{60};  // a pod has to be placed and its image pulled

void declare_common(CLI::App& app, CheckOptions& o) {
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more clusters, one CONTEXT[=PROJECT] or glob per line");
  list_flag(app, "--suppress", o.suppressed, "CODE[@CLUSTER],...",
            "findings that are accepted, repeatable; CLUSTER may be a glob");
  choice_flag(app, "--fail-on", o.fail_on, "error|warning|info", "the least severe finding that fails (default error)");
  span_flag(app, "--timeout", o.timeout, "limit for each cluster, and for the hub's Coroot (default 30s)");
  declare_fleet_choice(app, o.fleet);
  heading(
      "Probing from inside the hub",
      {switch_flag(app, "--probe-from-hub", o.probes,
                   "ask the members' addresses by a short-lived Job in the hub, where its Coroot could not be asked"),
       text_flag(app, "--probe-image", o.probe_image, "IMAGE",
                 "of that Job; has sh and curl (default: that of the hub's server)")});
  declare_login(app, o.login);
}

/// Names of contexts, without the projects that install would take from them.
Result<std::vector<std::string>> contexts_of(const CheckOptions& options, const kube::Kubeconfig& config) {
  CTL_PASS(auto names, named_contexts(options.contexts, options.contexts_file));
  for (auto& name : names) name = split_target(name, config).context;
  return names;
}

Result<> set_named_clusters(const CheckOptions& options, const Env& env, survey::SurveyRequest& request) {
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(auto names, contexts_of(options, config));
  if (!options.hub.empty()) {
    CTL_PASS(request.hub, select_one(config, split_target(options.hub, config).context, "--hub", env));
  }
  if (!request.hub && names.empty()) {
    CTL_PASS(auto current, current_context(config, "--context"));
    names.push_back(std::move(current));
  }
  CTL_PASS(request.clusters, select(config, names, env));
  request.namespace_name = coroot_namespace(env.globals);
  return {};
}

Result<> set_fleet_clusters(const CheckOptions& options, const Env& env, survey::SurveyRequest& request) {
  CTL_PASS(auto clusters, hub_and_members(options.fleet, env));
  request.hub = std::move(clusters.hub);
  request.clusters = std::move(clusters.members);
  request.namespace_name = std::move(clusters.namespace_name);
  return {};
}

}  // namespace

void declare_check(CLI::App& app, CheckOptions& o) {
  text_flag(app, "--hub", o.hub, "CONTEXT", "cluster with the aggregated project: its links and data are checked, too");
  list_flag(app, "--context", o.contexts, "CONTEXT", "cluster to check, name or glob, repeatable");
  declare_common(app, o);
}

void declare_preflight(CLI::App& app, CheckOptions& o) {
  text_flag(app, "--hub", o.hub, "CONTEXT", "cluster that shall get the aggregated project");
  list_flag(app, "--context", o.contexts, "CONTEXT[=PROJECT]",
            "cluster to install in or to link, name or glob, repeatable");
  text_flag(app, "--helm", o.helm, "PROGRAM", "the helm that install would run (default: helm in PATH)");
  text_flag(app, "--operator-manifests", o.manifests_file, "FILE", "install shall do without helm");
  switch_flag(app, "--resource-only", o.resource_only, "install shall bring no operator");
  declare_common(app, o);
}

Result<survey::SurveyRequest> survey_request(const CheckOptions& options, checks::When when, const Env& env) {
  survey::SurveyRequest request;
  CTL_RUN(check_fleet_choice(options.fleet, {{"--hub", !options.hub.empty()},
                                             {"--context", !options.contexts.empty()},
                                             {"--contexts-file", !options.contexts_file.empty()}}));
  CTL_RUN(options.fleet.file.empty() ? set_named_clusters(options, env, request)
                                     : set_fleet_clusters(options, env, request));
  CTL_PASS(request.login, login_of(options.login, env));
  request.deadline = options.timeout;
  request.width = width_for(env, request.clusters.size() + 1);
  request.before = when == checks::When::preflight;
  request.is_to_probe = options.probes;
  const bool with_helm = options.manifests_file.empty() && !options.resource_only;
  if (request.before && with_helm) request.helm = options.helm;
  if (!with_helm) request.operator_by = options.resource_only ? "nobody" : "manifests";
  return request;
}

Result<std::optional<probing::ProbeRequest>> probe_request(const CheckOptions& options,
                                                           const survey::SurveyRequest& request, const Env& env) {
  if (!options.probes && !options.probe_image.empty())
    return fail_with_hint(ErrorKind::usage, "Add --probe-from-hub.", "--probe-image is about the probe from the hub");
  if (!options.probes) return std::nullopt;
  if (!request.hub) return fail_with_hint(ErrorKind::usage, "Add --hub CONTEXT.", "--probe-from-hub needs the hub");
  if (!options.fleet.file.empty()) {
    CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
    if (auto writable = check_writable(fleet.hub); !writable) {
      return tl::unexpected(std::move(writable.error())
                                .with("--probe-from-hub")
                                .advise("Do without the flag, or write safety: normal in the fleet file."));
    }
  }
  return probing::ProbeRequest{*request.hub, options.probe_image,
                               std::max<std::chrono::milliseconds>(options.timeout, least_probe_time)};
}

Result<std::vector<checks::Suppression>> suppressions_of(const CheckOptions& options) {
  std::vector<checks::Suppression> out;
  for (const auto& list : options.suppressed) {
    for (const auto& text : split(list, ',')) {
      CTL_TRY(auto each, checks::read_suppression(std::string(trim(text))), "--suppress");
      out.push_back(std::move(each));
    }
  }
  return out;
}

}  // namespace corootctl::cli
