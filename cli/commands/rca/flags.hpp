/// The flags of rca, and the request they make.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/rca/post.hpp"
#include "cli/shared/hub.hpp"
#include "cli/shared/watch.hpp"
#include "ops/rca/live.hpp"
#include "rca/answer.hpp"

namespace corootctl::cli {

struct RcaOptions {
  HubOptions hub{};
  std::vector<std::string> contexts{};
  std::string contexts_file{};
  std::string since{}, until{}, incident{}, app{};
  std::string snapshot{}, snapshot_out{};
  std::string record{}, replay{};
  std::string baseline{};
  PostOptions post{};
  WatchOptions watch{};
  std::chrono::milliseconds wait_for_data{};  ///< 0 = do not wait
  bool timings = false;
  bool explain = false;
  bool embed_snapshot = false;
  int top = 3;
  std::string fail_on{};
};

void declare_rca(CLI::App& app, RcaOptions& options);

/// Flags that cannot be used together, or not with this form of output. Errors: usage.
Result<> check_rca(const RcaOptions& options, Format format);

/// Errors: usage and config, before anything is contacted.
Result<ops::RcaRequest> rca_request(const RcaOptions& options, const Env& env);

/// --since and --until at this moment. Errors: usage.
Result<> set_window(const RcaOptions& options, const Env& env, collect::CollectRequest& wanted);

/// --fail-on: incident = something is wrong; root_cause = a cause is named; medium, high = with at least that
/// confidence.
bool is_met(const std::string& fail_on, const rca::Answer& answer);

/// The subjects of the first candidates, a line each.
std::string subjects_of(const rca::Answer& answer, std::size_t top);

}  // namespace corootctl::cli
