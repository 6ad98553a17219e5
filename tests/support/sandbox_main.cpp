/// corootctl-sandbox --dir DIR [--scenario DIR] [--with-parent]: three simulated clusters prod-a, prod-b and prod-c
/// (the hub) until SIGTERM or SIGINT. Writes DIR/kubeconfig, then DIR/ready; the operators' log is DIR/operator.log. A
/// file DIR/stopped/NAME stops that cluster's API server for as long as it exists.
#include <fmt/core.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "support/net/main_loop.hpp"
#include "support/sandbox.hpp"

using namespace corootctl;

namespace {

/// A file that several threads append lines to.
class LogFile {
 public:
  explicit LogFile(const std::string& path) : file_(path, std::ios::app) {}
  void write(std::string_view line) {
    const std::lock_guard lock(mutex_);
    file_ << line << '\n' << std::flush;
  }

 private:
  std::mutex mutex_{};
  std::ofstream file_;
};

void obey_stop_files(support::SimFleet& fleet, const std::string& directory, std::set<std::string>& stopped) {
  for (std::size_t i = 0; i < fleet.size(); ++i) {
    const std::string name = fleet[i].name();
    std::error_code ignored;
    const bool wanted = std::filesystem::exists(directory + "/stopped/" + name, ignored);
    if (wanted && stopped.insert(name).second) fleet[i].stop();
    if (!wanted && stopped.contains(name) && fleet[i].resume()) stopped.erase(name);
  }
}

int run(const support::Arguments& arguments, std::stop_token stop) {
  const std::string directory = arguments.value("--dir");
  std::error_code trouble;
  std::filesystem::create_directories(directory + "/stopped", trouble);
  LogFile log(directory + "/operator.log");
  support::SandboxOptions options;
  options.scenario = arguments.value("--scenario").empty() ? COROOTCTL_DEFAULT_SCENARIO : arguments.value("--scenario");
  options.log = [&](std::string_view line) { log.write(line); };
  auto sandbox = support::Sandbox::start(std::move(options));
  if (!sandbox) {
    fmt::print(stderr, "corootctl-sandbox: {}\n", describe(sandbox.error()));
    return 1;
  }
  auto written =
      write_file_atomically(directory + "/kubeconfig", support::kubeconfig_of((*sandbox)->fleet().all()), 0600);
  if (written) written = write_file_atomically(directory + "/ready", (*sandbox)->coroot().url() + "\n", 0644);
  if (!written) {
    fmt::print(stderr, "corootctl-sandbox: {}\n", describe(written.error()));
    return 1;
  }
  std::set<std::string> stopped;
  while (system_clock().pause(std::chrono::milliseconds(200), stop))
    obey_stop_files((*sandbox)->fleet(), directory, stopped);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const support::Arguments arguments(argc, argv, {"--dir", "--scenario", "--with-parent!"});
  if (!arguments.error().empty() || arguments.value("--dir").empty()) {
    fmt::print(stderr, "{}usage: corootctl-sandbox --dir DIR [--scenario DIR] [--with-parent]\n", arguments.error());
    return 2;
  }
  const pid_t parent = getppid();
  if (arguments.has("--with-parent")) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent) return 0;  // it went before we asked
  }
  return support::run_until_signal([&](std::stop_token stop) { return run(arguments, stop); });
}
