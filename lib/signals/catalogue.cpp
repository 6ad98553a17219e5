#include "signals/catalogue.hpp"

#include <array>

namespace corootctl::signals {
namespace {

struct Line {
  std::string_view name;
  std::string_view unit;
  Worse worse;
  Role role;
  double relative;  // share of the usual level that nobody would call a change
  double floor;     // in the unit of the line
};

// Floors: 2 ms of latency, 0.2 points of errors, 2 % of a core and so on are below what a person would act on.
constexpr std::array lines{
    Line{"latency_avg", "s", Worse::up, Role::latency, 0.05, 0.002},
    Line{"latency_p50", "s", Worse::up, Role::latency, 0.05, 0.002},
    Line{"latency_p90", "s", Worse::up, Role::latency, 0.08, 0.004},
    Line{"latency_p95", "s", Worse::up, Role::latency, 0.08, 0.004},
    Line{"latency_p99", "s", Worse::up, Role::latency, 0.10, 0.008},
    Line{"server_latency_avg", "s", Worse::up, Role::latency, 0.05, 0.002},
    Line{"error_ratio", "", Worse::up, Role::errors, 0.05, 0.002},
    Line{"requests", "1/s", Worse::neither, Role::traffic, 0.08, 0.05},
    Line{"active_connections", "", Worse::neither, Role::traffic, 0.10, 1},
    Line{"cpu_usage", "cores", Worse::up, Role::usage, 0.08, 0.002},
    Line{"cpu_limit", "cores", Worse::neither, Role::limit, 0.05, 0.01},
    Line{"cpu_throttled", "s/s", Worse::up, Role::saturation, 0.10, 0.005},
    Line{"cpu_delay", "s/s", Worse::up, Role::saturation, 0.10, 0.005},
    Line{"memory_rss", "bytes", Worse::up, Role::memory, 0.03, 4e6},
    Line{"memory_limit", "bytes", Worse::neither, Role::limit, 0.05, 1e6},
    Line{"memory_pressure", "s/s", Worse::up, Role::memory, 0.10, 0.005},
    Line{"oom_kills", "kills", Worse::up, Role::crash, 0, 0.2},
    Line{"restarts", "restarts", Worse::up, Role::crash, 0, 0.2},
    Line{"instances_ready", "instances", Worse::down, Role::crash, 0, 0.1},
    Line{"instances_desired", "instances", Worse::neither, Role::limit, 0, 0.2},
    Line{"log_errors", "1/s", Worse::up, Role::log, 0.10, 0.02},
    Line{"disk_io", "s/s", Worse::up, Role::disk, 0.10, 0.02},
    Line{"disk_used_ratio", "", Worse::up, Role::disk, 0.02, 0.01},
    Line{"network_rx", "bytes/s", Worse::neither, Role::volume, 0.10, 1000},
    Line{"network_tx", "bytes/s", Worse::neither, Role::volume, 0.10, 1000},
    Line{"gc_time", "s/s", Worse::up, Role::wait, 0.10, 0.005},
    Line{"lock_wait", "s/s", Worse::up, Role::wait, 0.10, 0.005},
    Line{"pool_wait", "s/s", Worse::up, Role::wait, 0.10, 0.005},
    Line{"dns_latency", "s", Worse::up, Role::dns, 0.10, 0.002},
    Line{"dns_errors", "1/s", Worse::up, Role::dns, 0.10, 0.02},
    Line{"rtt", "s", Worse::up, Role::link, 0.05, 0.0005},
    Line{"connect_time", "s", Worse::up, Role::link, 0.10, 0.001},
    Line{"failed_connects", "1/s", Worse::up, Role::link, 0.10, 0.02},
    Line{"retransmits", "1/s", Worse::up, Role::link, 0.10, 0.1},
    Line{"cpu_usage_ratio", "", Worse::up, Role::usage, 0.05, 0.02},
    Line{"memory_available_ratio", "", Worse::down, Role::memory, 0.03, 0.01},
    Line{"up", "", Worse::down, Role::crash, 0, 0.02},
};

SignalInfo from_line(const Line& line) {
  return {std::string(line.name), std::string(line.unit), line.worse, line.role, line.relative, line.floor};
}

}  // namespace

SignalInfo describe_signal(std::string_view signal, const std::vector<SignalNote>& notes) {
  for (const Line& line : lines)
    if (line.name == signal) return from_line(line);
  SignalInfo info{std::string(signal), "", Worse::up, Role::free_form, 0.05, 0};
  for (const SignalNote& note : notes)
    if (note.name == signal) {
      info.unit = note.unit;
      info.worse = note.worse;
    }
  return info;
}

}  // namespace corootctl::signals
