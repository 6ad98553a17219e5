#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_diagnose {
namespace {

const std::string front = "a:shop:Deployment:front";
const std::string middle = "a:shop:Deployment:middle";
const std::string back = "b:shop:Deployment:back";

const Candidate& first(const Answer& answer) {
  REQUIRE_FALSE(answer.candidates.empty());
  return answer.candidates.front();
}

signals::Series& series_of(signals::Snapshot& world, const std::string& app, const std::string& signal) {
  for (signals::App& one : world.apps)
    if (one.id == app)
      for (signals::Series& series : one.series.all)
        if (series.signal == signal) return series;
  throw std::out_of_range(app + " " + signal);
}

}  // namespace

TEST_CASE("the end of a chain is the cause, its callers inherit") {
  const Answer answer = diagnose(slow_chain());
  CHECK(answer.status == Status::root_cause);
  CHECK(answer.target == front);
  CHECK(first(answer).subject == back);
  CHECK(first(answer).signal == "cpu_delay");
  CHECK(first(answer).confidence == Confidence::high);
  CHECK(first(answer).blame > 0.9);
  REQUIRE(answer.path.size() == 2);
  CHECK(answer.path[0].to == middle);
  CHECK(answer.path[1].to == back);
  CHECK(answer.path[1].cross_cluster);
  REQUIRE(answer.onset_ms.has_value());
  CHECK(*answer.onset_ms == 1'760'000'000'000 + static_cast<std::int64_t>(fixture_onset) * fixture_step_ms);
}

TEST_CASE("a call to a service outside of all clusters crosses none") {
  auto world = slow_chain();
  for (auto& app : world.apps) {
    if (app.id != back) continue;
    app.kind = "ExternalService";
    app.cluster = "external";
  }
  const Answer answer = diagnose(world);
  REQUIRE_FALSE(answer.path.empty());
  CHECK(answer.path.back().to == back);
  for (const auto& hop : answer.path) CHECK_FALSE(hop.cross_cluster);
}

TEST_CASE("an app that raised no alarm is looked at when it is asked for") {
  auto world = slow_chain();
  world.incidents.clear();
  CHECK(diagnose(world).status == Status::no_incident);
  world.target = front;
  CHECK(diagnose(world).status == Status::root_cause);
  CHECK(first(diagnose(world)).subject == back);
  auto failing = make_world({make_app(front, 0.05, 0.05, 0.2), make_app(back, 0.01, 0.01, 0.2)},
                            {make_call(front, back, 1, 0.012, 0.012, 0.2)}, front);
  failing.incidents.front().subject = back;  // of another app, and about latency: errors are seen all the same
  failing.target = front;
  CHECK(diagnose(failing).status == Status::root_cause);
  CHECK(first(diagnose(failing)).subject == back);
  auto healthy = make_world({make_app(front, 0.05, 0.05), make_app(back, 0.01, 0.01)},
                            {make_call(front, back, 1, 0.012, 0.012)}, front);
  healthy.incidents.clear();
  healthy.target = front;
  CHECK(diagnose(healthy).status == Status::no_incident);
}

TEST_CASE("blame of apps and links sums up to the whole incident") {
  const Answer answer = diagnose(slow_chain());
  double sum = 0;
  for (const Candidate& candidate : answer.candidates) sum += candidate.blame;
  CHECK(sum == doctest::Approx(1).epsilon(0.01));
}

TEST_CASE("time lost between two clusters is the link, by caller minus callee") {
  auto callee = make_app("b:shop:Deployment:back", 0.01, 0.01);
  auto call = make_call(middle, back, 1, 0.02, 0.22);
  call.series.all.push_back(step_series("rtt", 0.005, 0.1));
  const Answer answer = diagnose(make_world({make_app(front, 0.05, 0.25), make_app(middle, 0.03, 0.23), callee},
                                            {make_call(front, middle, 1, 0.031, 0.231), call}, front));
  CHECK(first(answer).kind == CauseKind::link);
  CHECK(first(answer).subject == "a -> b");
  CHECK(first(answer).signal == "rtt");
}

