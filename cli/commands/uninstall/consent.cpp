#include "cli/commands/uninstall/consent.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::cli {
namespace {

using upkeep::Farewell;

std::string text_of(const Farewell& farewell) {
  std::string out = farewell.context + " (" + farewell.server + "):\n";
  for (const auto& line : farewell.lost) out += "  delete  " + line + "\n";
  for (const auto& line : farewell.kept) out += "  keep    " + line + "\n";
  for (const auto& line : farewell.notes) out += "  note    " + line + "\n";
  return out;
}

bool is_typed(const Farewell& farewell, const Consent& consent) {
  const auto& typed = consent.typed;
  return farewell.name.empty() || std::find(typed.begin(), typed.end(), farewell.name) != typed.end();
}

Result<> check_typed(const std::vector<Farewell>& farewells, const Consent& consent) {
  for (const auto& farewell : farewells) {
    if (is_typed(farewell, consent)) continue;
    const auto confirm = "--confirm " + farewell.name + ".";
    return fail_with_hint(
        ErrorKind::usage,
        consent.is_by_file ? "Add " + confirm
                           : fmt::format("Write --context {}={}, or add {}", farewell.context, farewell.name, confirm),
        "--yes is not enough to delete project {} of {}: its name has to be typed", farewell.name, farewell.context);
  }
  return {};
}

Result<> ask_for(const Farewell& farewell, const Env& env) {
  const auto& surface = env.surface;
  if (farewell.name.empty()) {
    surface.err.write("Go on in " + farewell.context + "? [y/N] ");
  } else {
    surface.err.write("Type " + farewell.name + " to delete it in " + farewell.context + ": ");
  }
  CTL_TRY(const auto answer, surface.read_line(), "consent");
  const auto word = trim(answer);
  const bool agreed = farewell.name.empty() ? lower(word) == "y" || lower(word) == "yes" : word == farewell.name;
  if (agreed) return {};
  return fail(ErrorKind::cancelled, "not confirmed, nothing was deleted");
}

}  // namespace

Result<> agree(const std::vector<Farewell>& farewells, const Consent& consent, const Env& env) {
  std::vector<Farewell> open;
  for (const auto& farewell : farewells)
    if (!farewell.lost.empty()) open.push_back(farewell);
  if (consent.yes) return check_typed(open, consent);
  const auto& terminal = env.surface.terminal;
  if (open.empty()) return {};
  if (!terminal.in || !terminal.err) {
    return fail_with_hint(ErrorKind::usage,
                          std::string("Add --yes and name each project: ") +
                              (consent.is_by_file ? "--confirm PROJECT" : "--context CONTEXT=PROJECT") +
                              ". --dry-run=server shows what would go.",
                          "this command deletes, and there is no terminal to ask on");
  }
  env.talk.finish();
  std::string text;
  for (const auto& farewell : open) text += text_of(farewell);
  env.surface.err.write(text);
  for (const auto& farewell : open) CTL_RUN(ask_for(farewell, env));
  return {};
}

}  // namespace corootctl::cli
