#include "signals/catalogue.hpp"

#include <array>

namespace corootctl::signals {
namespace {

// Name, words, unit, worse, role, relative, floor. Floors: 2 ms of latency, 0.2 points of errors, 2 % of a core and so
// on are below what a person would act on.
constexpr std::array lines{
    SignalInfo{"latency_avg", "latency", "s", Worse::up, Role::latency, 0.05, 0.002},
    SignalInfo{"latency_p50", "median latency", "s", Worse::up, Role::latency, 0.05, 0.002},
    SignalInfo{"latency_p90", "latency (p90)", "s", Worse::up, Role::latency, 0.08, 0.004},
    SignalInfo{"latency_p95", "latency (p95)", "s", Worse::up, Role::latency, 0.08, 0.004},
    SignalInfo{"latency_p99", "latency (p99)", "s", Worse::up, Role::latency, 0.10, 0.008},
    SignalInfo{"server_latency_avg", "latency as the callee sees it", "s", Worse::up, Role::latency, 0.05, 0.002},
    SignalInfo{"error_ratio", "error rate", "", Worse::up, Role::errors, 0.05, 0.002},
    SignalInfo{"requests", "requests", "1/s", Worse::neither, Role::traffic, 0.08, 0.05},
    SignalInfo{"active_connections", "connections", "", Worse::neither, Role::traffic, 0.10, 1},
    SignalInfo{"cpu_usage", "CPU use", "cores", Worse::up, Role::usage, 0.08, 0.002},
    SignalInfo{"cpu_limit", "CPU limit", "cores", Worse::neither, Role::limit, 0.05, 0.01},
    SignalInfo{"cpu_throttled", "CPU throttling", "s/s", Worse::up, Role::saturation, 0.10, 0.005},
    SignalInfo{"cpu_delay", "waiting for CPU", "s/s", Worse::up, Role::saturation, 0.10, 0.005},
    SignalInfo{"memory_rss", "memory", "bytes", Worse::up, Role::memory, 0.03, 4e6},
    SignalInfo{"memory_limit", "memory limit", "bytes", Worse::neither, Role::limit, 0.05, 1e6},
    SignalInfo{"memory_pressure", "waiting for memory", "s/s", Worse::up, Role::memory, 0.10, 0.005},
    SignalInfo{"oom_kills", "kills for lack of memory", "kills", Worse::up, Role::crash, 0, 0.2},
    SignalInfo{"restarts", "restarts", "restarts", Worse::up, Role::crash, 0, 0.2},
    SignalInfo{"instances_ready", "ready replicas", "instances", Worse::down, Role::crash, 0, 0.1},
    SignalInfo{"instances_desired", "wanted replicas", "instances", Worse::neither, Role::limit, 0, 0.2},
    SignalInfo{"log_errors", "error logs", "1/s", Worse::up, Role::log, 0.10, 0.02},
    SignalInfo{"disk_io", "disk load", "s/s", Worse::up, Role::disk, 0.10, 0.02},
    SignalInfo{"disk_used_ratio", "disk fill", "", Worse::up, Role::disk, 0.02, 0.01},
    SignalInfo{"network_rx", "received traffic", "bytes/s", Worse::neither, Role::volume, 0.10, 1000},
    SignalInfo{"network_tx", "sent traffic", "bytes/s", Worse::neither, Role::volume, 0.10, 1000},
    SignalInfo{"gc_time", "garbage collection", "s/s", Worse::up, Role::wait, 0.10, 0.005},
    SignalInfo{"lock_wait", "waiting for locks", "s/s", Worse::up, Role::wait, 0.10, 0.005},
    SignalInfo{"pool_wait", "waiting for a free connection", "s/s", Worse::up, Role::wait, 0.10, 0.005},
    SignalInfo{"connections_used_ratio", "share of its connections in use", "", Worse::up, Role::wait, 0.05, 0.02},
    SignalInfo{"dns_latency", "name resolution time", "s", Worse::up, Role::dns, 0.10, 0.002},
    SignalInfo{"dns_errors", "failed name resolutions", "1/s", Worse::up, Role::dns, 0.10, 0.02},
    SignalInfo{"rtt", "round-trip time", "s", Worse::up, Role::link, 0.05, 0.0005},
    SignalInfo{"connect_time", "connect time", "s", Worse::up, Role::link, 0.10, 0.001},
    SignalInfo{"failed_connects", "failed connects", "1/s", Worse::up, Role::link, 0.10, 0.02},
    SignalInfo{"retransmits", "retransmits", "1/s", Worse::up, Role::link, 0.10, 0.1},
    SignalInfo{"cpu_usage_ratio", "CPU use", "", Worse::up, Role::usage, 0.05, 0.02},
    SignalInfo{"memory_available_ratio", "available memory", "", Worse::down, Role::memory, 0.03, 0.01},
    SignalInfo{"up", "up", "", Worse::down, Role::crash, 0, 0.02},
};

}  // namespace

SignalInfo describe_signal(std::string_view signal, const std::vector<SignalNote>& notes) {
  for (const SignalInfo& line : lines)
    if (line.name == signal) return line;
  SignalInfo info{signal, signal, "", Worse::up, Role::free_form, 0.05, 0};
  for (const SignalNote& note : notes)
    if (note.name == signal) {
      info.unit = note.unit;
      info.worse = note.worse;
    }
  return info;
}

}  // namespace corootctl::signals
