#include "cli/shared/view.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "cli/output/health.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/surroundings.hpp"

namespace corootctl::cli {
namespace {

/// Errors: usage and config, before anything is contacted.
Result<ops::ViewRequest> view_request(const ViewOptions& options, const Env& env) {
  const auto allowed = split(options.statuses, '|');
  for (const auto& status : options.filter.statuses) {
    if (std::find(allowed.begin(), allowed.end(), status) != allowed.end()) continue;
    return fail(ErrorKind::usage, "--status: \"{}\" is none of {}", status, join(allowed, ", "));
  }
  return project_request(options.hub, env);
}

}  // namespace

Result<ops::ViewRequest> project_request(const HubOptions& options, const Env& env) {
  if (!options.coroot_url.empty() && !env.globals.connection.namespace_name.empty()) {
    return fail_with_hint(ErrorKind::usage, "To see one namespace's apps: --in-namespace.",
                          "--namespace is where Coroot runs, which --coroot-url says already");
  }
  ops::ViewRequest request;
  CTL_PASS(auto hub, choose_hub(options, env));
  request.access = std::move(hub.access);
  request.project = std::move(hub.project);
  request.timeout = options.timeout;
  request.member_timeout = options.member_timeout;
  request.width = width_for(env, 8);
  return request;
}

void declare_view(CLI::App& app, ViewOptions& o) {
  declare_hub(app, o.hub);
  heading("What to show",
          {list_flag(app, "--in-cluster", o.filter.clusters, "CLUSTER", "only this cluster, name or glob, repeatable"),
           list_flag(app, "--in-namespace", o.filter.namespaces, "NAME",
                     "only apps of this namespace, name or glob, repeatable"),
           list_flag(app, "--status", o.filter.statuses, o.statuses, "only this status, repeatable"),
           list_flag(app, "--category", o.filter.categories, "NAME", "only apps of this category, name or glob")});
  declare_watch(app, o.watch);
  declare_timeouts(app, o.hub);
  declare_other_way(app, o.hub);
}

Result<ops::AppFilter> filter_of(const HubOptions& options, ops::AppFilter typed, const Env& env) {
  if (options.fleet.members.empty()) return typed;
  CTL_RUN(check_fleet_choice(options.fleet, {}));
  CTL_PASS(const auto fleet, load_fleet(options.fleet, env));
  for (const auto& member : fleet.members) typed.clusters.push_back(member.project);
  return typed;
}

Result<ExitCode> watch_project(const ViewOptions& options, const Env& env,
                               const std::function<Result<Look>(const ops::ProjectLook&)>& look) {
  CTL_PASS(const auto request, view_request(options, env));
  const auto connector = connector_for(env);
  std::optional<ops::OpenProject> open;
  return watch(options.watch, env, [&]() -> Result<Look> {
    if (!open) {
      CTL_PASS(open, ops::open_project(request, surroundings(env, *connector), env.surface.stop));
    }
    auto seen = look({*open, request, now_ms(env.surface.clock), env.surface.stop});
    if (!seen) open.reset();
    return seen;
  });
}

void add_honesty(const ops::Honesty& honesty, Look& look) {
  look.warnings = honesty.warnings;
  for (const auto& member : honesty.members) {
    if (auto error = health_error(member)) look.errors.push_back(std::move(*error));
  }
  look.is_complete = !honesty.incomplete;
}

}  // namespace corootctl::cli
