#include "cli/shared/surroundings.hpp"

#include <fmt/format.h>

namespace corootctl::cli {

fleet::Surroundings surroundings(const Env& env, const fleet::Connector& connector) {
  return {.connector = connector,
          .clock = env.surface.clock,
          .env = env.surface.variables,
          .log = env.log,
          .tell = [&talk = env.talk](const fleet::Progress& progress) { talk.step(progress); }};
}

std::size_t width_for(const Env& env, std::size_t clusters) {
  return env.globals.parallel > 0 ? static_cast<std::size_t>(env.globals.parallel) : fleet::default_width(clusters);
}

void say_asking(std::size_t clusters, const Env& env) {
  if (env.surface.terminal.err)
    env.talk.step({"", fmt::format("asking {} cluster{}", clusters, clusters == 1 ? "" : "s")});
}

}  // namespace corootctl::cli
