#include "cli/signals.hpp"

#include <unistd.h>

#include <csignal>

#include "cli/exit_code.hpp"

namespace corootctl::cli {
namespace {

/// SIGUSR1 is how the destructor wakes the thread.
sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) sigaddset(&set, number);
  return set;
}

sigset_t block() {
  std::signal(SIGPIPE, SIG_IGN);
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  return set;
}

}  // namespace

SignalWatch::SignalWatch()
    : thread_([set = block(), stop = stop_](std::stop_token ended) mutable {
        for (int number = 0; ::sigwait(&set, &number) == 0 && !ended.stop_requested();) {
          if (number == SIGUSR1) continue;
          if (stop.stop_requested()) ::_exit(static_cast<int>(ExitCode::interrupted));
          stop.request_stop();
        }
      }) {}

SignalWatch::~SignalWatch() {
  thread_.request_stop();
  ::pthread_kill(thread_.native_handle(), SIGUSR1);
}

}  // namespace corootctl::cli
