
#include "cli/commands/all.hpp"
#include "cli/commands/link_clusters/flags.hpp"
#include "cli/commands/link_clusters/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/output/objects.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

Intent intent_of(const ops::LinkRequest& request) {
  Intent lines{fmt::format("{} ({}): Secret {}/{}, the Coroot resource's projects", request.hub.context,
                           request.hub.connection.cluster.server, request.settings.place.namespace_name,
                           request.settings.place.secret)};
  for (const auto& member : request.members) {
    lines.push_back(fmt::format("  project {} from {} ({}), which is only read", member.project, member.cluster.context,
                                member.cluster.connection.cluster.server));
  }
  lines.push_back(fmt::format("  project {} over all of them", request.settings.aggregate));
  lines.push_back("  its server pod, the only one, restarts when its projects or their keys change");
  return lines;
}

void show(const ops::LinkReport& report, const ops::LinkRequest& request, const Env& env) {
  env.print(text_as(
      env.format, [&] { return link_value(report, request.hub.context, request.settings.aggregate); },
      [&] { return names(report.members, &ops::MemberLink::project); },
      [&](bool wide) { return link_text(report, request.hub.context, wide, env.style, env.columns()); }));
  for (const auto& warning : report.warnings) env.talk.warn(warning);
  for (const auto& member : report.members) {
    if (const auto trouble = trouble_of(member)) env.complain(located(*trouble, member.context));
  }
  if (report.error) env.complain(located(*report.error, request.hub.context));
  if (!report.way_back.empty() && !env.globals.quiet) env.talk.line(way_back_text(report.way_back));
}

void conclude(const ops::LinkReport& report, const ops::LinkRequest& request, const Env& env) {
  if (report.error && report.error->kind == ErrorKind::cancelled)
    env.talk.line(interrupted_line({{request.hub.context, report.objects, report.unfinished}}, env.command));
  if (exit_code_of_links(outcomes_of(report)) != ExitCode::ok || env.globals.quiet) return;
  if (request.dry_run != deploy::DryRun::none) {
    env.talk.line("Dry run: nothing was written.");
  } else if (!report.changed) {
    env.talk.line("Nothing changed: the clusters were linked like this already.");
  } else if (env.surface.terminal.err) {
    env.talk.line(
        fmt::format("Next: corootctl rca --hub {} --project {}", request.hub.context, request.settings.aggregate));
  }
}

Result<ExitCode> run(const LinkOptions& options, const Env& env) {
  CTL_PASS(const auto request, link_request(options, env));
  if (request.dry_run == deploy::DryRun::none) CTL_RUN(confirm(intent_of(request), options.write.yes, env));
  const auto report = ask_clusters(request.members.size() + 1, env, [&](const fleet::Surroundings& around) {
    return ops::link_clusters(request, around, env.surface.stop);
  });
  if (!report) return tl::unexpected(with_way_on(report.error(), env.command));
  show(*report, request, env);
  conclude(*report, request, env);
  return exit_code_of_links(outcomes_of(*report));
}

}  // namespace

Command link_clusters_command() {
  return verb<LinkOptions>(
      {.name = "link-clusters",
       .summary = "Link the Coroot of several clusters into one project on a hub",
       .usage = "--hub CONTEXT[=PROJECT] --member CONTEXT=PROJECT[,URL] ... --aggregate NAME [flags]",
       .details = "Reads the members' keys and the state of all clusters, checks everything, then writes the keys into "
                  "one Secret of the hub and the projects into the hub's Coroot resource, waits, and proves for each "
                  "member that its data arrive. Projects of others on the hub are kept. Members are never written. "
                  "A hub that kubectl made is a conflict that names the owner; --force-conflicts takes its projects "
                  "over. The hub's only server restarts when its projects or keys change; the commands that bring back "
                  "what was there are printed at the end. Without a terminal it needs --yes.",
       .examples =
           "corootctl link-clusters --hub cluster-c --member cluster-a=prod-a,https://coroot-a.example.com \\\n"
           "    --member cluster-b=prod-b --aggregate prod-global\n"
           "# the hub's own data as project prod-c\n"
           "corootctl link-clusters --hub cluster-c=prod-c --member cluster-a=prod-a --aggregate prod-global --yes",
       .formats = "table|wide|json|yaml|name"},
      declare_link, run);
}

}  // namespace corootctl::cli
