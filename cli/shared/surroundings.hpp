/// What a use case gets from its command: connections, the world it works in, how much at once, and who hears of it.
#pragma once

#include "cli/env.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::cli {

/// Where a service account's key is when no flag names one. It counts where it can travel only, and programs that are
/// started do not see it.
inline constexpr const char* key_variable = "COROOTCTL_COROOT_KEY";

/// Where the token of rca --post is when no flag names a file; programs that are started do not see it either.
inline constexpr const char* post_token_variable = "COROOTCTL_POST_TOKEN";

/// Opens connections, each request limited by --request-timeout. `interactive`: plugins may use the terminal.
std::unique_ptr<fleet::Connector> connector_for(const Env& env);

/// "corootctl/0.1.0 (linux/amd64)", the shape of kubectl's own (connections 16), with Go's names of machines.
std::string user_agent();

/// What a use case of ops needs; `connector` must outlive it.
fleet::Surroundings surroundings(const Env& env, const fleet::Connector& connector);

/// --parallel, or what suits that many clusters.
std::size_t width_for(const Env& env, std::size_t clusters);
/// The same for a dry run of everything.
std::size_t trial_width_for(const Env& env, std::size_t clusters);

/// What `work(surroundings)` gives, with progress shown while it works on that many clusters.
template <class Work>
auto ask_clusters(std::size_t clusters, const Env& env, Work work) {
  const auto connector = connector_for(env);
  const Heartbeat beat(env.talk, env.surface.clock);
  // Where silence looks like trouble; a log does not need it.
  if (env.surface.terminal.err) env.talk.asking(clusters);
  return work(surroundings(env, *connector));
}

}  // namespace corootctl::cli
