/// stand_in_coroot --listen ADDRESS:PORT --scenario DIR [--more DIR] [--prometheus PROJECT=URL ...] [--member-state
/// PROJECT=STATE
/// ...]
///   [--projects a,b,...] [--own-project NAME] [--password-file FILE] [--first-start]
/// Prints its URL when it is ready; ends at SIGTERM or SIGINT.
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/net/main_loop.hpp"

using namespace corootctl;

namespace {

/// "NAME=VALUE" pairs; nullopt when one has no '='.
std::optional<std::map<std::string, std::string>> pairs(const std::vector<std::string>& texts) {
  std::map<std::string, std::string> found;
  for (const auto& text : texts) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) return std::nullopt;
    found[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return found;
}

Result<support::CorootOptions> options_of(const support::Arguments& arguments) {
  support::CorootOptions options;
  const std::string listen = arguments.value("--listen");
  const auto colon = listen.rfind(':');
  if (colon == std::string::npos) return fail(ErrorKind::usage, "--listen wants ADDRESS:PORT");
  options.address = listen.substr(0, colon);
  options.port = static_cast<int>(std::strtol(listen.c_str() + colon + 1, nullptr, 10));
  options.scenario = arguments.value("--scenario");
  options.more = arguments.value("--more");
  const auto urls = pairs(arguments.values("--prometheus"));
  if (!urls) return fail(ErrorKind::usage, "--prometheus wants PROJECT=URL");
  options.prometheus = *urls;
  options.own_project = arguments.value("--own-project");
  options.first_start = arguments.has("--first-start");
  if (arguments.has("--anonymous-role")) options.anonymous_role = arguments.value("--anonymous-role");
  if (const std::string file = arguments.value("--password-file"); !file.empty()) {
    CTL_PASS(const auto text, read_file(file));
    options.password = SecretString(std::string(trim(text)));
  }
  return options;
}

Result<> prepare(support::StandInCoroot& coroot, const support::Arguments& arguments) {
  const auto states = pairs(arguments.values("--member-state"));
  if (!states) return fail(ErrorKind::usage, "--member-state wants PROJECT=STATE");
  for (const auto& [project, text] : *states) {
    const auto fault = support::parse_member_fault(text);
    if (!fault)
      return fail(ErrorKind::usage,
                  "unknown state {}: ok, down, hang, wrong-key, wrong-url, empty, typo, old, forbidden", text);
    coroot.set_fault(project, *fault);
  }
  if (arguments.has("--projects")) {
    const auto names = split(arguments.value("--projects"), ',');
    coroot.set_projects(std::set<std::string>(names.begin(), names.end()));
  }
  return {};
}

int run(const support::Arguments& arguments, std::stop_token stop) {
  auto options = options_of(arguments);
  auto coroot = options ? support::StandInCoroot::start(*std::move(options)) : tl::unexpected<Error>(options.error());
  const Result<> prepared = coroot ? prepare(**coroot, arguments) : tl::unexpected<Error>(coroot.error());
  if (!prepared) {
    fmt::print(stderr, "stand_in_coroot: {}\n", describe(prepared.error()));
    return prepared.error().kind == ErrorKind::usage ? 2 : 1;
  }
  fmt::print("{}\n", (*coroot)->url());
  std::fflush(stdout);
  while (system_clock().pause(std::chrono::hours(1), stop)) {
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const support::Arguments arguments(
      argc, argv,
      {"--listen", "--scenario", "--more", "--prometheus", "--member-state", "--projects", "--own-project",
       "--password-file", "--anonymous-role", "--first-start!"});
  if (!arguments.error().empty() || arguments.value("--scenario").empty()) {
    fmt::print(
        stderr,
        "{}usage: stand_in_coroot --listen ADDRESS:PORT --scenario DIR [--more DIR] [--prometheus PROJECT=URL ...] "
        "[--member-state "
        "PROJECT=STATE ...] [--projects a,b] [--own-project NAME] [--password-file FILE] [--anonymous-role ROLE] "
        "[--first-start]\n",
        arguments.error());
    return 2;
  }
  return support::run_until_signal([&](std::stop_token stop) { return run(arguments, stop); });
}