TEST_CASE("blame that ends at an app without an agent goes on to the app that suffers behind it") {
  signals::App hidden = make_app(middle, 0, 0);
  hidden.observed = false;
  hidden.sli_source = signals::SliSource::none;
  hidden.series.all.clear();
  const signals::App behind =
      make_app(back, 0.01, 0.01, 0.3);  // 100 requests a second, sent by nobody that is measured
  const Answer answer = diagnose(make_world({make_app(front, 0.05, 0.05, 0.3), hidden, behind},
                                            {make_call(front, middle, 1, 0.04, 0.04, 0.3)}, front, "availability"));
  CHECK(first(answer).subject == back);
  REQUIRE(answer.path.size() == 2);
  CHECK(answer.path[1].from == middle);
  CHECK(answer.path[1].to == back);
}

TEST_CASE("an app without an agent keeps the blame while nobody behind it suffers") {
  signals::App hidden = make_app(middle, 0, 0);
  hidden.observed = false;
  hidden.sli_source = signals::SliSource::none;
  hidden.series.all.clear();
  const Answer answer = diagnose(make_world({make_app(front, 0.05, 0.05, 0.3), hidden, make_app(back, 0.01, 0.01)},
                                            {make_call(front, middle, 1, 0.04, 0.04, 0.3)}, front, "availability"));
  CHECK(first(answer).subject == middle);
  CHECK(first(answer).signal == "error_ratio");  // as its caller saw it
  REQUIRE(first(answer).evidence.size() == 1);
  CHECK(first(answer).evidence[0].subject == front + " -> " + middle);
}

TEST_CASE("packets that are sent again because more is sent are no network fault") {
  auto callee = make_app(back, 0.01, 0.01, 0.3);
  callee.sli_source = signals::SliSource::client;
  auto call = make_call(front, back, 1, 0.02, 0.02, 0.3);
  call.series.all[2] = step_series("requests", 100, 300);  // its caller tries three times
  call.series.all.push_back(step_series("retransmits", 1, 3));
  const Answer answer = diagnose(make_world({make_app(front, 0.05, 0.05, 0.3), callee}, {call}, front, "availability"));
  CHECK(first(answer).subject == back);
}

TEST_CASE("who does not know is not sure of a part of it") {
  signals::Snapshot world = slow_chain();
  world.edges.clear();
  for (signals::App& app : world.apps)
    std::erase_if(app.series.all,
                  [&](const signals::Series& one) { return one.signal != "requests" && app.id != front; });
  const Answer answer = diagnose(world);
  CHECK(answer.status == Status::unknown);
  for (const Candidate& candidate : answer.candidates) CHECK(candidate.confidence == Confidence::low);
}

TEST_CASE("an alarm whose level stayed in its usual range is no incident") {
  const Answer answer = diagnose(make_world({make_app(front, 0.05, 0.05), make_app(middle, 0.03, 0.03)},
                                            {make_call(front, middle, 1, 0.031, 0.031)}, front));
  CHECK(answer.status == Status::no_incident);
  CHECK(answer.candidates.empty());
}

TEST_CASE("an alarm whose level was not measured stands, with low confidence") {
  auto blind = make_app(front, 0.05, 0.05);
  blind.series.all.clear();
  auto loud = make_app(middle, 0.03, 0.03);
  loud.series.all.push_back(step_series("cpu_delay", 0.01, 0.8));
  const Answer answer = diagnose(make_world({blind, loud}, {}, front));
  CHECK(answer.status != Status::no_incident);
  CHECK(first(answer).subject == middle);
  CHECK(first(answer).confidence == Confidence::low);
}

TEST_CASE("no alarm and no target is no incident") {
  auto world = slow_chain();
  world.incidents.clear();
  CHECK(diagnose(world).status == Status::no_incident);
}

TEST_CASE("errors of a callee are inherited, and the app that makes them is blamed") {
  const Answer answer = diagnose(
      make_world({make_app(front, 0.05, 0.05, 0.3), make_app(middle, 0.03, 0.03, 0.3), make_app(back, 0.01, 0.01, 0.3)},
                 {make_call(front, middle, 1, 0.031, 0.031, 0.3), make_call(middle, back, 1, 0.02, 0.02, 0.3)}, front,
                 "availability"));
  CHECK(first(answer).subject == back);
  CHECK(first(answer).signal == "error_ratio");
}

