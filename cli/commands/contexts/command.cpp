#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/contexts/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/surroundings.hpp"
#include "kube/config/describe.hpp"

namespace corootctl::cli {
namespace {

struct ContextsOptions {
  std::vector<std::string> contexts{};
  std::string contexts_file{};
  FleetOptions fleet{};
  bool no_contact = false;
  std::chrono::milliseconds timeout = std::chrono::seconds(10);
};

struct ShowOptions {
  std::string name{};
  std::string context{};
};

void declare(CLI::App& app, ContextsOptions& options) {
  list_flag(app, "--context", options.contexts, "CONTEXT", "context, name or glob, repeatable (default: all)");
  text_flag(app, "--contexts-file", options.contexts_file, "FILE", "more contexts, one name or glob per line");
  switch_flag(app, "--no-contact", options.no_contact, "only what the kubeconfig says, no network");
  span_flag(app, "--timeout", options.timeout, "limit for each cluster (default 10s)");
  declare_fleet_choice(app, options.fleet);
}

void declare_show(CLI::App& app, ShowOptions& options) {
  app.add_option("name", options.name, "context (default: the current one)")->type_name("CONTEXT");
  text_flag(app, "--context", options.context, "CONTEXT", "the same");
}

ExitCode show_reports(const std::vector<ops::ContextReport>& reports, const Env& env) {
  env.print(text_as(
      env.format, [&] { return contexts_value(reports); }, [&] { return names(reports, &ops::ContextReport::context); },
      [&](bool wide) { return contexts_table(reports, wide, env.style, env.columns()); }));
  for (const auto& report : reports) {
    if (report.error) env.complain(located(*report.error, report.context));
    say_unread(report.context, report.gaps, env);
  }
  for (const auto& note : fleet::twin_notes(reports)) env.talk.warn(note);
  return exit_code_of_survey(outcomes_of(reports));
}

/// Every context; without any what the flags or the pod say.
std::vector<std::string> all_names(const kube::Kubeconfig& config) {
  std::vector<std::string> out;
  for (const auto& [name, entry] : config.contexts) out.push_back(name);
  return out.empty() ? std::vector<std::string>{""} : out;
}

/// The clusters of the fleet file: all, or the members that were chosen.
Result<> set_fleet(const ContextsOptions& options, const Env& env, ops::ContextsRequest& request) {
  CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
  auto clusters = fleet.members;
  if (options.fleet.members.empty()) clusters.insert(clusters.begin(), fleet.hub);
  CTL_PASS(request.clusters, clusters_of(clusters, env));
  return {};
}

Result<> set_contexts(const std::vector<std::string>& named, const kube::Kubeconfig& config,
                      const ContextsOptions& options, const Env& env, ops::ContextsRequest& request) {
  CTL_PASS(const auto overrides, overrides_of(env.globals));
  CTL_PASS(request.clusters,
           fleet::select(config, named.empty() ? all_names(config) : named, overrides, env.surface.variables));
  if (!named.empty() || !options.no_contact) warn_about(request.clusters, env);
  request.current_context = config.current_context;
  return {};
}

Result<ExitCode> describe(ops::ContextsRequest request, const ContextsOptions& options, const Env& env) {
  request.deadline = options.timeout;
  request.width = width_for(env, request.clusters.size());
  request.contact = !options.no_contact;
  const auto work = [&](const fleet::Surroundings& around) {
    return ops::describe_contexts(request, around.connector, env.surface.stop);
  };
  const auto reports =
      request.contact ? ask_clusters(request.clusters.size(), env, work) : work(surroundings(env, *connector_for(env)));
  return show_reports(reports, env);
}

Result<ExitCode> run(const ContextsOptions& options, const Env& env) {
  CTL_RUN(check_fleet_choice(
      options.fleet, {{"--context", !options.contexts.empty()}, {"--contexts-file", !options.contexts_file.empty()}}));
  ops::ContextsRequest request;
  if (!options.fleet.file.empty()) {
    CTL_RUN(set_fleet(options, env, request));
    return describe(std::move(request), options, env);
  }
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(const auto named, named_contexts(options.contexts, options.contexts_file));
  if (named.empty() && options.no_contact && env.format == Format::name && !config.contexts.empty()) {
    env.print(join(all_names(config), "\n") + "\n");  // names need no resolving: a broken entry still has one
    return ExitCode::ok;
  }
  CTL_RUN(set_contexts(named, config, options, env, request));
  return describe(std::move(request), options, env);
}

Result<ExitCode> run_show(const ShowOptions& options, const Env& env) {
  CTL_PASS(const auto config, load_kubeconfig(env));
  const std::string& name = options.name.empty() ? options.context : options.name;
  CTL_PASS(const auto overrides, overrides_of(env.globals));
  auto connection = name.empty() ? kube::resolve_connection(config, overrides, env.surface.variables)
                                 : select_one(config, name, "", env).map([](auto ref) { return ref.connection; });
  if (!connection) return tl::unexpected(std::move(connection.error()));
  if (name.empty()) warn_about({{connection->context, *connection}}, env);  // select_one has said it
  env.print(is_structured(env.format) ? structured(kube::describe_connection(*connection, config), env.format)
                                      : kube::explain_connection(*connection, config));
  return ExitCode::ok;
}

Command show_command() {
  return verb<ShowOptions>(
      {.name = "show",
       .summary = "Explain one connection without touching the network",
       .usage = "[CONTEXT] [-o json|yaml]",
       .details = "Shows which kubeconfig file supplied each part, which later definitions are ignored, and how the "
                  "connection authenticates. No key, token or password is shown.",
       .examples = "corootctl contexts show prod-a\ncorootctl contexts show prod-a -o json",
       .formats = "table|json|yaml",
       .failures_on_stderr = true},
      declare_show, run_show);
}

}  // namespace

Command contexts_command() {
  auto command = verb<ContextsOptions>(
      {.name = "contexts",
       .summary = "List the kubeconfig's contexts and what Coroot is in each",
       .usage = "[--context CONTEXT]... [--contexts-file FILE] [--no-contact] [flags]",
       .details =
           "Asks every cluster at once for its version, its Coroot resource and the role it plays: member, hub, "
           "agents-only, none (no resource) or absent (no operator). A cluster that does not answer costs its own "
           "time limit, not the others' answers. Rights in Coroot's namespace (-n) are enough; what they leave out, "
           "such "
           "as the cluster's UID, is named.",
       .examples = "corootctl contexts\n"
                   "corootctl contexts --context 'prod-*' -o wide\n"
                   "corootctl contexts --contexts-file europe.txt --parallel 20\n"
                   "corootctl contexts --no-contact -o name",
       .formats = "table|wide|json|yaml|name",
       .failures_on_stderr = true},
      declare, run);
  command.children.push_back(show_command());
  return command;
}

}  // namespace corootctl::cli
