#include "base/process.hpp"

#include <poll.h>

#include <array>

#include "base/running_program.hpp"

namespace corootctl {
namespace {

/// Until it writes or ends; a closed end is no reason to wake, so its own end is looked for every 20 ms.
void wait_for(const RunningProgram& running) {
  std::array<pollfd, 2> ends{};
  const auto descriptors = running.descriptors();
  for (std::size_t i = 0; i < ends.size(); ++i) ends[i] = {descriptors[i], POLLIN, 0};
  ::poll(ends.data(), ends.size(), 20);
}

}  // namespace

Result<Finished> run_program(const Program& program, std::stop_token stop) {
  CTL_PASS(auto running, RunningProgram::start(program));
  bool timed_out = false;
  for (;;) {
    wait_for(running);
    if (auto finished = running.look()) {
      if (stop.stop_requested()) return fail(ErrorKind::cancelled, "{} was interrupted", program.argv.front());
      finished->timed_out = timed_out;
      return *finished;
    }
    const bool late = program.deadline.expired();
    if (late || stop.stop_requested()) running.end();
    timed_out = timed_out || late;
  }
}

}  // namespace corootctl
