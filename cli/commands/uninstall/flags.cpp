#include "cli/commands/uninstall/flags.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/context_project.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

Result<> set_named(const UninstallOptions& options, const Env& env, upkeep::UninstallRequest& request) {
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(const auto names, named_contexts(options.contexts, options.contexts_file));
  if (names.empty())
    return fail_with_hint(ErrorKind::usage, "Name each with --context CONTEXT=PROJECT.",
                          "no cluster to uninstall from");
  for (const auto& text : names) {
    const auto wish = split_target(text, config);
    CTL_TRY(auto clusters, select(config, {wish.context}, env), "--context");
    for (auto& cluster : clusters) request.targets.push_back({std::move(cluster), wish.project});
  }
  if (options.hub.empty()) return {};
  CTL_PASS(request.hub, select_one(config, options.hub, "--hub", env));
  return {};
}

/// The members that are chosen; the hub is asked whether it reads them.
Result<> set_fleet(const UninstallOptions& options, const Env& env, upkeep::UninstallRequest& request) {
  CTL_RUN(check_fleet_choice(options.fleet, {{"--context", !options.contexts.empty()},
                                             {"--contexts-file", !options.contexts_file.empty()},
                                             {"--hub", !options.hub.empty()}}));
  CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
  auto clusters = fleet.members;
  for (const auto& member : clusters) CTL_RUN(check_writable(member));
  const bool is_whole = options.fleet.members.empty();
  if (is_whole) CTL_RUN(check_writable(fleet.hub));
  clusters.push_back(fleet.hub);
  CTL_PASS(auto refs, clusters_of(clusters, env));
  request.hub = refs.back();
  if (!is_whole) {
    refs.pop_back();
    clusters.pop_back();
  }
  for (std::size_t i = 0; i < refs.size(); ++i) request.targets.push_back({std::move(refs[i]), clusters[i].project});
  request.namespace_name = fleet.namespace_name;
  return {};
}

}  // namespace

void declare_uninstall(CLI::App& app, UninstallOptions& o) {
  list_flag(app, "--context", o.contexts, "CONTEXT[=PROJECT]", "cluster to uninstall from, repeatable; globs");
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more clusters, one CONTEXT[=PROJECT] or glob per line");
  declare_fleet_choice(app, o.fleet);
  text_flag(app, "--hub", o.hub, "CONTEXT", "ask this hub whether it reads the project, and refuse then");
  text_flag(app, "--name", o.name, "NAME", "of the Coroot resource (default: the only one in the namespace)");
  heading("What goes, too",
          {switch_flag(app, "--delete-data", o.extent.data, "the volumes: metrics, logs, traces, profiles, settings"),
           switch_flag(app, "--delete-keys", o.extent.keys, "the Secrets with API keys"),
           switch_flag(app, "--delete-crd", o.extent.definition, "the kind Coroot; refused while any other is there")});
  switch_flag(app, "--even-linked", o.even_linked, "also a hub that reads members, and a member that a hub reads");
  list_flag(app, "--confirm", o.confirmed, "PROJECT", "with --yes: a project that may go, repeatable");
  choice_flag(app, "--dry-run", o.dry_run, "none|server", "server: let the servers check; nothing is deleted");
  span_flag(app, "--timeout", o.timeout, "time limit for each wait in each cluster (default 10m)");
  switch_flag(app, "--force-conflicts", o.force_conflicts, "take over reclaimPolicy where another manager owns it");
  switch_flag(app, "-y,--yes", o.yes, "do not ask; each project must be named by CONTEXT=PROJECT or --confirm");
}

Result<upkeep::UninstallRequest> uninstall_request(const UninstallOptions& options, const Env& env) {
  upkeep::UninstallRequest out;
  out.namespace_name = coroot_namespace(env.globals);
  const bool has_fleet = !options.fleet.file.empty() || !options.fleet.members.empty();
  CTL_RUN(has_fleet ? set_fleet(options, env, out) : set_named(options, env, out));
  std::vector<fleet::ClusterRef> clusters;
  for (const auto& target : out.targets) {
    for (const auto& other : clusters) {
      if (other.context == target.cluster.context)
        return fail(ErrorKind::usage, "--context: {} is named twice", other.context);
    }
    clusters.push_back(target.cluster);
  }
  CTL_RUN(fleet::check_entries(clusters));
  out.resource_name = options.name;
  out.extent = options.extent;
  out.even_linked = options.even_linked;
  out.dry_run = options.dry_run == "server";
  out.force_conflicts = options.force_conflicts;
  out.timeout = options.timeout;
  out.width = width_for(env, out.targets.size());
  return out;
}

std::vector<std::string> typed_names(const UninstallOptions& options, const upkeep::UninstallRequest& request) {
  auto out = options.confirmed;
  if (!options.fleet.file.empty()) return out;  // there the file names them, nobody typed them
  for (const auto& target : request.targets)
    if (!target.project.empty()) out.push_back(target.project);
  return out;
}

}  // namespace corootctl::cli
