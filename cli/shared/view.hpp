/// The flags of apps, topology and incidents: the way to the project, what is wanted of it, and --watch.
#pragma once

#include "cli/shared/hub.hpp"
#include "cli/shared/watch.hpp"
#include "ops/project/open.hpp"

namespace corootctl::cli {

struct ViewOptions {
  HubOptions hub = {.member_timeout = std::chrono::seconds(10)};
  ops::AppFilter filter{};
  WatchOptions watch{};
  const char* statuses = "critical|warning|info|unknown|ok";  ///< what --status takes
};

void declare_view(CLI::App& app, ViewOptions& options);

/// The way to the project that these flags name, within their limits. Errors: those of choose_hub, and usage for a
/// namespace beside a URL.
Result<ops::ViewRequest> project_request(const HubOptions& options, const Env& env);

/// What the flags let pass: --member adds the clusters of those members to what was typed. Errors: as load_fleet.
Result<ops::AppFilter> filter_of(const HubOptions& options, ops::AppFilter typed, const Env& env);

/// Opens the project for the first look and keeps it for the next; after a failure it is opened anew. Errors: usage and
/// config before anything is contacted, then those of opening and of `look`.
Result<ExitCode> watch_project(const ViewOptions& options, const Env& env,
                               const std::function<Result<Look>(const ops::ProjectLook&)>& look);

/// The members' trouble as errors and warnings of the look, which is incomplete when a part could not be read.
void add_honesty(const ops::Honesty& honesty, Look& look);

}  // namespace corootctl::cli
