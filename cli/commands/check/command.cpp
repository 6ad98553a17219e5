#include "cli/commands/all.hpp"
#include "cli/commands/check/flags.hpp"
#include "cli/output/checks.hpp"
#include "cli/output/pipelines.hpp"
#include "cli/shared/surroundings.hpp"
#include "report/check_forms.hpp"

namespace corootctl::cli {
namespace {

using checks::When;

struct Form {
  When when;
  const char* verb;
  checks::Severity least;
};

std::string checks_output(const checks::Report& report, const Form& form, const Env& env) {
  if (env.format == Format::brief) return checks_short(report);
  if (is_for_pipelines(env.format) || env.format == Format::markdown)
    return pipeline_text(report::findings_of(report, form.verb, form.least), env.format);
  return text_as(
      env.format, [&] { return report::to_value(report); }, [&] { return checks_names(report); },
      [&](bool wide) { return checks_text(report, wide, env.style, env.columns()); });
}

using Probe = std::optional<probing::ProbeRequest>;

Result<checks::Facts> read_and_probe(const survey::SurveyRequest& request, const Probe& probe, const Env& env) {
  const auto count = request.clusters.size() + (request.hub ? 1 : 0);
  return ask_clusters(count, env, [&](const fleet::Surroundings& around) -> Result<checks::Facts> {
    auto facts = survey::read_facts(request, around, env.surface.stop);
    if (!probe) return facts;
    CTL_PASS(const auto notes, probing::probe_from_hub(*probe, facts, around, env.surface.stop));
    for (const auto& note : notes) env.talk.warn(note);
    return facts;
  });
}

Result<ExitCode> run_form(const CheckOptions& options, const Form& form, const Env& env) {
  CTL_PASS(const auto suppressed, suppressions_of(options));
  CTL_PASS(const auto request, survey_request(options, form.when, env));
  CTL_PASS(const auto probe, probe_request(options, request, env));
  CTL_PASS(const auto facts, read_and_probe(request, probe, env));
  const auto report = checks::run_checks(facts, form.when, suppressed);
  env.print(checks_output(report, form, env));
  const auto outcomes = outcomes_of(report);
  for (const auto& error : outcomes) {
    if (error) env.complain(*error);
  }
  if (!env.globals.quiet) env.talk.line(checks_summary(report));
  return exit_code_of_checks(is_met(report, form.least), outcomes);
}

checks::Severity least_of(const CheckOptions& options) {
  return checks::severity_of(options.fail_on).value_or(checks::Severity::error);
}

Result<ExitCode> run_check(const CheckOptions& options, const Env& env) {
  return run_form(options, {When::check, "check", least_of(options)}, env);
}

Result<ExitCode> run_preflight(const CheckOptions& options, const Env& env) {
  return run_form(options, {When::preflight, "preflight", least_of(options)}, env);
}

constexpr const char* forms = "table|wide|short|json|yaml|name|junit|sarif|github|gitlab|markdown";

}  // namespace

Command check_command() {
  return verb<CheckOptions>(
      {.name = "check",
       .summary = "Check whether clusters, operators, links and data are right",
       .usage = "[--hub CONTEXT] [--context CONTEXT]... | --fleet FILE [flags]",
       .details =
           "Runs checks with stable codes: CRT1xx clusters, CRT2xx operators and components, CRT3xx links, CRT4xx data "
           "(`corootctl explain` lists them, `corootctl explain CODE` says what each means and how to put it right). "
           "Everything is read and nothing written, but for the Job of --probe-from-hub. With --hub the links are "
           "looked at from inside of the hub, through its own Coroot. Where that cannot be asked, because it does not "
           "run or is not linked yet, --probe-from-hub lets a Job in the hub's namespace ask the members' addresses: "
           "without any key, and deleted afterwards. What this user may not read is \"not checked\", never passed.\n\n"
           "Exit 0: nothing found that is as severe as --fail-on; 9: a check failed; 3, 4, 5: clusters could not be "
           "read, and the others are right. The exit code does not depend on the form.",
       .examples = "corootctl check --hub cluster-c --context cluster-a --context cluster-b\n"
                   "corootctl check --fleet corootctl.yaml --fail-on warning\n"
                   "corootctl check --context 'prod-*' --suppress CRT317,CRT111@prod-b\n"
                   "corootctl check --hub cluster-c --context 'prod-*' -o sarif > checks.sarif\n"
                   "corootctl check --fleet corootctl.yaml -o github\n"
                   "corootctl check --fleet corootctl.yaml -o gitlab > gl-code-quality-report.json",
       .formats = forms},
      declare_check, run_check);
}

Command preflight_command() {
  return verb<CheckOptions>(
      {.name = "preflight",
       .summary = "Check whether install and link-clusters may succeed, before any write",
       .usage = "--context CONTEXT ... [--hub CONTEXT] | --fleet FILE [flags]",
       .details =
           "Asks each cluster what an installation needs: this user's rights one by one, a default StorageClass, room "
           "in "
           "quotas, Pod Security, kernels, clocks, and whether helm is here. With --hub also what a link needs: other "
           "clusters behind other contexts, members' addresses that answer, keys that are not shared. Nothing is "
           "written; whether privileged pods are let in is tried as a dry run.\n\n"
           "Exit codes and forms as those of `corootctl check`.",
       .examples = "corootctl preflight --context cluster-a=prod-a --context cluster-b=prod-b\n"
                   "corootctl preflight --hub cluster-c --context cluster-a --context cluster-b\n"
                   "corootctl preflight --fleet corootctl.yaml -o junit > preflight.xml\n"
                   "corootctl preflight --context cluster-a --operator-manifests operator.yaml",
       .formats = forms},
      declare_preflight, run_preflight);
}

}  // namespace corootctl::cli
