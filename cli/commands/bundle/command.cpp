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
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

constexpr unsigned private_mode = 0600;

struct BundleOptions {
  std::vector<std::string> contexts{};
  std::string contexts_file{};
  FleetOptions fleet{};
  std::string file{};
  int log_lines = 500;
  std::chrono::milliseconds timeout = std::chrono::minutes(3);
};

struct InspectOptions {
  std::string file{};
};

void declare_bundle(CLI::App& app, BundleOptions& o) {
  list_flag(app, "--context", o.contexts, "CONTEXT", "cluster to gather from, repeatable; globs (default: all)");
  text_flag(app, "--contexts-file", o.contexts_file, "FILE", "more clusters, one context or glob per line");
  declare_fleet_choice(app, o.fleet);
  text_flag(app, "--file", o.file, "FILE", "where the bundle goes (default corootctl-bundle-TIME.tar.gz)");
  number_flag(app, "--log-lines", o.log_lines, 0, 100000, "of each container, the newest (default 500)");
  span_flag(app, "--timeout", o.timeout, "time limit for all of it; what is missing then is told (default 3m)");
}

void declare_inspect(CLI::App& app, InspectOptions& o) {
  app.add_option("file", o.file, "a bundle")->type_name("FILE")->required();
}

Result<std::vector<fleet::ClusterRef>> chosen_clusters(const BundleOptions& options, const Env& env) {
  CTL_RUN(check_fleet_choice(
      options.fleet, {{"--context", !options.contexts.empty()}, {"--contexts-file", !options.contexts_file.empty()}}));
  if (!options.fleet.file.empty()) {
    CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
    auto clusters = fleet.members;
    clusters.insert(clusters.begin(), fleet.hub);
    return clusters_of(clusters, env);
  }
  CTL_PASS(const auto config, load_kubeconfig(env));
  CTL_PASS(auto names, named_contexts(options.contexts, options.contexts_file));
  if (names.empty()) names = {"*"};
  return select(config, names, env);
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
  CTL_PASS(request.clusters, chosen_clusters(options, env));
  request.options.namespace_name = coroot_namespace(env.globals);
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
  return verb<InspectOptions>({.name = "inspect",
                               .summary = "Show what is in a bundle, without any cluster",
                               .usage = "FILE [-o table|wide|json|yaml|name]",
                               .details = "Unpacks nothing to disk. Clusters, what did not run in them, and what could "
                                          "not be gathered; -o wide and -o name list the files.",
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
           "and "
           "a list of what could not be read. Secrets are named, never shown; fields and variables that hold keys, "
           "passwords or headers are emptied; and every value of the Secrets that were read is looked for in every "
           "file, "
           "as it is, in base64, hexadecimal, JSON and URLs. Look into it before you pass it on: names of your apps, "
           "nodes and namespaces are in it. Exit 3 when something is missing.",
       .examples = "corootctl bundle\n"
                   "corootctl bundle --context 'prod-*' --file incident-42.tar.gz\n"
                   "corootctl bundle inspect incident-42.tar.gz",
       .formats = "table|json|yaml|name"},
      declare_bundle, run_bundle);
  command.children = {inspect_command()};
  return command;
}

}  // namespace corootctl::cli
