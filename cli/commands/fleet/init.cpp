#include "cli/commands/fleet/init.hpp"

#include <algorithm>
#include <filesystem>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/output/failure.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/clusters.hpp"
#include "cli/shared/context_project.hpp"
#include "cli/shared/fleet.hpp"
#include "cli/shared/surroundings.hpp"
#include "converge/survey.hpp"
#include "fleetfile/draft.hpp"
#include "fleetfile/read.hpp"

namespace corootctl::cli {
namespace {

struct InitOptions {
  std::string hub{};                    ///< CONTEXT[=PROJECT]
  std::vector<std::string> contexts{};  ///< CONTEXT[=PROJECT]
  std::string file{};
  bool force = false;
  std::chrono::milliseconds timeout = std::chrono::seconds(15);
};

void declare_init(CLI::App& app, InitOptions& o) {
  text_flag(app, "--hub", o.hub, "CONTEXT[=PROJECT]", "the hub (default: the one of them whose Coroot has members)");
  list_flag(app, "--context", o.contexts, "CONTEXT[=PROJECT]", "member, name or glob, repeatable");
  text_flag(app, "-f,--fleet", o.file, "FILE", "write the file there (default: print it)");
  switch_flag(app, "--force", o.force, "also over a file that is there");
  span_flag(app, "--timeout", o.timeout, "limit for each cluster (default 15s)");
}

/// A cluster that was named, and what was found there.
struct Asked {
  std::string project{};
  fleet::ClusterRef cluster{};
  converge::Surveyed found{};
};

Result<> check_file(const InitOptions& options) {
  if (options.file.empty() || options.force) return {};
  std::error_code none;
  if (!std::filesystem::exists(options.file, none)) return {};
  return fail_with_hint(ErrorKind::usage, "Add --force to write over it, or leave -f out to print the draft.",
                        "{} is there already", options.file);
}

Result<std::vector<Asked>> asked_clusters(const InitOptions& options, const Env& env) {
  if (options.contexts.empty())
    return fail_with_hint(ErrorKind::usage, "Name the members, and the hub: --hub cluster-c --context 'prod-*'.",
                          "no cluster named");
  CTL_PASS(const auto config, load_kubeconfig(env));
  auto wanted = options.contexts;
  if (!options.hub.empty()) wanted.insert(wanted.begin(), options.hub);
  std::vector<Asked> out;
  for (const auto& text : wanted) {
    const auto target = split_target(text, config);
    const bool is_hub = out.empty() && !options.hub.empty();
    CTL_TRY(auto refs, select(config, {target.context}, env), is_hub ? "--hub" : "--context");
    if (is_hub && refs.size() > 1)
      return fail(ErrorKind::usage, "--hub: \"{}\" matches {} contexts, name one", target.context, refs.size());
    for (auto& ref : refs) {
      const auto same = [&](const Asked& each) { return each.cluster.context == ref.context; };
      if (std::none_of(out.begin(), out.end(), same)) out.push_back({target.project, std::move(ref), {}});
    }
  }
  return out;
}

/// The hub to the front: the one that was named, else the only one that has members.
Result<> hub_first(std::vector<Asked>& asked, bool is_named) {
  if (is_named) return {};
  const auto is_hub = [](const Asked& each) { return each.found.role == deploy::Role::hub; };
  const auto hub = std::find_if(asked.begin(), asked.end(), is_hub);
  const auto count = std::count_if(asked.begin(), asked.end(), is_hub);
  if (count == 1) {
    std::rotate(asked.begin(), hub, hub + 1);
    return {};
  }
  const auto what = count == 0 ? std::string("none of these clusters is a hub yet")
                               : fmt::format("{} of these clusters are hubs", count);
  return fail_with_hint(ErrorKind::usage, "Add --hub CONTEXT, the cluster that shows all others.", "{}", what);
}

fleetfile::Found found_of(const Asked& asked) {
  const auto& found = asked.found;
  return {.context = asked.cluster.context,
          .project = asked.project,
          .resource = found.installation ? std::optional(found.installation->resource) : std::nullopt,
          .brings_operator = found.other_operator.empty()};
}

fleetfile::Draft draft_of(const std::vector<Asked>& asked, const Env& env) {
  std::vector<fleetfile::Found> members;
  for (std::size_t i = 1; i < asked.size(); ++i) members.push_back(found_of(asked[i]));
  return fleetfile::draft_fleet(found_of(asked.front()), members, coroot_namespace(env.globals));
}

void say(const std::vector<Asked>& asked, const fleetfile::Draft& draft, const Env& env) {
  for (const auto& each : asked) {
    if (each.found.error) env.complain(located(*each.found.error, each.cluster.context));
    say_unread(each.cluster.context, each.found.gaps, env);
    if (!each.found.other_operator.empty())
      env.talk.warn(fmt::format("{} has its {}: install: false", each.cluster.context, each.found.other_operator));
  }
  for (const auto& note : draft.notes) env.talk.warn(note);
  for (const auto& problem : fleetfile::problems(draft.text, default_fleet_file))
    env.talk.warn(fmt::format("the draft is not complete: {}", problem.message));
}

Outcomes errors_of(const std::vector<Asked>& asked) {
  Outcomes out;
  for (const auto& each : asked) out.push_back(each.found.error);
  return out;
}

Result<ExitCode> run_init(const InitOptions& options, const Env& env) {
  CTL_RUN(check_file(options));
  CTL_PASS(auto asked, asked_clusters(options, env));
  converge::SurveyRequest request{.namespace_name = coroot_namespace(env.globals), .deadline = options.timeout};
  for (const auto& each : asked) request.clusters.push_back(each.cluster);
  request.width = width_for(env, request.clusters.size());
  auto found = ask_clusters(request.clusters.size(), env, [&](const fleet::Surroundings& around) {
    return converge::survey(request, around, env.surface.stop);
  });
  for (std::size_t i = 0; i < asked.size(); ++i) asked[i].found = std::move(found[i]);
  CTL_RUN(hub_first(asked, !options.hub.empty()));
  const auto draft = draft_of(asked, env);
  if (options.file.empty()) {
    env.print(draft.text);
  } else {
    CTL_RUN(write_file_atomically(options.file, draft.text, 0644));
  }
  say(asked, draft, env);
  if (!options.file.empty() && !env.globals.quiet)
    env.talk.line("Wrote " + options.file + ". Next: corootctl fleet show --fleet " + shell_word(options.file));
  return exit_code_of_survey(errors_of(asked));
}

}  // namespace

Command fleet_init_command() {
  return verb<InitOptions>(
      {.name = "init",
       .summary = "Draft a fleet file from contexts and from what is installed there",
       .usage = "[--hub CONTEXT[=PROJECT]] --context CONTEXT[=PROJECT] ... [-f FILE] [flags]",
       .details = "Reads the Coroot resource and the operator of each cluster and prints a fleet file that says the "
                  "same: projects, the members of the hub's aggregates, exposure, addresses, and install: false where "
                  "another release brings the operator. Nothing is written to any cluster. Keys and passwords that "
                  "stand in a resource as plain text are left out, with a warning. Exits with 3 when a cluster could "
                  "not be read; the draft has it nevertheless.",
       .examples = "corootctl fleet init --hub cluster-c --context cluster-a --context cluster-b > corootctl.yaml\n"
                   "corootctl fleet init --hub hub --context 'prod-*' -f corootctl.yaml\n"
                   "# projects for clusters that have no Coroot yet\n"
                   "corootctl fleet init --hub cluster-c=prod-c --context cluster-a=prod-a",
       .formats = ""},
      declare_init, run_init);
}

}  // namespace corootctl::cli
