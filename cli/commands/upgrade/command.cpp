#include <algorithm>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/upgrade/flags.hpp"
#include "cli/commands/upgrade/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/shared/surroundings.hpp"
#include "cli/shared/write_flags.hpp"
#include "upkeep/upgrade/upgrade.hpp"

namespace corootctl::cli {
namespace {

Intent intent_of(const UpgradeReports& reports) {
  Intent out;
  auto sorted = reports;
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.wave < b.wave; });
  for (const auto& report : sorted) {
    if (report.wave == 0) continue;
    out.push_back(fmt::format("wave {}: {} ({})", report.wave, report.context, report.release));
    for (const auto& line : diff_lines(report.diff)) out.push_back("  " + line);
    for (const auto& warning : report.warnings) out.push_back("  warning: " + warning);
  }
  return out;
}

bool upgrade_was_interrupted(const upkeep::ClusterUpgrade& report) {
  return report.error && report.error->kind == ErrorKind::cancelled;
}

/// What a failed wave leaves: who was upgraded, who was not, and that the same command goes on.
std::string stopped_line(const UpgradeReports& reports, const std::string& command) {
  std::vector<std::string> done, left;
  for (const auto& report : reports) {
    if (report.outcome == "upgraded") done.push_back(report.context);
    if (report.outcome == "not begun") left.push_back(report.context);
  }
  return fmt::format("Stopped. Upgraded: {}. Not begun: {}. When it is mended, go on with: {}",
                     done.empty() ? "none" : join(done, ", "), left.empty() ? "none" : join(left, ", "), command);
}

void conclude(const UpgradeReports& reports, const upkeep::UpgradeRequest& request, const Env& env) {
  const bool failed = std::any_of(reports.begin(), reports.end(), [](const auto& each) { return each.error; });
  if (std::any_of(reports.begin(), reports.end(), upgrade_was_interrupted)) {
    std::vector<Progressed> progress;
    for (const auto& report : reports)
      if (!report.error || upgrade_was_interrupted(report))
        progress.push_back({report.context, report.objects, report.unfinished});
    env.talk.line(interrupted_line(progress, env.command));
  } else if (failed) {
    env.talk.line(stopped_line(reports, env.command));
  }
  if (failed || env.globals.quiet) return;
  const bool any = std::any_of(reports.begin(), reports.end(), [](const auto& each) { return each.wave > 0; });
  if (request.dry_run) env.talk.line("Dry run: nothing was written.");
  if (!any) env.talk.line("Nothing changed: every operator has the chart already.");
}

/// Those that were never begun are not well, but no failures of their own.
Outcomes outcomes_of_begun(const UpgradeReports& reports) {
  Outcomes out;
  for (const auto& report : reports)
    if (report.outcome != "not begun" || report.error) out.push_back(report.error);
  return out;
}

Result<ExitCode> run(const UpgradeOptions& options, const Env& env) {
  CTL_PASS(auto request, upgrade_request(options, env));
  request.consent = [&](const UpgradeReports& reports) -> Result<> {
    env.talk.finish();
    return confirm(intent_of(reports), options.yes, env);
  };
  const auto reports = ask_clusters(request.targets.size(), env, [&](const fleet::Surroundings& around) {
    return upkeep::upgrade(request, around, env.surface.stop);
  });
  if (!reports) return tl::unexpected(with_way_on(reports.error(), env.command));
  env.print(text_as(
      env.format, [&] { return upgrade_value(*reports); },
      [&] { return names(*reports, &upkeep::ClusterUpgrade::context); },
      [&](bool wide) { return upgrade_text(*reports, wide || request.dry_run, env.style, env.columns()); }));
  for (const auto& report : *reports) {
    for (const auto& warning : report.warnings) env.talk.warn(report.context + ": " + warning);
    if (report.error) env.complain(located(*report.error, report.context));
  }
  conclude(*reports, request, env);
  return exit_code_of(outcomes_of_begun(*reports));
}

}  // namespace

Command upgrade_command() {
  return verb<UpgradeOptions>(
      {.name = "upgrade",
       .summary = "Bring the operator's chart up to date, wave by wave behind a canary",
       .usage = "--context CONTEXT ... [--hub CONTEXT] [flags] | --fleet FILE [flags]",
       .details =
           "Reads every cluster, lets helm and the servers try the chart, and shows what it changes: versions, fields "
           "of "
           "the definition, objects, the chart's own values. Then, behind your consent, the canary, and the others in "
           "waves. A wave is over when the operator and all of Coroot run and new data of each cluster have arrived: "
           "at "
           "the hub of --hub, or at its own Coroot. The first wave in which something fails is the last; the same "
           "command "
           "goes on from there. A hub that is known to crash with what is in the clusters is refused, and so are an "
           "older "
           "chart and an operator that Flux brings. Versions of Coroot's own parts are the operator's: it takes the "
           "newest, unless the resource names an image.",
       .examples = "corootctl upgrade --context 'prod-*' --hub cluster-c --dry-run=server\n"
                   "corootctl upgrade --context cluster-a --context cluster-b --hub cluster-c --canary cluster-b\n"
                   "corootctl upgrade --fleet corootctl.yaml --chart-version 0.9.4 --wave-size 5 --yes",
       .formats = "table|wide|json|yaml|name"},
      declare_upgrade, run);
}

}  // namespace corootctl::cli
