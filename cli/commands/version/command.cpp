#include <sys/utsname.h>

#include "base/text.hpp"
#include "cli/commands/all.hpp"
#include "cli/env.hpp"
#include "cli/parse/flags.hpp"

namespace corootctl::cli {
namespace {

struct VersionOptions {
  bool client = false;
};

void declare(CLI::App& app, VersionOptions& options) {
  switch_flag(app, "--client", options.client, "ignored; for compatibility with kubectl");
}

std::string platform() {
  utsname name{};
  if (::uname(&name) != 0) return "unknown";
  return lower(name.sysname) + "/" + name.machine;
}

Result<ExitCode> run(const VersionOptions&, const Env& env) {
  if (is_structured(env.format)) {
    env.print(structured(
        document::Object{{"version", COROOTCTL_VERSION}, {"platform", platform()}, {"compiler", "C++ " __VERSION__}},
        env.format));
  } else {
    env.print("corootctl " COROOTCTL_VERSION "\n");
  }
  return ExitCode::ok;
}

}  // namespace

Command version_command() {
  return verb<VersionOptions>({.name = "version",
                               .summary = "Show the version of corootctl",
                               .usage = "[-o json|yaml]",
                               .details = "",
                               .examples = "corootctl version\ncorootctl version -o json | jq -r .version",
                               .formats = "table|json|yaml"},
                              declare, run);
}

}  // namespace corootctl::cli
