#include "ops/rca/live.hpp"

#include "base/time.hpp"
#include "collect/excerpts.hpp"
#include "fleet/fan_out.hpp"
#include "hub/recording.hpp"
#include "rca/diagnose.hpp"
#include "rca/verdict/quotes.hpp"

namespace corootctl::ops {

namespace {

/// What a recording was made for: the same questions are asked when it is replayed.
document::Object about(const collect::CollectRequest& request) {
  document::Object out{{"now", request.now_ms}};
  if (!request.project.empty()) out.set("project", request.project);
  if (!request.incident.empty()) out.set("incident", request.incident);
  if (!request.app.empty()) out.set("app", request.app);
  if (request.since_ms) out.set("since", *request.since_ms);
  if (request.until_ms) out.set("until", *request.until_ms);
  return out;
}

void take_over(const document::Value& about, collect::CollectRequest& request) {
  request.now_ms = about["now"].as_integer();
  if (request.project.empty()) request.project = about["project"].as_string();
  if (request.incident.empty() && request.app.empty()) {
    request.incident = about["incident"].as_string();
    request.app = about["app"].as_string();
  }
  if (!request.since_ms && about["since"].is_number()) request.since_ms = about["since"].as_integer();
  if (!request.until_ms && about["until"].is_number()) request.until_ms = about["until"].as_integer();
}

/// What was read of a project, and what it means.
struct Diagnosed {
  collect::Collected collected{};
  rca::Answer answer{};
  Timings timings{};
};

/// Logs and traces are read last, because only the answer tells whose matter; they change nothing else of it.
Result<Diagnosed> diagnose_project(const coroot::Client& hub, const collect::CollectRequest& wanted,
                                   const fleet::Surroundings& around, const Within& within) {
  Stopwatch watch;
  Diagnosed out;
  CTL_PASS(out.collected, collect::collect(hub, wanted, around.tell, within.stop));
  auto& snapshot = out.collected.snapshot;
  out.timings.collect_ms = watch.lap();
  out.answer = rca::diagnose(snapshot);
  out.timings.diagnose_ms = watch.lap();
  const auto apps = rca::apps_to_quote(out.answer, snapshot);
  if (apps.empty()) return out;
  const auto gaps = snapshot.gaps.size();
  collect::add_excerpts(hub, {apps, *out.answer.onset_ms}, wanted, within, snapshot);
  if (within.stop.stop_requested()) return fail(ErrorKind::cancelled, "interrupted");
  rca::add_gaps(out.answer, {snapshot.gaps.begin() + static_cast<std::ptrdiff_t>(gaps), snapshot.gaps.end()});
  rca::quote_excerpts(out.answer, snapshot);
  out.timings.collect_ms += watch.lap();
  return out;
}

Result<Diagnosed> diagnose_recorded(const std::string& directory, collect::CollectRequest wanted,
                                    const fleet::Surroundings& around, const Within& within) {
  CTL_TRY(auto replay, hub::open_replay(directory), "replay");
  take_over(replay.about, wanted);
  const coroot::Client hub(std::move(replay.link));
  return diagnose_project(hub, wanted, around, within);
}

/// A recording of a failure is worth as much as one of an answer, so it is finished in both cases.
Result<Diagnosed> diagnose_hub(const RcaRequest& request, const collect::CollectRequest& wanted,
                               const fleet::Surroundings& around, const Within& within) {
  std::shared_ptr<hub::Recorder> recorder;
  if (!request.record_dir.empty()) {
    CTL_TRY(recorder, hub::Recorder::start(request.record_dir), "record");
  }
  CTL_PASS(const auto hub, open_coroot(request.access, wanted.project, around, within));
  if (recorder) hub->go_through([&](auto link) { return recorder->listen(std::move(link)); });
  auto diagnosed = diagnose_project(*hub, wanted, around, within);
  if (recorder) CTL_CHECK(recorder->finish(about(wanted)), "record");
  return diagnosed;
}

struct ClustersRead {
  std::vector<ContextReport> clusters{};
  std::vector<std::string> warnings{};
};

/// The API servers of the clusters named, and for twins the hub's: it is no line of its own.
ClustersRead read_clusters(const RcaRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  if (request.clusters.empty()) return {};
  ContextsRequest wanted{request.clusters, "", request.cluster_timeout, request.wanted.width};
  if (request.access.hub) wanted.clusters.push_back(*request.access.hub);
  ClustersRead out{describe_contexts(wanted, around.connector, std::move(stop)), {}};
  out.warnings = fleet::twin_notes(out.clusters);
  out.clusters.resize(request.clusters.size());
  return out;
}

Result<Diagnosed> read_project(const RcaRequest& request, const fleet::Surroundings& around,
                               const std::stop_token& stop) {
  auto wanted = request.wanted;
  wanted.now_ms = now_ms(around.clock);
  const Within within{Deadline::in(wanted.timeout), stop};
  if (!request.replay_dir.empty()) return diagnose_recorded(request.replay_dir, std::move(wanted), around, within);
  return diagnose_hub(request, wanted, around, within);
}

}  // namespace

Result<RcaReport> run_rca(const RcaRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  // Neither waits for the other.
  auto [read, clusters] = fleet::side_by_side([&] { return read_project(request, around, stop); },
                                              [&] { return read_clusters(request, around, stop); });
  CTL_PASS(auto diagnosed, std::move(read));
  auto& collected = diagnosed.collected;
  RcaReport report;
  report.snapshot = std::move(collected.snapshot);
  report.answer = std::move(diagnosed.answer);
  report.members = std::move(collected.members);
  report.clusters = std::move(clusters.clusters);
  report.warnings = std::move(clusters.warnings);
  report.warnings.insert(report.warnings.end(), collected.warnings.begin(), collected.warnings.end());
  report.project = std::move(collected.project);
  report.addresses = std::move(collected.addresses);
  report.timings = diagnosed.timings;
  return report;
}

}  // namespace corootctl::ops
