#include "bench/large_snapshot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <memory>
#include <string_view>
#include <vector>

namespace corootctl::bench {
namespace {

constexpr std::size_t points = 240;
constexpr std::size_t onset = 200;
constexpr std::size_t clusters = 8;
constexpr std::int64_t start_ms = 1'760'000'040'000;
constexpr std::int64_t step_ms = 60'000;
constexpr double delay = 0.4;  // seconds that the cause adds to each request

struct Level {
  std::string_view signal;
  double usual;
  double noise;  // relative
};

constexpr std::array app_levels{
    Level{"requests", 80, 0.05},        Level{"latency_avg", 0.02, 0.05}, Level{"latency_p50", 0.015, 0.05},
    Level{"latency_p90", 0.05, 0.08},   Level{"latency_p95", 0.07, 0.1},  Level{"latency_p99", 0.12, 0.15},
    Level{"error_ratio", 0.002, 0.4},   Level{"cpu_usage", 0.7, 0.08},    Level{"cpu_delay", 0.006, 0.3},
    Level{"cpu_throttled", 0.003, 0.4}, Level{"memory_rss", 6.1e8, 0.01}, Level{"memory_pressure", 0.001, 0.4},
    Level{"log_errors", 0.07, 0.4},     Level{"disk_io", 0.03, 0.3},      Level{"network_rx", 3.2e5, 0.1},
    Level{"network_tx", 4.1e5, 0.1},    Level{"gc_time", 0.008, 0.3},     Level{"lock_wait", 0.002, 0.4},
    Level{"pool_wait", 0.004, 0.4},     Level{"dns_latency", 0.0014, 0.2}};
constexpr std::array call_levels{Level{"requests", 30, 0.05}, Level{"latency_avg", 0.022, 0.05},
                                 Level{"error_ratio", 0.002, 0.4}};

/// A sequence of numbers in [-1, 1] (xorshift): the same on every machine.
class Wobble {
 public:
  explicit Wobble(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 1) {}
  std::uint64_t next() {
    state_ ^= state_ << 13U;
    state_ ^= state_ >> 7U;
    return state_ ^= state_ << 17U;
  }
  double around() { return static_cast<double>(next() >> 11U) * 0x1.0p-52 - 1; }

 private:
  std::uint64_t state_;
};

/// A file that is written in pieces of a megabyte.
class Writer {
 public:
  explicit Writer(const std::string& path) : file_(std::fopen(path.c_str(), "wb")) {}
  bool is_open() const { return file_ != nullptr; }

  template <class... Arguments>
  void put(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(buffer_), format, std::forward<Arguments>(arguments)...);
    if (buffer_.size() > piece) flush();
  }

  bool close() {
    flush();
    return std::fclose(file_.release()) == 0 && fine_;
  }

 private:
  static constexpr std::size_t piece = 1U << 20U;
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void flush() {
    fine_ = fine_ && std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) == buffer_.size();
    buffer_.clear();
  }

  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_{};
  bool fine_ = true;
};

std::size_t first_callee(std::size_t app) { return 3 * app + 1; }

