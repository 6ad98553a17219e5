#include "cli/shared/connector.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include "base/text.hpp"
#include "cli/shared/bounded.hpp"

namespace corootctl::cli {

std::string user_agent() {
  utsname machine{};
  if (::uname(&machine) != 0) return "corootctl/" COROOTCTL_VERSION;
  const std::string arch = machine.machine;
  const auto go_arch = arch == "x86_64" ? "amd64" : arch == "aarch64" ? "arm64" : arch;
  return fmt::format("corootctl/{} ({}/{})", COROOTCTL_VERSION, lower(machine.sysname), go_arch);
}

std::unique_ptr<fleet::Connector> connector_for(const Env& env) {
  kube::SessionOptions options;
  options.env = env.surface.variables;
  if (!env.globals.kuberc.empty()) options.env.set("KUBERC", env.globals.kuberc);
  options.log = env.log;
  options.interactive = env.surface.terminal.in && env.surface.terminal.err;
  options.user_agent = user_agent();
  options.clock = &env.surface.clock;
  auto connector = env.surface.make_connector(std::move(options));
  const auto limit = env.globals.request_timeout;
  if (limit.count() == 0) return connector;
  return bounded(std::move(connector), limit);
}

}  // namespace corootctl::cli
