#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/unlink_clusters/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/output/objects.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/surroundings.hpp"
#include "cli/shared/write_flags.hpp"

namespace corootctl::cli {
namespace {

struct UnlinkOptions {
  std::string hub{};
  std::string fleet_file{};
  std::vector<std::string> members{};  ///< projects; with a fleet file NAME or LABEL=VALUE
  bool all = false;
  std::vector<std::string> aggregates{};
  std::string secret{};
  WriteOptions write{};
};

void declare_unlink(CLI::App& app, UnlinkOptions& o) {
  text_flag(app, "--hub", o.hub, "CONTEXT", "the hub cluster");
  text_flag(app, "--fleet", o.fleet_file, "FILE", "take the hub and its members from this fleet file");
  list_flag(app, "--member", o.members, "PROJECT",
            "project of the hub to take out, repeatable; also as link-clusters has it: CONTEXT=PROJECT; with --fleet: "
            "NAME or LABEL=VALUE");
  switch_flag(app, "--all", o.all, "every project that link-clusters brought");
  list_flag(app, "--aggregate", o.aggregates, "NAME",
            "leave this aggregated project only, repeatable; a member that others show stays on the hub");
  text_flag(app, "--secret", o.secret, "NAME", "the hub's Secret with the keys (default remote-coroot-clusters)");
  declare_write(app, o.write, "client or server: let the hub check, show changes; nothing is written");
}

/// The project in "prod-a", "cluster-a=prod-a" and "cluster-a=prod-a,https://coroot-a.example.com".
std::string project_in(const std::string& text) {
  const auto comma = std::min(text.find(",http://"), text.find(",https://"));
  const auto pair = text.substr(0, comma);
  return pair.substr(pair.rfind('=') + 1);
}

Result<> set_named(const UnlinkOptions& options, const Env& env, links::UnlinkRequest& request) {
  if (options.hub.empty())
    return fail_with_hint(ErrorKind::usage, "Add --hub CONTEXT, the cluster with the aggregated project.",
                          "no hub named");
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(request.hub, select_one(config, options.hub, "--hub", env));
  for (const auto& text : options.members) {
    request.settings.members.push_back(project_in(text));
    if (request.settings.members.back().empty())
      return fail_with_hint(ErrorKind::usage, "Write --member PROJECT.", "--member \"{}\": no project", text);
  }
  auto& place = request.settings.place;
  place.namespace_name = coroot_namespace(env.globals);
  if (!options.secret.empty()) place.secret = options.secret;
  return {};
}

/// The remote members that --member chooses. The file goes on naming them, so the next apply would link them again.
Result<> set_fleet(const UnlinkOptions& options, const Env& env, links::UnlinkRequest& request) {
  const FleetOptions chosen{options.fleet_file, options.members};
  CTL_RUN(check_fleet_choice(chosen, {{"--hub", !options.hub.empty()}, {"--secret", !options.secret.empty()}}));
  CTL_PASS(const auto fleet, load_fleet(chosen, env));
  CTL_RUN(check_writable(fleet.hub));
  for (const auto& member : fleet.members) {
    if (member.topology == fleetfile::Topology::agents && !options.all)
      return fail(ErrorKind::usage, "{} has topology agents: no Coroot of it is linked", member.name);
    if (!options.all) request.settings.members.push_back(member.project);
  }
  CTL_PASS(request.hub, cluster_of(fleet.hub, env));
  CTL_CHECK(fleet::check_entries({request.hub}), "--fleet");
  request.settings.place = {fleet.namespace_name, fleet.secret};
  env.talk.warn("the next `corootctl apply` links again what the fleet file still names");
  return {};
}

Result<links::UnlinkRequest> unlink_request(const UnlinkOptions& options, const Env& env) {
  if (options.all == !options.members.empty())
    return fail_with_hint(ErrorKind::usage, "Name members with --member PROJECT, or take all with --all.", "{}",
                          options.all ? "--all and --member cannot be used together" : "no member named");
  links::UnlinkRequest request;
  CTL_RUN(options.fleet_file.empty() ? set_named(options, env, request) : set_fleet(options, env, request));
  request.settings.all = options.all;
  request.settings.aggregates = options.aggregates;
  request.force_conflicts = options.write.force_conflicts;
  request.dry_run = dry_run_of(options.write);
  request.wait = options.write.wait;
  request.timeout = options.write.timeout;
  return request;
}

Intent intent_of(const links::UnlinkRequest& request) {
  const auto& settings = request.settings;
  const auto who = settings.all ? std::string("all members that link-clusters brought") : join(settings.members, ", ");
  return {
      fmt::format("{} ({}): the Coroot resource's projects, then Secret {}/{}", request.hub.context,
                  request.hub.connection.cluster.server, settings.place.namespace_name, settings.place.secret),
      fmt::format("  without {}{}", who, settings.aggregates.empty() ? "" : " in " + join(settings.aggregates, ", ")),
      "  its server pod, the only one, restarts when its projects change"};
}

void show(const links::UnlinkReport& report, const links::UnlinkRequest& request, const Env& env) {
  const auto& hub = request.hub.context;
  env.print(text_as(
      env.format, [&] { return unlink_value(report, hub); },
      [&] { return names(report.members, &links::Unlinked::project); },
      [&](bool wide) { return unlink_text(report, hub, wide, env.style, env.columns()); }));
  for (const auto& warning : report.warnings) env.talk.warn(warning);
  if (report.error) env.complain(located(*report.error, hub));
  if (env.globals.quiet) return;
  for (const auto& line : report.lost) env.talk.line(line);
  if (!report.way_back.empty()) env.talk.line(way_back_text(report.way_back));
}

Result<ExitCode> run_unlink(const UnlinkOptions& options, const Env& env) {
  CTL_PASS(const auto request, unlink_request(options, env));
  if (request.dry_run == deploy::DryRun::none) CTL_RUN(confirm(intent_of(request), options.write.yes, env));
  const auto report = ask_clusters(1, env, [&](const fleet::Surroundings& around) {
    return links::unlink_clusters(request, around, env.surface.stop);
  });
  if (!report) return tl::unexpected(with_way_on(report.error(), env.command));
  show(*report, request, env);
  if (report->error && report->error->kind == ErrorKind::cancelled)
    env.talk.line(interrupted_line({{request.hub.context, report->objects, report->unfinished}}, env.command));
  if (report->error) return exit_code_of(report->error->kind);
  if (!env.globals.quiet && request.dry_run != deploy::DryRun::none) {
    env.talk.line("Dry run: nothing was written.");
  } else if (!env.globals.quiet && !report->changed) {
    env.talk.line("Nothing changed: the hub has no such members.");
  }
  return ExitCode::ok;
}

}  // namespace

Command unlink_clusters_command() {
  return verb<UnlinkOptions>(
      {.name = "unlink-clusters",
       .summary = "Take members out of a hub again",
       .usage = "--hub CONTEXT | --fleet FILE (--member PROJECT ... | --all) [--aggregate NAME ...] [flags]",
       .details =
           "Takes the members out of the hub's aggregated projects, removes their projects from the hub's Coroot "
           "resource and, once the hub's server runs without them, their keys from the hub's Secret. Only the hub is "
           "asked and written: a member whose cluster is gone can be taken out. Projects and keys of others are kept. "
           "An aggregated project that is left with one member stays; one that would show a single project of the "
           "hub's own, or nothing, goes. The hub's only server restarts. Its Coroot does not forget a project that "
           "leaves the resource: settings, incidents and history stay, and so do the address and the key that it "
           "stored, until somebody deletes the project in Coroot's project settings. Linked again under its name "
           "before that, it has all of them again. What is not there any more is no error, so the same command can be "
           "repeated after an interruption. To keep a member of a fleet file out, take it out of the file and run "
           "apply --prune: what --fleet unlinks the next apply links again. Without a terminal it needs --yes.",
       .examples = "corootctl unlink-clusters --hub cluster-c --member prod-a\n"
                   "# only out of one view; prod-a stays in the others\n"
                   "corootctl unlink-clusters --hub cluster-c --member prod-a --aggregate prod-global\n"
                   "corootctl unlink-clusters --hub cluster-c --all --dry-run=server\n"
                   "corootctl unlink-clusters --fleet corootctl.yaml --member env=test",
       .formats = "table|wide|json|yaml|name"},
      declare_unlink, run_unlink);
}

}  // namespace corootctl::cli
