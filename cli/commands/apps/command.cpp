#include "cli/commands/all.hpp"
#include "cli/commands/apps/page.hpp"
#include "cli/commands/apps/view.hpp"
#include "cli/shared/project_page.hpp"

namespace corootctl::cli {
namespace {

Result<std::string> text_of(const ops::AppsReport& report, const ops::ProjectLook& at, const Env& env) {
  if (env.format == Format::html) {
    auto page = start_page("Apps", report.project, report.honesty, env);
    add_apps(report, addresses_of(at), page);
    return report::to_page(page);
  }
  return text_as(
      env.format, [&] { return apps_value(report); }, [&] { return names(report.apps, &ops::AppRow::id); },
      [&](bool wide) { return apps_table(report, wide, env.style, env.columns()); });
}

Result<Look> look_of(const ops::AppsReport& report, const ops::ProjectLook& at, const Env& env) {
  Look look;
  CTL_PASS(look.text, text_of(report, at, env));
  for (const auto& app : report.apps) look.identity += identity_of(app);
  add_honesty(report.honesty, look);
  if (report.apps.empty()) {
    look.note = report.hidden > 0 ? fmt::format("None of {} apps fits.", report.hidden)
                                  : "Project " + report.project + " has no apps.";
  }
  return look;
}

Result<ExitCode> run(const ViewOptions& options, const Env& env) {
  CTL_RUN(check_page(options.watch, env.format));
  CTL_PASS(const auto filter, filter_of(options.hub, options.filter, env));
  return watch_project(options, env, [&](const ops::ProjectLook& at) -> Result<Look> {
    CTL_PASS(const auto report, ops::read_apps(at, filter));
    return look_of(report, at, env);
  });
}

}  // namespace

Command apps_command() {
  return verb<ViewOptions>(
      {.name = "apps",
       .summary = "List the apps of all clusters with what Coroot sees wrong in them",
       .usage = "[--hub CONTEXT] [--project NAME] [--in-cluster CLUSTER] [--status STATUS] [flags]",
       .details =
           "Reads the aggregated project, worst apps first. STATUS is Coroot's own, which looks at service levels, "
           "instances and databases; PROBLEMS has everything that is warning or critical, such as CPU, memory, network "
           "and logs; INCIDENT is the key of its open incident, which Coroot may know a minute or two before the "
           "status. While a member gives no data, the others are read from their own projects on the hub and its "
           "own apps are marked old (exit 3). -o html is one page that needs nothing else, with a table for each "
           "cluster.",
       .examples = "corootctl apps --hub cluster-c --project prod-global\n"
                   "corootctl apps --hub cluster-c --in-cluster prod-a --status critical --status warning\n"
                   "corootctl apps --hub cluster-c --in-namespace 'shop*' -o wide\n"
                   "corootctl apps --hub cluster-c -o html >apps.html\n"
                   "corootctl apps --hub cluster-c --watch",
       .formats = "table|wide|json|yaml|name|html"},
      declare_view, run);
}

}  // namespace corootctl::cli
