#include "cli/commands/keys/rotate.hpp"

#include <algorithm>

#include "cli/commands/keys/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/context_project.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/login.hpp"
#include "cli/shared/surroundings.hpp"
#include "cli/shared/write_flags.hpp"

namespace corootctl::cli {
namespace {

struct RotateOptions {
  std::vector<std::string> members{};
  std::string hub{};
  bool all = false;
  std::vector<std::string> contexts{};
  int max_unavailable = 1;
  std::string secret = "remote-coroot-clusters";
  FleetOptions fleet{};
  WriteOptions write{};
  LoginOptions login{};
};

void declare_rotate(CLI::App& app, RotateOptions& o) {
  app.add_option("members", o.members, "members to rotate: the cluster and its project")->type_name("CONTEXT=PROJECT");
  text_flag(app, "--hub", o.hub, "CONTEXT", "the hub cluster");
  switch_flag(app, "--all", o.all, "every member that link-clusters brought, found in the clusters of --context");
  list_flag(app, "--context", o.contexts, "CONTEXT", "with --all: where the members are, name or glob, repeatable");
  number_flag(app, "--max-unavailable", o.max_unavailable, 1, 1000,
              "members whose servers may restart at once (default 1); the hub restarts once for each such group");
  text_flag(app, "--secret", o.secret, "NAME", "the hub's Secret with the keys (default remote-coroot-clusters)");
  choice_flag(app, "--dry-run", o.write.dry_run, "none|client|server",
              "client or server: let the members check, show changes; nothing is written");
  span_flag(app, "--timeout", o.write.timeout, "time limit of each wait in each cluster (default 10m)");
  switch_flag(app, "--force-conflicts", o.write.force_conflicts, "take over fields that another manager owns");
  switch_flag(app, "-y,--yes", o.write.yes, "do not ask");
  declare_login(app, o.login);
  declare_fleet_choice(app, o.fleet);
}

Result<> set_fleet_members(const RotateOptions& options, const Env& env, links::RotateRequest& request) {
  CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
  CTL_RUN(check_writable(fleet.hub));
  std::vector<fleetfile::Cluster> clusters{fleet.hub};
  for (const auto& member : fleet.members) {
    if (member.topology != fleetfile::Topology::remote) continue;
    CTL_RUN(check_writable(member));
    clusters.push_back(member);
  }
  CTL_PASS(auto refs, clusters_of(clusters, env));
  for (std::size_t i = 1; i < refs.size(); ++i)
    request.members.push_back({clusters[i].project, std::move(refs[i]), "", "", false});
  request.hub = std::move(refs.front());
  request.place = {fleet.namespace_name, fleet.secret};
  if (!request.members.empty()) request.key_name = clusters[1].settings.multi_cluster_key;
  return {};
}

Result<> check_named(const RotateOptions& options) {
  if (options.hub.empty())
    return fail_with_hint(ErrorKind::usage, "Add --hub CONTEXT, the cluster with the aggregated project.",
                          "no hub named");
  if (options.all == !options.members.empty())
    return fail_with_hint(ErrorKind::usage,
                          "Name members as CONTEXT=PROJECT, or take all with --all --context CONTEXT.", "{}",
                          options.all ? "--all and single members cannot be used together" : "no member named");
  if (options.all == options.contexts.empty())
    return fail_with_hint(ErrorKind::usage, "--all looks for the members in the clusters of --context.", "{}",
                          options.all ? "--all needs --context" : "--context belongs to --all");
  return {};
}

Result<> set_named_members(const RotateOptions& options, const Env& env, links::RotateRequest& request) {
  CTL_RUN(check_named(options));
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(request.hub, select_single(config, options.hub, "--hub", env));
  request.all = options.all;
  CTL_PASS(request.clusters, select(config, options.contexts, env));
  for (const auto& text : options.members) {
    const auto target = split_target(text, config);
    if (target.project.empty())
      return fail_with_hint(ErrorKind::usage, "Write CONTEXT=PROJECT.", "member \"{}\": no project", text);
    const bool is_twice = std::any_of(request.members.begin(), request.members.end(),
                                      [&](const auto& member) { return member.project == target.project; });
    if (is_twice) return fail(ErrorKind::usage, "member {} is named twice", target.project);
    CTL_PASS(auto cluster, select_single(config, target.context, "member", env));
    request.members.push_back({target.project, std::move(cluster), "", "", false});
  }
  request.place = {coroot_namespace(env.globals), options.secret};
  return {};
}

Result<links::RotateRequest> rotate_request(const RotateOptions& options, const Env& env) {
  links::RotateRequest request;
  CTL_RUN(check_fleet_choice(options.fleet, {{"--hub", !options.hub.empty()},
                                             {"--context", !options.contexts.empty()},
                                             {"--all", options.all},
                                             {"CONTEXT=PROJECT", !options.members.empty()}}));
  CTL_RUN(options.fleet.file.empty() ? set_named_members(options, env, request)
                                     : set_fleet_members(options, env, request));
  auto clusters = request.clusters;
  clusters.push_back(request.hub);
  for (const auto& member : request.members) clusters.push_back(member.cluster);
  CTL_RUN(fleet::check_entries(clusters));
  CTL_PASS(request.login, login_of(options.login, env));
  request.max_unavailable = static_cast<std::size_t>(options.max_unavailable);
  request.force_conflicts = options.write.force_conflicts;
  request.dry_run = dry_run_of(options.write);
  request.timeout = options.write.timeout;
  request.width = width_for(env, clusters.size());
  return request;
}

Intent intent_of(const links::RotateRequest& request) {
  Intent lines{fmt::format("{} ({}): Secret {}/{}; its server pod, the only one, restarts once for each group of {}",
                           request.hub.context, request.hub.connection.cluster.server, request.place.namespace_name,
                           request.place.secret, request.max_unavailable)};
  for (const auto& member : request.members)
    lines.push_back(fmt::format("{} ({}): the keys of project {}; its server pod, the only one, restarts twice",
                                member.cluster.context, member.cluster.connection.cluster.server, member.project));
  for (const auto& cluster : request.clusters)
    lines.push_back(fmt::format("{} ({}): the same, if it has a member of the hub", cluster.context,
                                cluster.connection.cluster.server));
  lines.push_back("another hub that reads a member with the same key loses it");
  return lines;
}

void show(const links::RotateReport& report, const links::RotateRequest& request, const Env& env) {
  const auto& hub = request.hub.context;
  env.print(text_as(
      env.format, [&] { return rotation_value(report, hub); },
      [&] { return names(report.members, &links::RotatedMember::project); },
      [&](bool) { return rotation_text(report, hub, env.style, env.columns()); }));
  for (const auto& member : report.members)
    if (member.error) env.complain(located(*member.error, member.context));
  if (report.error) env.complain(located(*report.error, hub));
}

/// What a stopped run leaves, cluster by cluster.
void say_where_it_stopped(const links::RotateReport& report, const links::RotateRequest& request, const Env& env) {
  const auto is_stop = [](const std::optional<Error>& error) { return error && error->kind == ErrorKind::cancelled; };
  bool interrupted = is_stop(report.error);
  std::vector<Progressed> clusters{{request.hub.context, report.objects, {}}};
  for (const auto& member : report.members) {
    interrupted = interrupted || is_stop(member.error);
    deploy::Unfinished left;
    if (member.stage != links::Stage::rotated)
      left.left.push_back(fmt::format("the rotation of {} (stage: {})", member.project, name_of(member.stage)));
    clusters.push_back({member.context, member.objects, std::move(left)});
  }
  if (interrupted) env.talk.line(interrupted_line(clusters, env.command));
}

Result<ExitCode> run_rotate(const RotateOptions& options, const Env& env) {
  CTL_PASS(const auto request, rotate_request(options, env));
  if (request.dry_run == deploy::DryRun::none) CTL_RUN(confirm(intent_of(request), options.write.yes, env));
  const auto count = request.members.size() + request.clusters.size() + 1;
  const auto report = ask_clusters(count, env, [&](const fleet::Surroundings& around) {
    return links::rotate_keys(request, around, env.surface.stop);
  });
  if (!report) return tl::unexpected(with_way_on(report.error(), env.command));
  show(*report, request, env);
  say_where_it_stopped(*report, request, env);
  if (!env.globals.quiet && request.dry_run != deploy::DryRun::none)
    env.talk.line(
        "Dry run: nothing was written. The hub's Secret, its restart, the proof that data arrive, and the end "
        "of the old key would follow.");
  return exit_code_of(outcomes_of(*report));
}

}  // namespace

Command keys_rotate_command() {
  return verb<RotateOptions>(
      {.name = "rotate",
       .summary = "Give members new keys for the hub, without a read that fails because of a key",
       .usage = "--hub CONTEXT (CONTEXT=PROJECT ... | --all --context CONTEXT ...) [flags]",
       .details =
           "For each group of --max-unavailable members: a second key, made by the operator, comes into the member's "
           "project, and the member's server restarts to learn it; the hub's Secret gets it, and the hub's server "
           "restarts; the hub must then read the members' data with it; only then the new key takes the old one's "
           "place, and the member's server restarts to forget the old one. Whoever else reads the member with the old "
           "key, such as another hub, loses it. At the first failure the rotation stops, says how far each member is, "
           "and nothing is lost: both keys are valid until the proof. The same command goes on from there, since it "
           "looks at the clusters and remembers nothing. Agents' keys are not touched. Without a terminal it needs "
           "--yes.",
       .examples = "corootctl keys rotate --hub cluster-c cluster-a=prod-a\n"
                   "corootctl keys rotate --hub cluster-c --all --context 'prod-*' --max-unavailable 5 --yes\n"
                   "corootctl keys rotate --fleet corootctl.yaml --member prod-a",
       .formats = "table|json|yaml|name"},
      declare_rotate, run_rotate);
}

}  // namespace corootctl::cli
