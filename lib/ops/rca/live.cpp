#include "ops/rca/live.hpp"

#include "base/time.hpp"
#include "collect/collect.hpp"
#include "fleet/fan_out.hpp"
#include "hub/recording.hpp"
#include "rca/diagnose.hpp"

namespace corootctl::ops {

namespace {

double milliseconds_since(std::chrono::steady_clock::time_point before) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
}

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

Result<collect::Collected> collect_recorded(const RcaRequest& request, collect::CollectRequest wanted,
                                            const fleet::Surroundings& around, std::stop_token stop) {
  CTL_TRY(auto replay, hub::open_replay(request.replay_dir), "replay");
  take_over(replay.about, wanted);
  const coroot::Client hub(std::move(replay.link));
  return collect::collect(hub, wanted, around.tell, stop);
}

/// A recording of a failure is worth as much as one of an answer, so it is finished in both cases.
Result<collect::Collected> collect_from_hub(const RcaRequest& request, const collect::CollectRequest& wanted,
                                            const fleet::Surroundings& around, const kube::Within& within) {
  std::shared_ptr<hub::Recorder> recorder;
  if (!request.record_dir.empty()) {
    CTL_TRY(recorder, hub::Recorder::start(request.record_dir), "record");
  }
  CTL_PASS(const auto hub, open_coroot(request.access, request.project, around, within));
  if (recorder) hub->go_through([&](auto link) { return recorder->listen(std::move(link)); });
  auto collected = collect::collect(*hub, wanted, around.tell, within.stop);
  if (recorder) CTL_CHECK(recorder->finish(about(wanted)), "record");
  return collected;
}

collect::CollectRequest collect_request(const RcaRequest& request, const Clock& clock) {
  collect::CollectRequest out;
  out.project = request.project;
  out.incident = request.incident;
  out.app = request.app;
  out.since_ms = request.since_ms;
  out.until_ms = request.until_ms;
  out.now_ms = now_ms(clock);
  out.timeout = request.timeout;
  out.member_timeout = request.member_timeout;
  out.width = request.width;
  return out;
}

/// The API servers of the clusters named, and for twins the hub's: it is no line of its own.
void read_clusters(const RcaRequest& request, const fleet::Surroundings& around, RcaReport& report,
                   const std::stop_token& stop) {
  ContextsRequest wanted{request.clusters, "", request.cluster_timeout, request.width};
  if (request.access.hub) wanted.clusters.push_back(*request.access.hub);
  report.clusters = describe_contexts(wanted, around.connector, stop);
  report.warnings = fleet::twin_notes(report.clusters);
  report.clusters.resize(request.clusters.size());
}

Result<collect::Collected> read_project(const RcaRequest& request, const fleet::Surroundings& around,
                                        const std::stop_token& stop) {
  const auto wanted = collect_request(request, around.clock);
  if (!request.replay_dir.empty()) return collect_recorded(request, wanted, around, stop);
  return collect_from_hub(request, wanted, around, {Deadline::in(request.timeout), stop});
}

/// The project and the clusters' API servers, side by side: neither waits for the other.
Result<collect::Collected> read_all(const RcaRequest& request, const fleet::Surroundings& around, RcaReport& report,
                                    const std::stop_token& stop) {
  if (request.clusters.empty()) return read_project(request, around, stop);
  enum class Part { project, clusters };
  const auto read = [&](Part part, std::stop_token token) -> Result<collect::Collected> {
    if (part == Part::project) return read_project(request, around, token);
    read_clusters(request, around, report, token);
    return collect::Collected{};
  };
  return std::move(fleet::fan_out(std::vector{Part::project, Part::clusters}, 2, stop, read).front());
}

}  // namespace

Result<RcaReport> run_rca(const RcaRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  const auto begun = std::chrono::steady_clock::now();
  RcaReport report;
  CTL_PASS(auto collected, read_all(request, around, report, stop));
  report.project = std::move(collected.project);
  report.snapshot = std::move(collected.snapshot);
  report.members = std::move(collected.members);
  report.warnings.insert(report.warnings.end(), collected.warnings.begin(), collected.warnings.end());
  report.timings.collect_ms = milliseconds_since(begun);
  const auto collected_at = std::chrono::steady_clock::now();
  report.answer = rca::diagnose(report.snapshot);
  report.timings.diagnose_ms = milliseconds_since(collected_at);
  return report;
}

}  // namespace corootctl::ops
