#include "cli/shared/confirm.hpp"

#include "base/text.hpp"

namespace corootctl::cli {

Result<> confirm(const Intent& intent, bool yes, const Env& env) {
  if (yes) return {};
  const auto& surface = env.surface;
  if (!surface.terminal.in || !surface.terminal.err) {
    return fail_with_hint(ErrorKind::usage, "Add --yes to write, or --dry-run=server to see what would change.",
                          "this command writes, and there is no terminal to ask on");
  }
  std::string text = "This will write:\n";
  for (const auto& line : intent) text += "  " + line + "\n";
  surface.err.write(text + "Go on? [y/N] ");
  CTL_TRY(const auto answer, surface.read_line(), "consent");
  const std::string word = lower(trim(answer));
  if (word == "y" || word == "yes") return {};
  return fail(ErrorKind::cancelled, "not confirmed, nothing was written");
}

}  // namespace corootctl::cli
