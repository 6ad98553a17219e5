#include "base/files.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/fleet/init.hpp"
#include "cli/commands/fleet/view.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/fleet.hpp"
#include "fleetfile/filled.hpp"
#include "fleetfile/schema.hpp"

namespace corootctl::cli {
namespace {

struct Nothing {};

void declare_nothing(CLI::App&, Nothing&) {}

Result<ExitCode> run_fleet(const Nothing&, const Env&) {
  return fail_with_hint(ErrorKind::usage, "\"corootctl fleet --help\" shows what there is.",
                        "fleet needs a command: init, show, validate or schema");
}

Result<ExitCode> run_show(const FleetOptions& options, const Env& env) {
  CTL_PASS(const auto fleet, load_fleet(options, env));
  CTL_PASS(const auto text, read_fleet_text(options));
  CTL_PASS(const auto whole, fleetfile::filled(text.content, text.path));
  env.print(structured(members_alone(whole, fleet), env.format == Format::json ? Format::json : Format::yaml));
  return ExitCode::ok;
}

struct ValidateOptions {
  FleetOptions fleet{};
};

void declare_validate(CLI::App& app, ValidateOptions& o) { declare_fleet_file(app, o.fleet); }

Result<ExitCode> run_validate(const ValidateOptions& options, const Env& env) {
  CTL_PASS(const auto text, read_fleet_text(options.fleet));
  const auto problems = fleetfile::problems(text.content, text.path);
  env.print(is_structured(env.format) ? structured(validation_value(problems, text.path), env.format)
                                      : validation_text(problems, text));
  return problems.empty() ? ExitCode::ok : exit_code_of(ErrorKind::usage);
}

Result<ExitCode> run_schema(const Nothing&, const Env& env) {
  env.print(structured(fleetfile::schema(), Format::json));
  return ExitCode::ok;
}

Command fleet_show_command() {
  return verb<FleetOptions>(
      {.name = "show",
       .summary = "Show the fleet file with defaults filled in",
       .usage = "[-f FILE] [--member NAME|LABEL=VALUE]... [-o yaml|json]",
       .details = "Prints a fleet file that says the same of each cluster in its own block: what defaults and byLabel "
                  "say is there, and aggregates name their members. No cluster is asked.",
       .examples = "corootctl fleet show\n"
                   "corootctl fleet show --member env=prod -o json",
       .formats = "yaml|json"},
      declare_fleet, run_show);
}

Command fleet_validate_command() {
  return verb<ValidateOptions>(
      {.name = "validate",
       .summary = "Check the fleet file: all mistakes at once, each with its place",
       .usage = "[-f FILE] [-o table|json|yaml]",
       .details =
           "Every mistake is shown with line, column, the line itself and what to do. Exits with 2 when there is "
           "one. No cluster is asked.",
       .examples = "corootctl fleet validate\n"
                   "corootctl fleet validate -f fleets/prod.yaml -o json",
       .formats = "table|json|yaml"},
      declare_validate, run_validate);
}

Command fleet_schema_command() {
  return verb<Nothing>(
      {.name = "schema",
       .summary = "Print the JSON Schema of fleet files, for editors",
       .usage = "[flags]",
       .details = "Editors that know JSON Schema complete keys and mark mistakes with it. What two places of the file "
                  "say together, such as a name that is taken, only `fleet validate` sees.",
       .examples = "corootctl fleet schema > fleet.schema.json\n"
                   "# then, as the first line of corootctl.yaml:\n"
                   "# yaml-language-server: $schema=fleet.schema.json",
       .formats = ""},
      declare_nothing, run_schema);
}

}  // namespace

Command fleet_command() {
  auto command = verb<Nothing>(
      {.name = "fleet",
       .summary = "Draft, show and check the fleet file",
       .usage = "init|show|validate|schema [flags]",
       .details =
           "A fleet file (corootctl.yaml, kind Fleet) names the hub, the members and the aggregated projects. It "
           "is read by plan, apply and render, and by other verbs with --fleet FILE; docs/fleet.md describes "
           "it.",
       .examples = "corootctl fleet init --hub cluster-c --context 'prod-*' > corootctl.yaml\n"
                   "corootctl fleet validate\n"
                   "corootctl fleet show --member prod-a",
       .formats = ""},
      declare_nothing, run_fleet);
  command.children = {fleet_init_command(), fleet_show_command(), fleet_validate_command(), fleet_schema_command()};
  return command;
}

}  // namespace corootctl::cli
