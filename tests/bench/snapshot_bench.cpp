/// Reads and diagnoses large snapshots, and says whether the promises hold: snapshot_bench [--rounds N] [APPS|FILE...]
///
/// A number makes a snapshot of that many apps (default: 500 1000 2000 5000), anything else is a file. Each is measured
/// N times (default 5) in a process of its own, and the best counts. Time is that of the processors together, whatever
/// the number of threads: what else the machine does hardly shows. Wall time, on idle cores, stands beside it.
/// Promises, for a release build: reading at 300 MB/s of processor time, a diagnosis under 0.5 s of it, time of the
/// largest at most 12 times that of one with a tenth of its apps, and no more memory than one and a half times the
/// numbers as floats and 64 MB. Exit 1 when one is broken.
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "bench/large_snapshot.hpp"
#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "signals/snapshot_json.hpp"
#include "support/temporary_directory.hpp"

namespace {

using namespace corootctl;

constexpr double least_megabytes_per_second = 300;
constexpr double most_diagnose_ms = 500;
constexpr double most_growth = 12;
constexpr double floats_factor = 1.5;
constexpr double besides_bytes = 64e6;

/// What one process measured; sent through a pipe as it is.
struct Figures {
  double read_ms = 0;
  double diagnose_ms = 0;
  double wall_ms = 0;
  double bytes = 0;
  double floats = 0;
  double apps = 0;
  double peak_bytes = 0;
  bool right = false;  ///< the planted cause came first (of files: there was an answer)
};

double clock_ms(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double floats_in(const signals::Snapshot& snapshot) {
  double out = 0;
  const auto count = [&](const signals::SeriesBag& bag) {
    for (const signals::Series& series : bag.all)
      out += static_cast<double>(series.values.size() + series.reference.size());
  };
  for (const signals::App& app : snapshot.apps) {
    count(app.series);
    for (const signals::Instance& pod : app.instances) count(pod.series);
  }
  for (const signals::Edge& edge : snapshot.edges) count(edge.series);
  for (const signals::Node& node : snapshot.nodes) count(node.series);
  return out;
}

std::optional<Figures> measure_here(const std::string& path, const std::string& cause) {
  const auto bytes = open_bytes(path);
  if (!bytes) return std::nullopt;
  Figures out;
  const double wall = clock_ms(CLOCK_MONOTONIC);
  double start = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
  const auto snapshot = signals::read_snapshot([&](char* to, std::size_t room) {
    auto got = (*bytes)(to, room);
    out.bytes += static_cast<double>(got.value_or(0));
    return got;
  });
  out.read_ms = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - start;
  if (!snapshot) return std::nullopt;
  start = clock_ms(CLOCK_PROCESS_CPUTIME_ID);
  const rca::Answer answer = rca::diagnose(*snapshot);
  out.diagnose_ms = clock_ms(CLOCK_PROCESS_CPUTIME_ID) - start;
  out.wall_ms = clock_ms(CLOCK_MONOTONIC) - wall;
  out.apps = static_cast<double>(snapshot->apps.size());
  out.floats = floats_in(*snapshot);
  out.right = !report::to_json(answer).empty() && !answer.candidates.empty() &&
              (cause.empty() || answer.candidates.front().subject == cause);
  return out;
}

/// A process of its own, so that its peak memory is its own.
std::optional<Figures> measure_once(const std::string& path, const std::string& cause) {
  int ends[2];
  if (pipe(ends) != 0) return std::nullopt;
  const pid_t child = fork();
  if (child == 0) {
    const auto figures = measure_here(path, cause);
    const bool sent = figures && write(ends[1], &*figures, sizeof *figures) == sizeof *figures;
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);
  Figures out;
  const bool got = child > 0 && read(ends[0], &out, sizeof out) == sizeof out;
  close(ends[0]);
  rusage usage{};
  if (child < 0 || wait4(child, nullptr, 0, &usage) != child || !got) return std::nullopt;
  out.peak_bytes = static_cast<double>(usage.ru_maxrss) * 1024;
  return out;
}

std::optional<Figures> best_of(int rounds, const std::string& path, const std::string& cause) {
  std::optional<Figures> best;
  for (int round = 0; round < rounds; ++round) {
    const auto one = measure_once(path, cause);
    if (!one) return std::nullopt;
    if (!best) best = one;
    best->read_ms = std::min(best->read_ms, one->read_ms);
    best->wall_ms = std::min(best->wall_ms, one->wall_ms);
    best->diagnose_ms = std::min(best->diagnose_ms, one->diagnose_ms);
    best->peak_bytes = std::max(best->peak_bytes, one->peak_bytes);
  }
  return best;
}

std::optional<std::size_t> number_in(const std::string& text) {
  std::size_t out = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc{} && end == text.data() + text.size() ? std::optional(out) : std::nullopt;
}

std::optional<Figures> measure(int rounds, const std::string& what, const std::string& folder) {
  const auto apps = number_in(what);
  if (!apps) return best_of(rounds, what, "");
  const std::string path = folder + "/snapshot.json";
  if (!bench::write_large_snapshot(path, *apps)) return std::nullopt;
  return best_of(rounds, path, bench::app_id(bench::planted_cause(*apps)));
}

/// One row; the promises that it breaks are named behind it.
bool show_figures(const Figures& one) {
  constexpr double mega = 1e6;
  const double speed = one.bytes / mega / (one.read_ms / 1000);
  const double bound = floats_factor * sizeof(float) * one.floats + besides_bytes;
  const bool memory = one.peak_bytes <= bound;
  std::string broken;
  if (speed < least_megabytes_per_second) broken += " slow-to-read";
  if (one.diagnose_ms >= most_diagnose_ms) broken += " slow-to-diagnose";
  if (!memory) broken += " memory";
  if (!one.right) broken += " wrong-answer";
  fmt::print("{:6.0f} {:9.1f} {:11.0f} {:12.1f} {:9.1f} {:9.1f} {:9.1f}  {}\n", one.apps, one.bytes / mega, speed,
             one.diagnose_ms, one.wall_ms, one.peak_bytes / mega, bound / mega, broken.empty() ? " ok" : broken);
  return broken.empty();
}

bool report_growth(const std::vector<Figures>& all) {
  const auto [least, most] =
      std::minmax_element(all.begin(), all.end(), [](const Figures& a, const Figures& b) { return a.apps < b.apps; });
  const double sizes = most->apps / least->apps;
  if (sizes < 2) return true;
  const double growth = most->diagnose_ms / least->diagnose_ms;
  const double bound = most_growth / 10 * sizes;
  fmt::print("diagnose: {:.1f} times as long for {:.1f} times the apps (at most {:.1f})\n", growth, sizes, bound);
  return growth <= bound;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> wanted(argv + 1, argv + argc);
  int rounds = 5;
  if (wanted.size() >= 2 && wanted[0] == "--rounds") {
    rounds = static_cast<int>(std::max<std::size_t>(1, number_in(wanted[1]).value_or(1)));
    wanted.erase(wanted.begin(), wanted.begin() + 2);
  }
  if (wanted.empty()) wanted = {"500", "1000", "2000", "5000"};
  const auto folder = TemporaryDirectory::create();
  if (!folder) return 1;
  fmt::print("{:>6} {:>9} {:>11} {:>12} {:>9} {:>9} {:>9}\n", "apps", "file MB", "read MB/s", "diagnose ms", "wall ms",
             "peak MB", "bound MB");
  bool fine = true;
  std::vector<Figures> all;
  for (const std::string& what : wanted) {
    const auto figures = measure(rounds, what, folder->path());
    if (!figures) {
      fmt::print(stderr, "error: {}: cannot be made, read or diagnosed\n", what);
      return 1;
    }
    fine = show_figures(*figures) && fine;
    std::fflush(stdout);
    all.push_back(*figures);
  }
  return report_growth(all) && fine ? 0 : 1;
}
