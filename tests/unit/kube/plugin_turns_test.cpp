/// Plugins are local processes: how many run at once is a matter of cores, not of the width for network waits.
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <latch>
#include <thread>

#include "base/files.hpp"
#include "kube/auth/exec_plugin.hpp"
#include "unit/kube/kubeconfig_fixture.hpp"

namespace corootctl::tests::kube_plugin_turns {

using namespace kubeconfig_test;

namespace {

constexpr const char* v1 = "client.authentication.k8s.io/v1";

/// Calls of plugins that differ in their argument, all of one script.
struct Calls {
  Folder folder{};
  std::string script{};

  explicit Calls(const std::string& work)
      : script(folder.write("plugin",
                            "#!/bin/sh\n" + work + "\necho '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" +
                                std::string(v1) + "\",\"status\":{\"token\":\"t\"}}'\n",
                            0700)) {}
  kube::PluginCall call(const std::string& argument) const {
    kube::PluginCall out;
    out.user = "u";
    out.exec.command = script;
    out.exec.api_version = v1;
    out.exec.args = {argument};
    out.env = Environment({{"PATH", "/usr/bin:/bin"}, {"HOME", folder.path()}});
    return out;
  }
};

}  // namespace

TEST_CASE("connections 44: only so many plugins run at once, and all have their turn") {
  // A run takes one of two folders; one that finds both taken says so.
  const Calls calls(
      "cd \"$HOME\"; mine=a; mkdir a 2>>log || { mine=b; mkdir b 2>>log || touch third; }\n"
      "head -c 3000000 /dev/zero | md5sum >/dev/null; rmdir $mine");
  kube::PluginRegistry registry(2);
  const Clock& clock = system_clock();
  std::latch ready(8);
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> crew;
    for (int i = 0; i < 8; ++i) {
      crew.emplace_back([&, i] {
        ready.arrive_and_wait();
        good += registry.run_in_turn(calls.call(std::to_string(i)), clock, {}).has_value() ? 1 : 0;
      });
    }
  }
  CHECK(good == 8);
  CHECK_FALSE(read_file(calls.folder.path("third")).has_value());
}

TEST_CASE("connections 44: who waits for a turn has no deadline yet, and can be stopped") {
  const Calls calls("[ \"$1\" = quick ] || read -r line <\"$HOME/gate\"");
  REQUIRE(::mkfifo(calls.folder.path("gate").c_str(), 0600) == 0);
  kube::PluginRegistry registry(1);
  const Clock& clock = system_clock();
  Result<std::chrono::milliseconds> slow = std::chrono::milliseconds(0);
  Result<std::chrono::milliseconds> waiting = std::chrono::milliseconds(0);
  {
    const std::jthread first([&] { slow = registry.run_in_turn(calls.call("slow"), clock, {}); });
    std::ofstream gate(calls.folder.path("gate"));  // opens when the first one reads
    std::stop_source stop;
    std::jthread second(
        [&] { waiting = registry.run_in_turn(calls.call("quick"), clock, {Deadline::never(), stop.get_token()}); });
    stop.request_stop();
    second.join();
    gate << "go\n";
  }
  CHECK(slow.has_value());
  CHECK(waiting.error().kind == ErrorKind::cancelled);
  CHECK(waiting.error().what == "gave up waiting for plugin " + calls.script);
  CHECK(registry.run_in_turn(calls.call("quick"), clock, {}).has_value());
}

TEST_CASE("a deadline is moved by what somebody waited for a turn; no deadline stays none") {
  const auto end = Deadline::Clock::now() + std::chrono::hours(1);
  CHECK(Deadline(end).later_by(std::chrono::minutes(2)).left() > std::chrono::minutes(61));
  CHECK_FALSE(Deadline::never().later_by(std::chrono::minutes(2)).is_set());
}

}  // namespace corootctl::tests::kube_plugin_turns
