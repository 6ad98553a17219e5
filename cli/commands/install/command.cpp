#include <algorithm>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/install/flags.hpp"
#include "cli/commands/install/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/output/objects.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

Intent intent_of(const ops::InstallRequest& request) {
  Intent lines;
  for (const auto& target : request.targets) {
    const ops::InstallWants& what = target.own ? *target.own : request;
    std::vector<std::string> parts{"namespace " + request.namespace_name};
    if (!what.resource_only) parts.emplace_back("operator");
    if (!what.operator_only)
      parts.push_back(
          fmt::format("Coroot {}/{} with project {}", request.namespace_name, what.settings.name, target.project));
    lines.push_back(fmt::format("{} ({}): {}", target.cluster.context, target.cluster.connection.cluster.server,
                                join(parts, ", ")));
  }
  return lines;
}

void show(const InstallReports& reports, const ops::InstallRequest& request, const Env& env) {
  env.print(text_as(
      env.format, [&] { return install_value(reports); }, [&] { return names(reports, &ops::ClusterInstall::context); },
      [&](bool wide) {
        if (request.dry_run == deploy::DryRun::client) return manifests_text(reports);
        return install_text(reports, wide, env.style, env.columns());
      }));
  for (const auto& report : reports) {
    for (const auto& warning : report.warnings) env.talk.warn(report.context + ": " + warning);
    if (report.error) env.complain(located(*report.error, report.context));
    if (!report.way_back.empty() && !env.globals.quiet) env.talk.line(way_back_text(report.way_back));
  }
}

std::string context_flags(const InstallReports& reports) {
  std::string out;
  for (const auto& report : reports) out += " --context " + report.context;
  return out;
}

bool is_interrupted(const ops::ClusterInstall& report) {
  return report.error && report.error->kind == ErrorKind::cancelled;
}

/// Of clusters that failed by themselves their own error says enough.
std::vector<Progressed> progress_of(const InstallReports& reports) {
  std::vector<Progressed> out;
  for (const auto& report : reports) {
    if (!report.error || is_interrupted(report)) out.push_back({report.context, report.objects, report.unfinished});
  }
  return out;
}

/// What comes next, for people.
void conclude(const InstallReports& reports, const ops::InstallRequest& request, const Env& env) {
  if (std::any_of(reports.begin(), reports.end(), is_interrupted))
    env.talk.line(interrupted_line(progress_of(reports), env.command));
  if (exit_code_of(outcomes_of(reports)) != ExitCode::ok || env.globals.quiet) return;
  if (request.dry_run != deploy::DryRun::none) {
    env.talk.line("Dry run: nothing was written.");
  } else if (!anything_changed(reports)) {
    env.talk.line("Nothing changed: everything was as requested.");
  } else if (env.surface.terminal.err && request.targets.front().own) {
    env.talk.line("Next: corootctl link-clusters --fleet FILE, or corootctl apply for all of it.");
  } else if (env.surface.terminal.err) {
    env.talk.line(request.operator_only ? "Next: corootctl link-clusters --hub " + reports.front().context + " --help"
                                        : "Next: corootctl status" + context_flags(reports) +
                                              ", and to link clusters: corootctl link-clusters --help");
  }
}

Result<ExitCode> run(const InstallOptions& options, const Env& env) {
  CTL_PASS(const auto request, install_request(options, env));
  if (request.dry_run == deploy::DryRun::none) CTL_RUN(confirm(intent_of(request), options.write.yes, env));
  const auto reports = ask_clusters(request.targets.size(), env, [&](const fleet::Surroundings& around) {
    return ops::install(request, around, env.surface.stop);
  });
  if (!reports) return tl::unexpected(with_way_on(reports.error(), env.command));
  show(*reports, request, env);
  conclude(*reports, request, env);
  return exit_code_of(outcomes_of(*reports));
}

}  // namespace

Command install_command() {
  return verb<InstallOptions>(
      {.name = "install",
       .summary = "Install the Coroot operator and a Coroot resource in one or many clusters",
       .usage = "--context CONTEXT --project NAME | --context CONTEXT=PROJECT ... [flags]",
       .details = "Runs your helm for the operator, applies the Coroot resource by server-side apply and waits until "
                  "everything really runs. All clusters are checked before the first write; running it again changes "
                  "nothing. An operator that another release or namespace has already is used as it is. A Coroot "
                  "that is there keeps its projects and keys; that its server restarts is said before the write, and "
                  "how to go back after it. Without a terminal it needs --yes.",
       .examples = "corootctl install --context cluster-a --project prod-a --node-port 30001\n"
                   "corootctl install --context cluster-a=prod-a --context cluster-b=prod-b --yes\n"
                   "corootctl install --context cluster-c --operator-only\n"
                   "corootctl install --context cluster-a=prod-a --dry-run=server\n"
                   "# where Flux or Argo CD brings the operator\n"
                   "corootctl install --context cluster-a=prod-a --resource-only\n"
                   "# air-gapped: manifests from `helm template --include-crds`\n"
                   "corootctl install --context cluster-a=prod-a --operator-manifests operator.yaml --yes",
       .formats = "table|wide|json|yaml|name"},
      declare_install, run);
}

}  // namespace corootctl::cli
