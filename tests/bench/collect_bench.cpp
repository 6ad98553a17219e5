/// What collecting costs: collect_bench [MEMBERS APPS]   (8 members and 5000 apps when nothing is said)
/// Prints requests, bytes, seconds, the numbers of the snapshot and the memory at its peak. The hub runs in a process
/// of its own, so that only the collector is weighed.
#include <fmt/core.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "bench/synthetic_hub.hpp"
#include "collect/collect.hpp"
#include "coroot/client.hpp"

using namespace corootctl;

namespace {

std::size_t numbers_in(const signals::SeriesBag& bag) {
  std::size_t count = 0;
  for (const auto& series : bag.all) count += series.values.size();
  return count;
}

std::size_t numbers_in(const signals::Snapshot& snapshot) {
  std::size_t count = 0;
  for (const auto& app : snapshot.apps) {
    count += numbers_in(app.series);
    for (const auto& instance : app.instances) count += numbers_in(instance.series);
  }
  for (const auto& edge : snapshot.edges) count += numbers_in(edge.series);
  for (const auto& node : snapshot.nodes) count += numbers_in(node.series);
  return count;
}

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Remembers how long the slowest request took.
class TimedLink : public coroot::Link {
 public:
  TimedLink(std::unique_ptr<coroot::Link> link, std::atomic<std::int64_t>& slowest_ms)
      : link_(std::move(link)), slowest_ms_(slowest_ms) {}
  Result<http::Response> send(const coroot::Ask& ask, Deadline deadline, std::stop_token stop) override {
    const auto begun = std::chrono::steady_clock::now();
    auto answer = link_->send(ask, deadline, stop);
    const auto spent = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    auto before = slowest_ms_.load();
    while (before < spent.count() && !slowest_ms_.compare_exchange_weak(before, spent.count())) {
    }
    return answer;
  }
  std::string address() const override { return link_->address(); }
  std::size_t longest_target() const override { return link_->longest_target(); }

 private:
  std::unique_ptr<coroot::Link> link_;
  std::atomic<std::int64_t>& slowest_ms_;
};

/// Serves until standard input of the pair is closed; says its port first.
[[noreturn]] void serve(const bench::HubSize& size, bench::HubCounts& counts, int port_pipe) {
  const auto hub = bench::start_hub(size, counts);
  const int port = hub ? (*hub)->port() : 0;
  if (write(port_pipe, &port, sizeof port) != sizeof port) std::_Exit(1);
  while (true) pause();
}

int run(const bench::HubSize& size, const bench::HubCounts& counts, int port) {
  auto transport = http::make_curl_transport({}, {});
  if (!transport) return 1;
  auto link = coroot::direct_link(std::shared_ptr<http::Transport>(std::move(*transport)),
                                  fmt::format("http://127.0.0.1:{}", port));
  if (!link) return 1;
  std::atomic<std::int64_t> slowest_ms{0};
  const coroot::Client client(std::make_unique<TimedLink>(std::move(*link), slowest_ms));
  collect::CollectRequest request;
  request.project = "all";
  request.now_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  request.timeout = std::chrono::minutes(30);
  request.member_timeout = std::chrono::minutes(10);
  const auto before = peak_mb();
  const auto begun = std::chrono::steady_clock::now();
  const auto collected = collect::collect(client, request, {}, {});
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begun;
  if (!collected) {
    fmt::print(stderr, "collect_bench: {}\n", describe(collected.error()));
    return 1;
  }
  const auto floats_mb = static_cast<double>(numbers_in(collected->snapshot)) * sizeof(float) / (1024.0 * 1024.0);
  const auto used_mb = peak_mb() - before;
  fmt::print(
      "members {}  apps {}  edges {}  requests {}  received {:.0f} MB  seconds {:.2f}  slowest request {:.2f} s\n",
      size.members, collected->snapshot.apps.size(), collected->snapshot.edges.size(), counts.requests.load(),
      static_cast<double>(counts.bytes.load()) / (1024.0 * 1024.0), spent.count(),
      static_cast<double>(slowest_ms.load()) / 1000.0);
  fmt::print("numbers as floats {:.0f} MB  memory at its peak {:.0f} MB  ratio {:.2f}\n", floats_mb, used_mb,
             used_mb / floats_mb);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  bench::HubSize size;
  if (argc == 3) size = {std::strtoul(argv[1], nullptr, 10), std::strtoul(argv[2], nullptr, 10)};
  if ((argc != 1 && argc != 3) || size.members == 0 || size.apps < size.members) {
    fmt::print(stderr, "usage: collect_bench [MEMBERS APPS]\n");
    return 2;
  }
  void* shared = mmap(nullptr, sizeof(bench::HubCounts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  int pipes[2] = {-1, -1};
  if (shared == MAP_FAILED || pipe(pipes) != 0) return 1;
  auto* counts = new (shared) bench::HubCounts;
  std::signal(SIGPIPE, SIG_IGN);
  const pid_t hub = fork();
  if (hub == 0) serve(size, *counts, pipes[1]);
  int port = 0;
  const bool ready = hub > 0 && read(pipes[0], &port, sizeof port) == sizeof port && port > 0;
  const int result = ready ? run(size, *counts, port) : 1;
  if (hub > 0) kill(hub, SIGKILL), waitpid(hub, nullptr, 0);
  return result;
}
