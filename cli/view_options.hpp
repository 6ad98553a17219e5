/// The flags of apps, topology and incidents: the way to the project, what is wanted of it, and --watch.
#pragma once

#include "cli/hub_options.hpp"
#include "cli/watch.hpp"
#include "ops/project_view.hpp"

namespace corootctl::cli {

struct ViewOptions {
  HubOptions hub = {.member_timeout = std::chrono::seconds(10)};
  ops::AppFilter filter{};
  WatchOptions watch{};
};

/// `statuses` ("open|resolved") are what --status takes.
void declare_view(CLI::App& app, ViewOptions& options, const char* statuses);

/// Errors: usage and config, before anything is contacted.
Result<ops::ViewRequest> view_request(const ViewOptions& options, const Env& env, const char* statuses);

/// Opens the project for the first look and keeps it for the next; after a failure it is opened anew.
class Opener {
 public:
  Opener(ops::ViewRequest request, const Env& env);
  /// A look at the open project. Errors: of opening, or of `look`.
  Result<Look> look(const std::function<Result<Look>(const ops::OpenProject&, const ops::ViewRequest&)>& look);

 private:
  ops::ViewRequest request_;
  const Env& env_;
  std::unique_ptr<fleet::Connector> connector_;
  std::optional<ops::OpenProject> open_{};
};

/// The members' trouble as errors, warnings and exit code of the look (3 while some are silent or a part could not be
/// read).
void add_honesty(const ops::Honesty& honesty, Look& look);

}  // namespace corootctl::cli
