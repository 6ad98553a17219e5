#include <CLI/CLI.hpp>

#include <algorithm>

#include "base/files.hpp"
#include "base/time.hpp"
#include "bundle/bundle.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/bundle/view.hpp"
#include "cli/output/failure.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/login.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

constexpr unsigned private_mode = 0600;

struct BundleOptions {
  std::string hub{};
  std::vector<std::string> contexts{};
  std::string contexts_file{};
  FleetOptions fleet{};
  LoginOptions login{};
  std::string file{};
  int log_lines = 500;
  std::chrono::milliseconds timeout = std::chrono::minutes(3);
};

struct InspectOptions {
  std::string file{};
};

void declare_bundle(CLI::App& app, BundleOptions& o) {
  text_flag(app, "--hub", o.hub, "CONTEXT", "cluster with the aggregated project: its Coroot is asked, too");
  list_flag(app, "--context", o.contexts, "CONTEXT", "cluster to gather from, repeatable; globs (default: all)");
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more clusters, one context or glob per line");
  declare_fleet_choice(app, o.fleet);
  text_flag(app, "--file", o.file, "FILE", "where the bundle goes (default corootctl-bundle-TIME.tar.gz)");
  number_flag(app, "--log-lines", o.log_lines, 0, 100000, "of each container, the newest (default 500)");
  span_flag(app, "--timeout", o.timeout, "time limit for all of it; what is missing then is told (default 3m)");
  declare_login(app, o.login);
}

void declare_inspect(CLI::App& app, InspectOptions& o) {
  app.add_option("file", o.file, "a bundle")->type_name("FILE")->required();
}

Result<> set_fleet_clusters(const BundleOptions& options, const Env& env, bundle::BundleRequest& request) {
  CTL_PASS(auto all, hub_and_members(options.fleet, env));
  request.clusters = std::move(all.members);
  request.clusters.insert(request.clusters.begin(), all.hub);
  request.hub = std::move(all.hub);
  request.options.namespace_name = std::move(all.namespace_name);
  return {};
}

Result<> set_named_clusters(const BundleOptions& options, const Env& env, bundle::BundleRequest& request) {
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(auto names, named_contexts(options.contexts, options.contexts_file));
  if (names.empty()) names = {"*"};
  CTL_PASS(request.clusters, select(config, names, env));
  request.options.namespace_name = coroot_namespace(env.globals);
  if (options.hub.empty()) return {};
  CTL_PASS(request.hub, select_one(config, options.hub, "--hub", env));
  const auto is_hub = [&](const fleet::ClusterRef& each) { return each.context == request.hub->context; };
  if (std::none_of(request.clusters.begin(), request.clusters.end(), is_hub))
    request.clusters.insert(request.clusters.begin(), *request.hub);
  return {};
}

/// "corootctl-bundle-20261129-133000.tar.gz".
std::string default_file(const Clock& clock) {
  std::string time = format_rfc3339(now_ms(clock));
  std::erase_if(time, [](char c) { return c == '-' || c == ':' || c == 'Z'; });
  std::replace(time.begin(), time.end(), 'T', '-');
  return "corootctl-bundle-" + time.substr(0, time.find('.')) + ".tar.gz";
}

Result<ExitCode> run_bundle(const BundleOptions& options, const Env& env) {
  bundle::BundleRequest request;
  CTL_RUN(check_fleet_choice(options.fleet, {{"--hub", !options.hub.empty()},
                                             {"--context", !options.contexts.empty()},
                                             {"--contexts-file", !options.contexts_file.empty()}}));
  CTL_RUN(options.fleet.file.empty() ? set_named_clusters(options, env, request)
                                     : set_fleet_clusters(options, env, request));
  CTL_PASS(request.login, login_of(options.login, env));
  request.options.log_lines = options.log_lines;
  request.timeout = options.timeout;
  request.width = width_for(env, request.clusters.size());
  request.tool = "corootctl " COROOTCTL_VERSION;
  request.command = env.command;
  const auto made = ask_clusters(request.clusters.size(), env, [&](const fleet::Surroundings& around) {
    return bundle::make_bundle(request, around, env.surface.stop);
  });
  if (!made) return tl::unexpected(made.error());
  const auto file = options.file.empty() ? default_file(env.surface.clock) : options.file;
  CTL_CHECK(write_file_atomically(file, made->bytes, private_mode), "--file");
  env.print(bundle_text(*made, file, env));
  for (const auto& gap : made->gaps) env.talk.warn(gap.context + ": not in the bundle: " + gap.what);
  return exit_code_of_answer(false, made->gaps.empty());
}

Result<ExitCode> run_inspect(const InspectOptions& options, const Env& env) {
  CTL_PASS(const auto bytes, read_file(options.file));
  CTL_TRY(const auto inspected, bundle::inspect(bytes), options.file);
  env.print(inspected_text(inspected, env));
  return ExitCode::ok;
}

Command inspect_command() {
  return verb<InspectOptions>(
      {.name = "inspect",
       .summary = "Show what is in a bundle, without any cluster",
       .usage = "FILE [-o table|wide|json|yaml|name]",
       .details =
           "Unpacks nothing to disk. Clusters, what did not run in them, what could not be gathered, and what the "
           "checks of `corootctl check` find in the facts that the bundle has; those that need a server say so. -o "
           "wide lists also the checks that passed and the files, -o name the files alone.",
       .examples = "corootctl bundle inspect corootctl-bundle-20261129-133000.tar.gz",
       .formats = "table|wide|json|yaml|name"},
      declare_inspect, run_inspect);
}

}  // namespace

Command bundle_command() {
  auto command = verb<BundleOptions>(
      {.name = "bundle",
       .summary = "Gather what a helper needs to see, of all clusters, in one file without secrets",
       .usage = "[--context CONTEXT]... [flags]",
       .details =
           "Objects, states and logs of Coroot in every cluster, side by side, until --timeout; with a log of its own "
           "and a list of what could not be read, and with the facts that `corootctl check` judges; --hub (or a fleet "
           "file) adds what the hub's Coroot says of its members. Secrets are named, never shown; fields and "
           "variables that hold keys, passwords or headers are emptied; and every value of the Secrets that were read "
           "is looked for in every file, as it is, in base64, hexadecimal, JSON and URLs. Look into it before you "
           "pass it on: names of your apps, nodes and namespaces are in it. Exit 3 when something is missing.",
       .examples = "corootctl bundle\n"
                   "corootctl bundle --context 'prod-*' --file incident-42.tar.gz\n"
                   "corootctl bundle --hub cluster-c --context 'prod-*'\n"
                   "corootctl bundle inspect incident-42.tar.gz",
       .formats = "table|json|yaml|name"},
      declare_bundle, run_bundle);
  command.children = {inspect_command()};
  return command;
}

}  // namespace corootctl::cli
