#include "ops/gate/gate.hpp"

#include "base/time.hpp"

namespace corootctl::ops {
namespace {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t healthy_ms = 60 * minute_ms;  // of the time before the release
constexpr std::int64_t settled_ms = 2 * minute_ms;   // until the newest data have arrived
constexpr std::chrono::seconds between_rounds{15};

/// An hour before the release until now, or until it was watched long enough.
void set_window(GateRequest& request, std::int64_t now_ms) {
  const auto& question = request.question;
  request.wanted.now_ms = now_ms;
  const auto released = question.release_ms.value_or(question.deployed_since_ms.value_or(now_ms - healthy_ms));
  request.wanted.since_ms = released - healthy_ms;
  request.wanted.until_ms = question.release_ms ? std::min(now_ms, released + question.watch_ms + minute_ms) : now_ms;
}

Result<GateReport> look(const GateRequest& request, const fleet::Surroundings& around, const std::stop_token& stop) {
  const Within within{Deadline::in(request.wanted.timeout), stop};
  CTL_PASS(const auto hub, open_coroot(request.access, request.wanted.project, around, within));
  CTL_PASS(auto collected, collect::collect(*hub, request.wanted, around.tell, stop));
  auto question = request.question;
  question.app = collected.snapshot.target.value_or("");
  CTL_PASS(auto answer, rca::judge_release(collected.snapshot, question));
  return GateReport{std::move(answer), std::move(collected.members), std::move(collected.warnings),
                    std::move(collected.addresses)};
}

bool heals_with_time(ErrorKind kind) {
  return kind == ErrorKind::no_data || kind == ErrorKind::unreachable || kind == ErrorKind::timeout;
}

bool is_final(const Result<GateReport>& report) {
  if (!report) return !heals_with_time(report.error().kind);
  return report->answer.verdict != rca::GateVerdict::not_enough_data;
}

std::string what_is_missing(const Result<GateReport>& report) {
  if (!report) return describe(report.error());
  return report->answer.reasons.empty() ? "" : report->answer.reasons.front();
}

}  // namespace

Result<GateReport> run_gate(const GateRequest& request, const fleet::Surroundings& around, std::stop_token stop) {
  auto round = request;
  const auto start = now_ms(around.clock);
  while (true) {
    const auto now = now_ms(around.clock);
    set_window(round, now);
    auto report = look(round, around, stop);
    if (report && report->answer.release_ms) round.question.release_ms = report->answer.release_ms;
    const auto end = round.question.release_ms.value_or(start) + round.question.watch_ms + settled_ms;
    if (!request.wait || is_final(report) || now >= end) return report;
    if (around.tell) around.tell({.cluster = "gate", .step = "waiting: " + what_is_missing(report)});
    if (!around.clock.pause(between_rounds, stop)) return fail(ErrorKind::cancelled, "interrupted");
  }
}

}  // namespace corootctl::ops
