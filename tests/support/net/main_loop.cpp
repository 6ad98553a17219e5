#include "support/net/main_loop.hpp"

#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace corootctl::support {

Arguments::Arguments(int argc, char** argv, const std::vector<std::string>& known) {
  const auto is_known = [&](const std::string& name) {
    return std::find(known.begin(), known.end(), name) != known.end();
  };
  for (int i = 1; i < argc && error_.empty(); ++i) {
    const std::string text = argv[i];
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (is_known(name + "!")) {
      values_[name].emplace_back("");
    } else if (!is_known(name) || (equals == std::string::npos && i + 1 >= argc)) {
      error_ = "unknown or incomplete argument: " + text + "\n";
    } else {
      values_[name].push_back(equals == std::string::npos ? argv[++i] : text.substr(equals + 1));
    }
  }
}

std::string Arguments::value(const std::string& name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? "" : it->second.back();
}

std::vector<std::string> Arguments::values(const std::string& name) const {
  const auto it = values_.find(name);
  return it == values_.end() ? std::vector<std::string>{} : it->second;
}

int run_until_signal(const std::function<int(std::stop_token)>& work) {
  sigset_t ends;
  sigemptyset(&ends);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ends, signal);
  sigset_t blocked = ends;
  sigaddset(&blocked, SIGPIPE);
  sigaddset(&blocked, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &blocked, nullptr);  // inherited by every thread, so that only sigwait below sees them
  sigaddset(&ends, SIGUSR1);
  int code = 0;
  const pthread_t waiting = pthread_self();
  std::jthread worker([&](std::stop_token stop) {
    code = work(stop);
    pthread_kill(waiting, SIGUSR1);  // the work ended by itself
  });
  int signal = 0;
  sigwait(&ends, &signal);
  worker.request_stop();
  worker.join();
  return code;
}

}  // namespace corootctl::support
