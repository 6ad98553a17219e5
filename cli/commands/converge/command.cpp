#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/converge/findings.hpp"
#include "cli/commands/converge/flags.hpp"
#include "cli/commands/converge/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/output/interrupted.hpp"
#include "cli/output/objects.hpp"
#include "cli/output/pipelines.hpp"
#include "cli/shared/surroundings.hpp"
#include "cli/shared/write_flags.hpp"
#include "converge/plan.hpp"

namespace corootctl::cli {
namespace {

Result<converge::FleetPlan> make_plan(const converge::Request& request, const fleet::Surroundings& around,
                                      const Env& env) {
  auto plan = converge::plan(request, around, env.surface.stop);
  if (!plan) return tl::unexpected(with_way_on(std::move(plan.error()), env.command));
  return plan;
}

void show_plan(const converge::FleetPlan& plan, const std::string& fleet, const std::string& file, const Env& env) {
  if (is_for_pipelines(env.format)) {
    env.print(pipeline_text(plan_findings(plan, file), env.format));
  } else if (env.format == Format::markdown) {
    env.print(plan_markdown(plan, fleet));
  } else {
    env.print(text_as(
        env.format, [&] { return plan_value(plan, fleet); },
        [&] { return names(plan.clusters, &converge::ClusterPlan::name); },
        [&](bool wide) { return plan_text(plan, wide, env.style, env.columns()); }));
  }
  for (const auto& cluster : plan.clusters) {
    if (cluster.error) env.complain(located(*cluster.error, cluster.context));
  }
}

Result<ExitCode> run_plan(const PlanOptions& options, const Env& env) {
  CTL_PASS(const auto request, plan_request(options, env));
  const auto plan = ask_clusters(request.members.size() + 1, env,
                                 [&](const fleet::Surroundings& around) { return make_plan(request, around, env); });
  if (!plan) return tl::unexpected(plan.error());
  show_plan(*plan, request.fleet.name, options.fleet.file, env);
  if (!env.globals.quiet) env.talk.line("Plan: " + plan_summary(*plan) + ".");
  return exit_code_of_plan(is_pending(*plan), outcomes_of(plan->clusters));
}

/// Each pending object in a line of its cluster.
Intent plan_intent(const converge::FleetPlan& plan, const converge::Request& request, const Env& env) {
  Intent lines = split(plan_text(plan, false, env.err_style, 0), '\n');
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  lines.push_back("together: " + plan_summary(plan) + ", in namespace " + request.fleet.namespace_name);
  return lines;
}

std::vector<Progressed> waves_progress(const std::vector<converge::WaveReport>& waves, const std::string& hub) {
  std::vector<Progressed> out;
  for (const auto& wave : waves) {
    for (const auto& cluster : wave.clusters) out.push_back({cluster.context, cluster.objects, cluster.unfinished});
    if (wave.hub) out.push_back({hub, wave.hub->objects, wave.hub->unfinished});
  }
  return out;
}

void complain(const std::vector<converge::WaveReport>& waves, const std::string& hub, const Env& env) {
  for (const auto& wave : waves) {
    for (const auto& cluster : wave.clusters) {
      for (const auto& warning : cluster.warnings) env.talk.warn(cluster.context + ": " + warning);
      if (cluster.error) env.complain(located(*cluster.error, cluster.context));
      if (!cluster.way_back.empty() && !env.globals.quiet) env.talk.line(way_back_text(cluster.way_back));
    }
    if (wave.error) env.complain(Error(*wave.error).with("wave " + std::string(name_of(wave.wave))));
    if (!wave.hub) continue;
    for (const auto& member : wave.hub->members) {
      if (member.error) env.complain(located(*member.error, member.context));
    }
    if (wave.hub->error) env.complain(located(*wave.hub->error, hub));
    if (!wave.hub->way_back.empty() && !env.globals.quiet) env.talk.line(way_back_text(wave.hub->way_back));
  }
}

void conclude_apply(const std::vector<converge::WaveReport>& waves, const converge::Request& request, const Env& env) {
  if (env.globals.quiet) return;
  const auto code = exit_code_of(outcomes_of(waves));
  if (env.surface.stop.stop_requested()) {
    env.talk.line(interrupted_line(waves_progress(waves, request.hub.context), env.command));
  } else if (waves.empty()) {
    env.talk.line("Nothing changed: the fleet is as the file says.");
  } else if (code != ExitCode::ok) {
    env.talk.line("Stopped after wave " + std::string(name_of(waves.back().wave)) + ". Go on with: " + env.command);
  }
}

Result<std::vector<converge::WaveReport>> plan_and_apply(const ApplyOptions& options, const converge::Request& request,
                                                         const fleet::Surroundings& around, const Env& env) {
  CTL_PASS(const auto plan, make_plan(request, around, env));
  if (!options.plan_file.empty()) {
    CTL_PASS(const auto then, read_plan(options.plan_file));
    CTL_RUN(check_same(plan, then));
  }
  CTL_RUN(check_can_apply(request, plan));
  if (!is_pending(plan)) return std::vector<converge::WaveReport>();
  env.talk.finish();
  CTL_RUN(confirm(plan_intent(plan, request, env), options.yes, env));
  return converge::apply(request, plan, around, env.surface.stop);
}

Result<ExitCode> run_apply(const ApplyOptions& options, const Env& env) {
  CTL_PASS(const auto request, apply_request(options, env));
  const auto waves = ask_clusters(request.members.size() + 1, env, [&](const fleet::Surroundings& around) {
    return plan_and_apply(options, request, around, env);
  });
  if (!waves) return tl::unexpected(with_way_on(waves.error(), env.command));
  env.print(text_as(
      env.format, [&] { return applied_value(*waves, request.fleet.name); },
      [&] { return names(request.fleet.members, &fleetfile::Cluster::name); },
      [&](bool wide) { return applied_text(*waves, request.hub.context, wide, env.style, env.columns()); }));
  complain(*waves, request.hub.context, env);
  conclude_apply(*waves, request, env);
  return exit_code_of_links(outcomes_of(*waves));
}

}  // namespace

Command plan_command() {
  return verb<PlanOptions>(
      {.name = "plan",
       .summary = "Show what a fleet lacks to be as its file says",
       .usage = "[-f FILE] [--member NAME|LABEL=VALUE] ... [--prune] [flags]",
       .details = "Asks every cluster at once by a dry run of its server and writes nothing: which objects would be "
                  "created or changed, field by field, in which wave, and what each waits for. Keys are shown as "
                  "fingerprints. Fields that another manager wrote are shown with its name and the time. Where the "
                  "namespace or the Coroot definition is not there yet, and in clusters that the file calls readonly, "
                  "what is live is compared here and the server is not asked. Exit code 7 when changes are pending, 3 "
                  "when a cluster could not be read.",
       .examples = "corootctl plan\n"
                   "corootctl plan -f fleet.yaml -o markdown\n"
                   "corootctl plan --member env=staging -o wide\n"
                   "corootctl plan -o github  # in a workflow: an annotation for each drift\n"
                   "# review the plan, then carry out exactly that\n"
                   "corootctl plan -o json > plan.json; corootctl apply --plan plan.json --yes",
       .formats = "table|wide|json|yaml|name|markdown|junit|sarif|github|gitlab"},
      declare_plan, run_plan);
}

Command apply_command() {
  return verb<ApplyOptions>(
      {.name = "apply",
       .summary = "Make a fleet as its file says: install and link in one converging run",
       .usage = "[-f FILE] [--plan FILE] [--member NAME|LABEL=VALUE] ... [flags]",
       .details = "Plans as plan does, then writes what is pending, wave by wave: operators everywhere, the members "
                  "until they run, the hub with all projects and the members' keys, and the members that push to it. "
                  "A wave in which something failed is the last; running it again goes on from there. Projects of "
                  "others on the hub stay; what the file has no more stays without --prune. --plan carries out exactly "
                  "the plan that was reviewed and refuses when the file, a cluster or what is live has moved. Without "
                  "a terminal it needs --yes.",
       .examples = "corootctl apply\n"
                   "corootctl apply -f fleet.yaml --canary prod-a --yes\n"
                   "corootctl apply --plan plan.json --yes\n"
                   "corootctl apply --member prod-d --prune --yes",
       .formats = "table|wide|json|yaml|name"},
      declare_apply, run_apply);
}

}  // namespace corootctl::cli
