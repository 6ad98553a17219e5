#include "ops/rca/offline.hpp"

#include "base/files.hpp"
#include "base/gzip.hpp"
#include "hub/names.hpp"
#include "rca/diagnose.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::ops {
namespace {

Result<std::string> read_bytes(const std::string& path) {
  CTL_PASS(std::string bytes, path == "-" ? read_stdin() : read_file(path));
  if (!is_gzip(bytes)) return bytes;
  CTL_PASS(std::string plain, gunzip(bytes));
  return plain;
}

}  // namespace

std::string to_text(const Timings& timings) {
  return fmt::format("read={:.1f} collect={:.1f} parse={:.1f} diagnose={:.1f} write={:.1f}", timings.read_ms,
                     timings.collect_ms, timings.parse_ms, timings.diagnose_ms, timings.write_ms);
}

Result<rca::Answer> diagnose_file(const std::string& path, const std::string& app, Timings* timings) {
  Timings spent;
  Stopwatch watch;
  CTL_TRY(std::string bytes, read_bytes(path), path);
  spent.read_ms = watch.lap();
  CTL_TRY(signals::Snapshot snapshot, signals::parse_snapshot(std::move(bytes)), path);
  if (!app.empty()) {
    CTL_TRY(snapshot.target, hub::find_app(snapshot.apps, app), path);
  }
  spent.parse_ms = watch.lap();
  rca::Answer answer = rca::diagnose(snapshot);
  spent.diagnose_ms = watch.lap();
  if (timings != nullptr) *timings = spent;
  return answer;
}

Result<signals::Snapshot> read_snapshot(const std::string& path, const std::string& app) {
  CTL_TRY(std::string bytes, read_bytes(path), path);
  CTL_TRY(signals::Snapshot snapshot, signals::parse_snapshot(std::move(bytes)), path);
  if (!app.empty()) {
    CTL_TRY(snapshot.target, hub::find_app(snapshot.apps, app), path);
  }
  return snapshot;
}

}  // namespace corootctl::ops
