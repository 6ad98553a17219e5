#include "cli/signals.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>

#include "cli/exit_code.hpp"

namespace corootctl::cli {
namespace {

/// How long a command may take to end in order: helm gets 5 s of it.
constexpr timespec grace{10, 0};

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
        while (!ended.stop_requested()) {
          const int number =
              stop.stop_requested() ? ::sigtimedwait(&set, nullptr, &grace) : ::sigwaitinfo(&set, nullptr);
          if (number == SIGUSR1 || (number < 0 && errno == EINTR)) continue;
          if (stop.stop_requested()) ::_exit(static_cast<int>(exit_code_of(ErrorKind::cancelled)));
          stop.request_stop();
        }
      }) {}

SignalWatch::~SignalWatch() {
  thread_.request_stop();
  ::pthread_kill(thread_.native_handle(), SIGUSR1);
}

}  // namespace corootctl::cli
