#include "cli/shared/surroundings.hpp"

#include <sys/utsname.h>

#include "base/text.hpp"
#include "cli/shared/bounded.hpp"
#include "cli/shared/heard.hpp"
#include "fleet/visit.hpp"

namespace corootctl::cli {

std::string user_agent() {
  utsname machine{};
  if (::uname(&machine) != 0) return "corootctl/" COROOTCTL_VERSION;
  const std::string arch = machine.machine;
  const auto go_arch = arch == "x86_64" ? "amd64" : arch == "aarch64" ? "arm64" : arch;
  return fmt::format("corootctl/{} ({}/{})", COROOTCTL_VERSION, lower(machine.sysname), go_arch);
}

namespace {

/// For programs that are started: keys and tokens are none of their business.
Environment without_key(Environment variables) {
  variables.unset(key_variable);
  variables.unset(post_token_variable);
  return variables;
}

}  // namespace

std::unique_ptr<fleet::Connector> connector_for(const Env& env) {
  kube::SessionOptions options;
  options.env = without_key(env.surface.variables);
  if (!env.globals.kuberc.empty()) options.env.set("KUBERC", env.globals.kuberc);
  options.log = env.log;
  options.interactive = env.surface.terminal.in && env.surface.terminal.err;
  options.user_agent = user_agent();
  options.clock = &env.surface.clock;
  options.waiting = [&talk = env.talk](const std::string& context, const std::string& request) {
    talk.waits(context, request);
  };
  const auto limit = env.globals.request_timeout;
  if (limit.count() > 0) options.silence = std::chrono::milliseconds(0);  // then this is how long a server may take
  auto connector = heard(env.surface.make_connector(std::move(options)), env.talk);
  if (limit.count() == 0) return connector;
  return bounded(std::move(connector), limit);
}

fleet::Surroundings surroundings(const Env& env, const fleet::Connector& connector) {
  return {.connector = connector,
          .clock = env.surface.clock,
          .env = without_key(env.surface.variables),
          .log = env.log,
          .tell = [&talk = env.talk](const fleet::Progress& progress) { talk.step(progress); }};
}

std::size_t width_for(const Env& env, std::size_t clusters) {
  return env.globals.parallel > 0 ? static_cast<std::size_t>(env.globals.parallel) : fleet::default_width(clusters);
}

std::size_t trial_width_for(const Env& env, std::size_t clusters) {
  return env.globals.parallel > 0 ? width_for(env, clusters) : fleet::trial_width(clusters);
}

}  // namespace corootctl::cli
