#include "ops/rca/offline.hpp"

#include "base/files.hpp"
#include "hub/names.hpp"
#include "rca/diagnose.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::ops {
namespace {

Result<signals::Snapshot> snapshot_from(ReadBytes bytes, const std::string& path, const std::string& app) {
  CTL_TRY(signals::Snapshot snapshot, signals::read_snapshot(std::move(bytes)), path);
  if (!app.empty()) {
    CTL_TRY(snapshot.target, hub::find_app(snapshot.apps, app), path);
  }
  return snapshot;
}

}  // namespace

std::string to_text(const Timings& timings) {
  return fmt::format("read={:.1f} collect={:.1f} parse={:.1f} diagnose={:.1f} write={:.1f}", timings.read_ms,
                     timings.collect_ms, timings.parse_ms, timings.diagnose_ms, timings.write_ms);
}

Result<Diagnosis> diagnose_file(const std::string& path, const std::string& app, Timings* timings) {
  Timings spent;
  Stopwatch watch;
  CTL_TRY(const ReadBytes bytes, open_bytes(path), path);
  const auto timed = [&](char* to, std::size_t room) {
    Stopwatch reading;
    auto got = bytes(to, room);
    spent.read_ms += reading.lap();
    return got;
  };
  Diagnosis out;
  CTL_PASS(out.snapshot, snapshot_from(timed, path, app));
  spent.parse_ms = watch.lap() - spent.read_ms;
  out.answer = rca::diagnose(out.snapshot);
  spent.diagnose_ms = watch.lap();
  if (timings != nullptr) *timings = spent;
  return out;
}

Result<signals::Snapshot> read_snapshot(const std::string& path, const std::string& app) {
  CTL_TRY(ReadBytes bytes, open_bytes(path), path);
  return snapshot_from(std::move(bytes), path, app);
}

}  // namespace corootctl::ops