/// Calls go to higher numbers: one along a tree, two anywhere below.
std::vector<std::size_t> callees_of(std::size_t app, std::size_t apps) {
  std::vector<std::size_t> out;
  Wobble pick(app + 77);
  if (first_callee(app) < apps) out.push_back(first_callee(app));
  for (int i = 0; i < 2 && app + 1 < apps; ++i) out.push_back(app + 1 + pick.next() % (apps - app - 1));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// Hops from the app down to the cause along first callees; -1: not on the way.
int hops_to_cause(std::size_t app, std::size_t cause) {
  int hops = 0;
  while (app < cause) app = first_callee(app), ++hops;
  return app == cause ? hops : -1;
}

/// Seconds more per request at an app whose cause is that far below.
double added(int hops) {
  double out = hops < 0 ? 0 : delay;
  for (int i = 0; i < hops; ++i) out *= 0.9;
  return out;
}

void put_series(Writer& out, const Level& level, double factor, double more, Wobble& wobble) {
  out.put("\"{}\":[", level.signal);
  for (std::size_t i = 0; i < points; ++i)
    out.put("{}{:.4g}", i > 0 ? "," : "",
            level.usual * factor * (1 + level.noise * wobble.around()) + (i < onset ? 0 : more));
  out.put("]");
}

void put_app(Writer& out, std::size_t app, std::size_t cause) {
  Wobble wobble(app + 1);
  const double size = 0.5 + static_cast<double>(app % 11) / 5;
  const int hops = hops_to_cause(app, cause);
  out.put(
      "{}{{\"id\":\"{}\",\"cluster\":\"c{}\",\"kind\":\"Deployment\",\"observed\":true,\"sli_source\":\"server\","
      "\"series\":{{",
      app > 0 ? ",\n" : "", app_id(app), app % clusters);
  for (std::size_t i = 0; i < app_levels.size(); ++i) {
    const Level& level = app_levels[i];
    const bool starved = hops == 0 && (level.signal == "cpu_delay" || level.signal == "cpu_throttled");
    if (i > 0) out.put(",");
    put_series(out, level, size, level.signal.starts_with("latency") ? added(hops) : (starved ? 0.5 : 0), wobble);
  }
  out.put("}},\"instances\":[{{\"id\":\"c{0}/app-{1}-0\",\"node\":\"c{0}:n{2}\",\"series\":{{}}}}]}}", app % clusters,
          app, app / clusters / 30);
}

void put_call(Writer& out, std::size_t from, std::size_t to, std::size_t cause, bool first) {
  Wobble wobble(from * 31 + to);
  const bool on_way = to == first_callee(from) && hops_to_cause(from, cause) > 0;
  out.put("{}{{\"from\":\"{}\",\"to\":\"{}\",\"series\":{{", first ? "" : ",\n", app_id(from), app_id(to));
  for (std::size_t i = 0; i < call_levels.size(); ++i) {
    if (i > 0) out.put(",");
    put_series(out, call_levels[i], 1,
               on_way && call_levels[i].signal == "latency_avg" ? added(hops_to_cause(to, cause)) : 0, wobble);
  }
  out.put("}}}}");
}

void put_rest(Writer& out, std::size_t apps) {
  out.put("],\"nodes\":[");
  for (std::size_t node = 0; node <= apps / 30; ++node)
    out.put("{}{{\"id\":\"c{}:n{}\",\"cluster\":\"c{}\",\"series\":{{}}}}", node > 0 ? "," : "", node % clusters,
            node / clusters, node % clusters);
  out.put("],\"events\":[");
  for (std::size_t app = 3; app < apps; app += 20)
    out.put("{}{{\"subject\":\"{}\",\"kind\":\"deploy\",\"at\":{},\"text\":\"v{}\"}}", app > 3 ? "," : "", app_id(app),
            start_ms + static_cast<std::int64_t>(app % points) * step_ms, app);
  out.put(
      "],\"incidents\":[{{\"subject\":\"{}\",\"slo\":\"latency\",\"opened_at\":{},\"resolved_at\":null}}],\"gaps\":[]}}"
      "\n",
      app_id(0), start_ms + static_cast<std::int64_t>(onset + 2) * step_ms);
}

}  // namespace

std::size_t planted_cause(std::size_t apps) {
  std::size_t app = 0;
  for (int hops = 0; hops < 5 && first_callee(app) < apps; ++hops) app = first_callee(app);
  return app;
}

std::string app_id(std::size_t app) { return fmt::format("c{}:shop:Deployment:app-{:05}", app % clusters, app); }

bool write_large_snapshot(const std::string& path, std::size_t apps) {
  Writer out(path);
  if (!out.is_open()) return false;
  const std::size_t cause = planted_cause(apps);
  out.put("{{\"schema\":\"corootctl.snapshot/v1\",\"grid\":{{\"from\":{},\"step\":{},\"points\":{}}},\"clusters\":[",
          start_ms, step_ms, points);
  for (std::size_t cluster = 0; cluster < clusters; ++cluster)
    out.put("{}{{\"id\":\"c{}\",\"name\":\"c{}\"}}", cluster > 0 ? "," : "", cluster, cluster);
  out.put("],\"apps\":[");
  for (std::size_t app = 0; app < apps; ++app) put_app(out, app, cause);
  out.put("],\"edges\":[");
  bool first = true;
  for (std::size_t app = 0; app < apps; ++app)
    for (const std::size_t callee : callees_of(app, apps)) put_call(out, app, callee, cause, first), first = false;
  put_rest(out, apps);
  return out.close();
}

}  // namespace corootctl::bench
