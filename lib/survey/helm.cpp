#include "survey/helm.hpp"

#include <fmt/core.h>

#include "base/process.hpp"
#include "base/text.hpp"

namespace corootctl::survey {
namespace {

constexpr std::chrono::seconds patience{10};

}  // namespace

checks::Helm look_at_helm(const std::string& program, const Environment& env, std::stop_token stop) {
  checks::Helm out{program, "", ""};
  Program call;
  call.argv = {program, "version", "--template", "{{.Version}}"};
  call.env = env;
  call.deadline = Deadline::in(patience);
  const auto finished = run_program(call, stop);
  if (!finished) {
    out.trouble = program + ": " + describe(finished.error());
  } else if (finished->timed_out || finished->exit_code != 0) {
    out.trouble = fmt::format("{} version {}", program,
                              finished->timed_out ? "does not end" : "fails: " + printable(trim(finished->err), 200));
  } else {
    out.version = printable(trim(finished->out), 100);
  }
  return out;
}

}  // namespace corootctl::survey
