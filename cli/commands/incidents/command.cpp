#include "base/time.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/incidents/page.hpp"
#include "cli/commands/incidents/view.hpp"
#include "cli/parse/flags.hpp"
#include "cli/parse/values.hpp"
#include "cli/shared/project_page.hpp"

namespace corootctl::cli {
namespace {

struct IncidentsOptions {
  ViewOptions view = {.statuses = "open|resolved"};
  std::string since{};
};

struct IncidentOptions {
  ViewOptions view{};
  std::string key{};
};

void declare(CLI::App& app, IncidentsOptions& options) {
  declare_view(app, options.view);
  text_flag(app, "--since", options.since, "TIME",
            "also what ended since then: 2h, 2025-01-31T09:30:00Z (default 24h)");
}

void declare_incident(CLI::App& app, IncidentOptions& options) {
  app.add_option("key", options.key, "the incident's key, in whichever project")->type_name("INCIDENT");
  declare_hub(app, options.view.hub, "--hub,--context", false);
  declare_timeouts(app, options.view.hub);
  declare_other_way(app, options.view.hub);
}

Result<ops::OutageFilter> filter_of(const IncidentsOptions& options, const Env& env) {
  CTL_PASS(auto apps, filter_of(options.view.hub, options.view.filter, env));
  ops::OutageFilter filter{std::move(apps), {}};
  const std::string since = options.since.empty() ? "24h" : options.since;
  CTL_TRY(filter.since_ms, parse_instant(since, now_ms(env.surface.clock)), "--since");
  return filter;
}

Result<std::string> incidents_page(const ops::OutageReport& report, const ops::ProjectLook& at, const HubOptions& hub,
                                   const Env& env) {
  auto page = start_page("Incidents", report.project, report.honesty, env);
  const auto rca_of = [&](const ops::Outage& outage) {
    return command_like(hub, outage.source, {"rca", "--incident", outage.key});
  };
  add_outages(report, at.now_ms, addresses_of(at), rca_of, page);
  return report::to_page(page);
}

std::string text_of(const ops::OutageReport& report, const Env& env) {
  return text_as(
      env.format, [&] { return outages_value(report); }, [&] { return names(report.outages, &ops::Outage::key); },
      [&](bool wide) {
        return outages_table(report.outages, now_ms(env.surface.clock), wide, env.style, env.columns());
      });
}

Result<Look> look_of(const ops::OutageReport& report, const ops::ProjectLook& at, const HubOptions& hub,
                     const Env& env) {
  Look look;
  if (env.format == Format::html) {
    CTL_PASS(look.text, incidents_page(report, at, hub, env));
  } else {
    look.text = text_of(report, env);
  }
  for (const auto& outage : report.outages) look.identity += identity_of(outage);
  add_honesty(report.honesty, look);
  if (report.outages.empty()) {
    look.note = report.hidden > 0 ? fmt::format("None of {} incidents fits.", report.hidden) : "No incidents.";
  }
  return look;
}

Result<ExitCode> run(const IncidentsOptions& options, const Env& env) {
  CTL_RUN(check_page(options.view.watch, env.format));
  CTL_RUN(filter_of(options, env).map([](const auto&) {}));
  return watch_project(options.view, env, [&](const ops::ProjectLook& at) -> Result<Look> {
    CTL_PASS(const auto filter, filter_of(options, env));  // anew: "24h" moves with the clock
    CTL_PASS(const auto report, ops::read_outages(at, filter));
    return look_of(report, at, options.view.hub, env);
  });
}

Look look_of(const ops::OutageDetail& detail, const Env& env) {
  Look look;
  look.text = is_structured(env.format)
                  ? structured(outage_detail_value(detail), env.format)
                  : outage_detail_text(detail, now_ms(env.surface.clock), env.style, env.columns());
  add_honesty(detail.honesty, look);
  if (!detail.detail) look.warnings.emplace_back("the server has no details any more: the app left its window");
  return look;
}

Result<ExitCode> run_incident(const IncidentOptions& options, const Env& env) {
  if (options.key.empty()) {
    return fail_with_hint(ErrorKind::usage, "The keys: corootctl incidents", "no incident named");
  }
  return watch_project(options.view, env, [&](const ops::ProjectLook& at) -> Result<Look> {
    CTL_PASS(const auto detail, ops::read_outage(at, options.key));
    return look_of(detail, env);
  });
}

Command incident_command() {
  return verb<IncidentOptions>(
      {.name = "show",
       .summary = "Show one incident: service levels, where it was seen, what else broke then",
       .usage = "KEY [--hub CONTEXT] [--project NAME] [flags]",
       .details = "KEY may be the aggregate's or that of a member's project on the hub. What broke at the same time in "
                  "any cluster is listed below; \"corootctl rca\" says why.",
       .examples = "corootctl incidents show ivnkjlxq --hub cluster-c\n"
                   "corootctl incidents show ivnkjlxq --hub cluster-c -o json",
       .formats = "table|json|yaml"},
      declare_incident, run_incident);
}

}  // namespace

Command incidents_command() {
  auto command = verb<IncidentsOptions>(
      {.name = "incidents",
       .summary = "List the incidents of all clusters, one row per outage",
       .usage = "[--hub CONTEXT] [--project NAME] [--in-cluster CLUSTER] [--status open] [flags]",
       .details =
           "Coroot opens an incident for every app in every project that sees it, so one outage is in the aggregated "
           "project and in its member's project, with other keys and times. Here it is one row: same app, same "
           "cluster, times within two minutes of each other. -o wide names all places. Open incidents come first, and "
           "those that ended within the last 24 hours (--since). -o html is one page that needs nothing else, with the "
           "command that finds the cause of each.",
       .examples = "corootctl incidents --hub cluster-c --project prod-global\n"
                   "corootctl incidents --hub cluster-c --status open -o wide\n"
                   "corootctl incidents --hub cluster-c -o html >incidents.html\n"
                   "corootctl incidents --hub cluster-c --watch --interval 1m",
       .formats = "table|wide|json|yaml|name|html"},
      declare, run);
  command.children.push_back(incident_command());
  return command;
}

}  // namespace corootctl::cli
