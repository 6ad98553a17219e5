#include "cli/commands/converge/flags.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/surroundings.hpp"
#include "document/yaml.hpp"

namespace corootctl::cli {
namespace {

Result<> add_clusters(converge::Request& request, const Env& env) {
  auto wanted = request.fleet.members;
  wanted.push_back(request.fleet.hub);
  CTL_PASS(request.members, clusters_of(wanted, env));
  request.hub = std::move(request.members.back());
  request.members.pop_back();
  std::vector<fleet::ClusterRef> used{request.hub};
  for (std::size_t i = 0; i < request.members.size(); ++i) {
    if (is_chosen(request, request.fleet.members[i].name)) used.push_back(request.members[i]);
  }
  return fleet::check_entries(used);
}

/// One helm for all clusters, which is this machine's.
void take_helm(fleetfile::Fleet& fleet, const std::string& helm) {
  fleet.hub.operator_source.helm = helm;
  for (auto& member : fleet.members) member.operator_source.helm = helm;
}

Result<> check_canary(const converge::Request& request) {
  const auto& members = request.fleet.members;
  const bool is_there =
      std::any_of(members.begin(), members.end(), [&](const auto& member) { return member.name == request.canary; });
  if (request.canary.empty() || (is_there && is_chosen(request, request.canary))) return {};
  return fail(ErrorKind::usage, "--canary: {} is not among the members", request.canary);
}

}  // namespace

void declare_plan(CLI::App& app, PlanOptions& o) {
  declare_fleet(app, o.fleet);
  switch_flag(app, "--prune", o.prune, "take from the hub what an earlier file had and this one has no more");
  text_flag(app, "--helm", o.helm, "PROGRAM", "the helm to run (default: helm in PATH)");
}

void declare_apply(CLI::App& app, ApplyOptions& o) {
  declare_plan(app, o.plan);
  text_flag(app, "--plan", o.plan_file, "FILE",
            "carry out this plan (of plan -o json), or refuse when it fits no more");
  text_flag(app, "--canary", o.canary, "NAME", "the member that goes first in each wave");
  number_flag(app, "--max-parallel", o.max_parallel, 1, 1000,
              "clusters of a wave to bring at once (default: as many as --parallel says)");
  switch_flag(app, "--wait", o.wait, "wait until everything runs (default; --wait=false does not)");
  span_flag(app, "--timeout", o.timeout, "time limit for waiting in each cluster (default 10m)");
  switch_flag(app, "--force-conflicts", o.force_conflicts, "take over fields that another manager owns");
  switch_flag(app, "-y,--yes", o.yes, "do not ask");
  switch_flag(app, "--no-verify", o.no_verify, "do not check that the members' data arrive");
  declare_login(app, o.login);
}

Result<converge::Request> plan_request(const PlanOptions& options, const Env& env) {
  converge::Request out;
  CTL_PASS(out.fleet, load_fleet({options.fleet.file, {}}, env));
  if (!options.fleet.members.empty()) {
    CTL_PASS(const auto chosen, load_fleet(options.fleet, env));
    for (const auto& member : chosen.members) out.chosen.insert(member.name);
  }
  take_helm(out.fleet, options.helm);
  CTL_RUN(add_clusters(out, env));
  CTL_PASS(out.overrides, overrides_of(env.globals));
  out.prune = options.prune;
  out.width = trial_width_for(env, out.members.size() + 1);
  return out;
}

Result<converge::Request> apply_request(const ApplyOptions& options, const Env& env) {
  CTL_PASS(auto out, plan_request(options.plan, env));
  out.canary = options.canary;
  out.width_of_writes = options.max_parallel > 0 ? static_cast<std::size_t>(options.max_parallel)
                                                 : width_for(env, out.members.size() + 1);
  CTL_RUN(check_canary(out));
  CTL_PASS(out.login, login_of(options.login, env));
  out.force_conflicts = options.force_conflicts;
  out.wait = options.wait;
  out.verify = !options.no_verify;
  out.timeout = options.timeout;
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> read_plan(const std::string& file) {
  CTL_TRY(const auto text, read_file(file), "--plan");
  CTL_TRY(const auto plan, document::parse_yaml(text, file), "--plan");
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& cluster : plan["clusters"].as_list())
    out.emplace_back(cluster["name"].as_string(), cluster["digest"].as_string());
  if (!out.empty()) return out;
  return fail_with_hint(ErrorKind::config, "Make one with corootctl plan -o json.", "--plan: {} is no plan", file);
}

}  // namespace corootctl::cli