TEST_CASE("a callee's slowness explains its caller's timeouts") {
  const Answer answer = diagnose(make_world({make_app(front, 0.05, 0.5, 0.3), make_app(back, 0.01, 2.5)},
                                            {make_call(front, back, 1, 0.02, 2.51, 0.3)}, front, "availability"));
  CHECK(first(answer).subject == back);
}

TEST_CASE("a deploy is evidence beside a symptom, not the verdict; one after the onset speaks against itself") {
  auto world = slow_chain();
  const std::int64_t onset = world.grid.from_ms + static_cast<std::int64_t>(fixture_onset) * fixture_step_ms;
  world.events = {{back, "deploy", onset - 120'000, "v2"},
                  {middle, "deploy", onset - 60'000, "v9"},
                  {back, "config", onset + 300'000, "late"}};
  const Answer answer = diagnose(world);
  CHECK(first(answer).subject == back);
  CHECK(first(answer).signal == "cpu_delay");
  const auto cites = [&](const std::string& kind, const std::string& text) {
    return std::any_of(first(answer).evidence.begin(), first(answer).evidence.end(),
                       [&](const Evidence& e) { return e.signal == kind && e.text == text; });
  };
  CHECK(cites("deploy", "v2"));
  CHECK_FALSE(cites("config", "late"));
  REQUIRE(first(answer).against.size() == 1);
  CHECK(first(answer).against[0].find("its config at") == 0);
}

TEST_CASE("an app without telemetry of its own takes the blame of the calls to it, and is named as a gap") {
  auto dark = make_app(back, 0.01, 0.01);
  dark.observed = false;
  dark.sli_source = signals::SliSource::none;
  dark.series.all.clear();
  const Answer answer =
      diagnose(make_world({make_app(front, 0.05, 0.25), dark}, {make_call(front, back, 1, 0.02, 0.22)}, front));
  CHECK(first(answer).subject == back);
  CHECK(std::any_of(answer.data_gaps.begin(), answer.data_gaps.end(),
                    [](const signals::Gap& gap) { return gap.subject == back; }));
}

TEST_CASE("retries raise the traffic of the failing app, and are not taken for load") {
  auto failing = make_app(back, 0.01, 0.01, 0.4);
  for (signals::Series& series : failing.series.all)
    if (series.signal == "requests") series = step_series("requests", 100, 250);
  auto call = make_call(front, back, 1, 0.02, 0.02, 0.4);
  for (signals::Series& series : call.series.all)
    if (series.signal == "requests") series = step_series("requests", 100, 250);
  const Answer answer =
      diagnose(make_world({make_app(front, 0.05, 0.08, 0.2), failing}, {call}, front, "availability"));
  CHECK(first(answer).kind == CauseKind::app);
  CHECK(first(answer).subject == back);
}

TEST_CASE("calls in a circle end, and nothing is lost or doubled") {
  const Answer answer =
      diagnose(make_world({make_app(front, 0.05, 0.25), make_app(middle, 0.03, 0.23), make_app(back, 0.01, 0.21)},
                          {make_call(front, middle, 1, 0.031, 0.231), make_call(middle, back, 1, 0.02, 0.22),
                           make_call(back, middle, 0.1, 0.03, 0.23)},
                          front));
  CHECK(first(answer).subject == back);
  for (const Candidate& candidate : answer.candidates) CHECK(candidate.blame <= 1.0);
}

TEST_CASE("an empty snapshot is answered") {
  const Answer answer = diagnose(signals::Snapshot{});
  CHECK(answer.status == Status::no_incident);
  CHECK(report::to_json(answer) ==
        "{\"schema\":\"corootctl.rca/"
        "v1\",\"status\":\"no_incident\",\"target\":null,\"onset\":null,\"candidates\":[],\"suspects\":0,\"path\":[],"
        "\"excluded\":[],"
        "\"data_gaps\":[]}\n");
}

TEST_CASE("holes in the series change neither the cause nor the order") {
  auto world = slow_chain();
  for (const std::size_t i : {3U, 40U, 79U, 81U, 82U, 95U})
    for (const char* signal : {"latency_avg", "requests"})
      series_of(world, back, signal).values[i] = std::numeric_limits<float>::quiet_NaN();
  CHECK(first(diagnose(world)).subject == back);
}

}  // namespace corootctl::rca::rca_diagnose
