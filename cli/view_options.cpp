#include "cli/view_options.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "cli/flags.hpp"
#include "cli/output/link_view.hpp"
#include "cli/selection.hpp"

namespace corootctl::cli {

void declare_view(CLI::App& app, ViewOptions& o, const char* statuses) {
  declare_hub(app, o.hub);
  heading("What to show",
          {list_flag(app, "--in-cluster", o.filter.clusters, "CLUSTER", "only this cluster, name or glob, repeatable"),
           list_flag(app, "--in-namespace", o.filter.namespaces, "NAME", "only apps of this namespace, likewise"),
           list_flag(app, "--status", o.filter.statuses, statuses, "only this status, repeatable"),
           list_flag(app, "--category", o.filter.categories, "NAME", "only apps of this category, name or glob")});
  declare_watch(app, o.watch);
  declare_timeouts(app, o.hub);
  declare_other_way(app, o.hub);
}

Result<ops::ViewRequest> view_request(const ViewOptions& options, const Env& env, const char* statuses) {
  const auto allowed = split(statuses, '|');
  for (const auto& status : options.filter.statuses) {
    if (std::find(allowed.begin(), allowed.end(), status) != allowed.end()) continue;
    return fail(ErrorKind::usage, "--status: \"{}\" is none of {}", status, join(allowed, ", "));
  }
  if (!options.hub.coroot_url.empty() && !env.globals.namespace_name.empty()) {
    return fail_with_hint(ErrorKind::usage, "To see one namespace's apps: --in-namespace.",
                          "--namespace is where Coroot runs, which --coroot-url says already");
  }
  ops::ViewRequest request;
  CTL_PASS(request.access, access_of(options.hub, env));
  request.project = options.hub.project;
  request.timeout = options.hub.timeout;
  request.member_timeout = options.hub.member_timeout;
  request.width = width_for(env, 8);
  return request;
}

Opener::Opener(ops::ViewRequest request, const Env& env)
    : request_(std::move(request)), env_(env), connector_(connector_for(env)) {}

Result<Look> Opener::look(const std::function<Result<Look>(const ops::OpenProject&, const ops::ViewRequest&)>& look) {
  if (!open_) {
    CTL_PASS(open_, ops::open_project(request_, surroundings(env_, *connector_), env_.surface.stop));
  }
  auto seen = look(*open_, request_);
  if (!seen) open_.reset();
  return seen;
}

void add_honesty(const ops::Honesty& honesty, Look& look) {
  look.warnings = honesty.warnings;
  for (const auto& member : honesty.members) {
    if (auto error = health_error(member)) look.errors.push_back(std::move(*error));
  }
  if (!look.errors.empty() || honesty.incomplete) look.code = ExitCode::partial;
}

}  // namespace corootctl::cli
