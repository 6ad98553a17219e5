#include <algorithm>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/uninstall/consent.hpp"
#include "cli/commands/uninstall/flags.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/output/objects.hpp"
#include "cli/shared/surroundings.hpp"
#include "upkeep/uninstall/uninstall.hpp"

namespace corootctl::cli {
namespace {

using Reports = std::vector<upkeep::ClusterUninstall>;

document::Value cluster_uninstall_value(const upkeep::ClusterUninstall& report) {
  return document::Object{{"context", report.context},
                          {"project", text_or_null(report.project)},
                          {"objects", objects_value(report.objects)},
                          {"kept", texts(report.kept)},
                          {"warnings", texts(report.warnings)},
                          {"error", error_value(report.error)}};
}

std::string kept_text(const Reports& reports) {
  std::string out;
  for (const auto& report : reports) {
    if (report.error || report.kept.empty()) continue;
    out += "Kept in " + report.context + ":\n";
    for (const auto& line : report.kept) out += "  " + line + "\n";
  }
  return out;
}

std::string text_of(const Reports& reports, const Env& env) {
  Table table{{"CONTEXT", "OBJECT", "RESULT"}, {}};
  for (const auto& report : reports) add_objects(table, report.context, report.objects);
  return sections({render(table, env.style, env.columns()), kept_text(reports)});
}

bool uninstall_was_interrupted(const upkeep::ClusterUninstall& report) {
  return report.error && report.error->kind == ErrorKind::cancelled;
}

void conclude(const Reports& reports, const upkeep::UninstallRequest& request, const Env& env) {
  if (std::any_of(reports.begin(), reports.end(), uninstall_was_interrupted)) {
    std::vector<Progressed> progress;
    for (const auto& report : reports)
      if (!report.error || uninstall_was_interrupted(report))
        progress.push_back({report.context, report.objects, report.unfinished});
    env.talk.line(interrupted_line(progress, env.command));
  }
  if (exit_code_of(outcomes_of(reports)) != ExitCode::ok || env.globals.quiet) return;
  const bool any = std::any_of(reports.begin(), reports.end(), [](const auto& each) { return !each.objects.empty(); });
  if (request.dry_run) {
    env.talk.line("Dry run: nothing was deleted.");
  } else if (!any) {
    env.talk.line("Nothing changed: it was gone already.");
  }
}

Result<ExitCode> run(const UninstallOptions& options, const Env& env) {
  CTL_PASS(auto request, uninstall_request(options, env));
  const Consent consent{options.yes, typed_names(options, request), !options.fleet.file.empty()};
  request.consent = [&](const auto& farewells) { return agree(farewells, consent, env); };
  const auto reports = ask_clusters(request.targets.size(), env, [&](const fleet::Surroundings& around) {
    return upkeep::uninstall(request, around, env.surface.stop);
  });
  if (!reports) return tl::unexpected(with_way_on(reports.error(), env.command));
  env.print(text_as(
      env.format, [&] { return document::Object{{"clusters", list_of(*reports, cluster_uninstall_value)}}; },
      [&] { return names(*reports, &upkeep::ClusterUninstall::context); },
      [&](bool) { return text_of(*reports, env); }));
  for (const auto& report : *reports) {
    for (const auto& warning : report.warnings) env.talk.warn(report.context + ": " + warning);
    if (report.error) env.complain(located(*report.error, report.context));
  }
  conclude(*reports, request, env);
  return exit_code_of(outcomes_of(*reports));
}

}  // namespace

Command uninstall_command() {
  return verb<UninstallOptions>(
      {.name = "uninstall",
       .summary = "Remove a Coroot, and the operator when no other needs it",
       .usage = "--context CONTEXT[=PROJECT] ... [flags]",
       .details =
           "Deletes the Coroot resource and waits until all that the operator made for it is gone. Volumes, Secrets "
           "with "
           "keys and the definition stay unless told; for the volumes the operator has to run, because it alone takes "
           "them off the resource that is deleted. helm uninstall would delete the definition and with it every Coroot "
           "of the cluster: here the objects of the release go one by one, then helm's record of it, and only when no "
           "other Coroot is there. It says what is lost and asks for the project's name; without a terminal it needs "
           "--yes and the name. A hub that reads members, and a member that the hub of --hub reads, are refused. After "
           "an interruption, run it again.",
       .examples = "corootctl uninstall --context cluster-a\n"
                   "corootctl uninstall --context cluster-a=prod-a --hub cluster-c --yes\n"
                   "corootctl uninstall --context cluster-a=prod-a --dry-run=server\n"
                   "# nothing shall stay\n"
                   "corootctl uninstall --context cluster-a=prod-a --delete-data --delete-keys --delete-crd --yes\n"
                   "corootctl uninstall --fleet corootctl.yaml --member prod-a",
       .formats = "table|json|yaml|name"},
      declare_uninstall, run);
}

}  // namespace corootctl::cli
