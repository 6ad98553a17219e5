#include "cli/commands/all.hpp"
#include "cli/commands/keys/rotate.hpp"
#include "cli/commands/keys/status.hpp"
#include "cli/env.hpp"

namespace corootctl::cli {
namespace {

struct KeysOptions {};

void declare_keys(CLI::App&, KeysOptions&) {}

Result<ExitCode> run_keys(const KeysOptions&, const Env&) {
  return fail_with_hint(ErrorKind::usage, "\"corootctl keys --help\" shows what there is.",
                        "keys needs a command: status or rotate");
}

}  // namespace

Command keys_command() {
  auto command = verb<KeysOptions>(
      {.name = "keys",
       .summary = "Show and rotate the keys by which a hub reads its members",
       .usage = "status|rotate [flags]",
       .details =
           "A member's project has a key that was made for the hub, and the hub has a copy of it in a Secret. `keys "
           "status` compares the two; `keys rotate` replaces the key without a read that fails because of it.",
       .examples = "corootctl keys status --hub cluster-c --context cluster-a --context cluster-b\n"
                   "corootctl keys rotate --hub cluster-c cluster-a=prod-a",
       .formats = ""},
      declare_keys, run_keys);
  command.children = {keys_status_command(), keys_rotate_command()};
  return command;
}

}  // namespace corootctl::cli
