#include "cli/commands/upgrade/flags.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/surroundings.hpp"
#include "coroot/known_crashes.hpp"

namespace corootctl::cli {
namespace {

Result<> set_named(const UpgradeOptions& options, const Env& env, upkeep::UpgradeRequest& request) {
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(const auto names, named_contexts(options.contexts, options.contexts_file));
  if (names.empty())
    return fail_with_hint(ErrorKind::usage, "Name each with --context CONTEXT.", "no cluster to upgrade");
  CTL_TRY(auto clusters, select(config, names, env), "--context");
  for (auto& cluster : clusters)
    request.targets.push_back({std::move(cluster), options.source, env.globals.kubeconfig});
  if (options.hub.empty()) return {};
  CTL_PASS(request.hub, select_one(config, options.hub, "--hub", env));
  return {};
}

/// Members before the hub, whose proofs need it as it is; each with the chart that the file gives it.
Result<> set_fleet(const UpgradeOptions& options, const Env& env, upkeep::UpgradeRequest& request) {
  CTL_RUN(check_fleet_choice(options.fleet, {{"--context", !options.contexts.empty()},
                                             {"--contexts-file", !options.contexts_file.empty()},
                                             {"--hub", !options.hub.empty()}}));
  CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
  auto clusters = fleet.members;
  if (options.fleet.members.empty()) clusters.push_back(fleet.hub);
  std::erase_if(clusters, [&](const auto& each) {
    const bool is_left = each.safety == fleetfile::Safety::readonly || !each.brings_operator;
    if (is_left) env.talk.warn(each.name + " is left out: the fleet file leaves its operator to somebody else");
    return is_left;
  });
  auto all = clusters;
  all.push_back(fleet.hub);
  CTL_PASS(auto refs, clusters_of(all, env));
  request.hub = std::move(refs.back());
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    auto source = clusters[i].operator_source;
    source.helm = options.source.helm;
    if (!options.source.chart_version.empty()) source.chart_version = options.source.chart_version;
    const auto& own = clusters[i].kubeconfig;
    request.targets.push_back({std::move(refs[i]), std::move(source), own.empty() ? env.globals.kubeconfig : own});
  }
  request.namespace_name = fleet.namespace_name;
  if (!request.targets.empty()) return {};
  return fail(ErrorKind::usage, "no cluster is left to upgrade");
}

Result<> check_canary(upkeep::UpgradeRequest& request) {
  const auto is_there = std::any_of(request.targets.begin(), request.targets.end(),
                                    [&](const auto& target) { return target.cluster.context == request.canary; });
  if (request.canary.empty() || is_there) return {};
  return fail(ErrorKind::usage, "--canary: {} is not among the clusters", request.canary);
}

Result<> check_accepted(const std::vector<std::string>& codes) {
  for (const auto& code : codes) {
    std::vector<std::string> known;
    for (const auto& crash : coroot::known_crashes()) known.emplace_back(crash.code);
    if (std::find(known.begin(), known.end(), code) != known.end()) continue;
    std::string all;
    for (const auto& each : known) all += (all.empty() ? "" : ", ") + each;
    return fail_with_hint(ErrorKind::usage, "Known are: " + all, "--accept {}: no such code", code);
  }
  return {};
}

}  // namespace

void declare_upgrade(CLI::App& app, UpgradeOptions& o) {
  list_flag(app, "--context", o.contexts, "CONTEXT", "cluster to upgrade, repeatable; globs");
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more clusters, one context or glob per line");
  declare_fleet_choice(app, o.fleet);
  text_flag(app, "--hub", o.hub, "CONTEXT",
            "the hub that is asked whether data flow (default: each cluster's own Coroot)");
  auto& s = o.source;
  heading("Operator",
          {text_flag(app, "--chart", s.chart, "CHART", "name, directory, archive or oci:// (default coroot-operator)"),
           text_flag(app, "--chart-repo", s.chart_repo, "URL", "repository of a chart name (default: Coroot's own)"),
           text_flag(app, "--chart-version", s.chart_version, "VERSION",
                     "version of the chart, or a range (default: newest)"),
           list_flag(app, "--helm-values", s.helm_values, "FILE",
                     "values of the chart, repeatable (default: those of the release)"),
           text_flag(app, "--helm", s.helm, "PROGRAM", "the helm to run (default: helm in PATH)")});
  heading("Waves", {text_flag(app, "--canary", o.canary, "CONTEXT", "goes first and alone (default: the first one)"),
                    number_flag(app, "--wave-size", o.wave_size, 0, 10000, "clusters at once behind it (default: all)"),
                    switch_flag(app, "--no-verify", o.no_verify, "do not wait for the proof that data flow"),
                    list_flag(app, "--accept", o.accepted, "CODE", "go on although the hub is known to crash so")});
  choice_flag(app, "--dry-run", o.dry_run, "none|server", "server: let helm and the servers try; nothing is written");
  span_flag(app, "--timeout", o.timeout, "time limit for each wait in each cluster (default 10m)");
  switch_flag(app, "--force-conflicts", o.force_conflicts, "take over fields that another manager owns");
  switch_flag(app, "-y,--yes", o.yes, "do not ask");
  declare_login(app, o.login);
}

Result<upkeep::UpgradeRequest> upgrade_request(const UpgradeOptions& options, const Env& env) {
  upkeep::UpgradeRequest out;
  out.namespace_name = coroot_namespace(env.globals);
  CTL_RUN(check_accepted(options.accepted));
  CTL_PASS(out.overrides, overrides_of(env.globals));
  CTL_PASS(out.login, login_of(options.login, env));
  const bool has_fleet = !options.fleet.file.empty() || !options.fleet.members.empty();
  CTL_RUN(has_fleet ? set_fleet(options, env, out) : set_named(options, env, out));
  std::vector<fleet::ClusterRef> clusters;
  for (const auto& target : out.targets) clusters.push_back(target.cluster);
  CTL_RUN(fleet::check_entries(clusters));
  out.canary = options.canary;
  CTL_RUN(check_canary(out));
  out.wave_size = static_cast<std::size_t>(options.wave_size);
  out.accepted = options.accepted;
  out.verify = !options.no_verify;
  out.force_conflicts = options.force_conflicts;
  out.dry_run = options.dry_run == "server";
  out.timeout = options.timeout;
  out.width = width_for(env, out.targets.size());
  return out;
}

}  // namespace corootctl::cli
