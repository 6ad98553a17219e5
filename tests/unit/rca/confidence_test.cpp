#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "rca/diagnose.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_confidence {
namespace {

const std::string front = "a:shop:Deployment:front";
const std::string middle = "a:shop:Deployment:middle";
const std::string rare = "a:shop:Deployment:rare";

/// Only its requests are known.
signals::App with_requests_only(const std::string& id, double requests) {
  signals::App out = make_app(id, 0.01, 0.01);
  out.series.all = {step_series("requests", requests, requests)};
  return out;
}

/// `front` got slow because `middle` did; it also calls `rare`, whose latency nobody measures.
signals::Snapshot beside(signals::App rival) {
  const signals::Edge to_rival{front, rival.id, {}};
  return make_world({make_app(front, 0.05, 0.25), make_app(middle, 0.03, 0.23), std::move(rival)},
                    {{front, middle, {}}, to_rival}, front);
}

ConfidenceTerms terms_of(const Answer& answer) {
  REQUIRE_FALSE(answer.candidates.empty());
  REQUIRE(answer.candidates[0].terms);
  return answer.candidates[0].terms->confidence;
}

bool is_open(const Answer& answer, Open question) {
  const std::vector<Open> open = terms_of(answer).open;
  return std::find(open.begin(), open.end(), question) != open.end();
}

}  // namespace

TEST_CASE("a rival that was not measured keeps a claim from being sure") {
  const Answer answer = diagnose(beside(with_requests_only(rare, 100)));
  CHECK(answer.candidates[0].subject == middle);
  CHECK(terms_of(answer).observed == doctest::Approx(0.5).epsilon(0.01));
  CHECK(is_open(answer, Open::observed));
  CHECK(answer.candidates[0].confidence != Confidence::high);
}

TEST_CASE("where no request went there was nothing to measure, and what is hardly called explains little") {
  for (const double requests : {0.0, 1.0}) {
    const Answer answer = diagnose(beside(with_requests_only(rare, requests)));
    CHECK(answer.candidates[0].subject == middle);
    CHECK(terms_of(answer).observed > 0.95);
    CHECK(terms_of(answer).open.empty());
    CHECK(answer.candidates[0].confidence == Confidence::high);
  }
}

TEST_CASE("a rival that is known as a quantile only cannot be compared with means") {
  signals::App rival = make_app(rare, 0.01, 0.01);
  for (signals::Series& series : rival.series.all)
    if (series.signal == "latency_avg") series.signal = "latency_p95";
  CHECK(is_open(diagnose(beside(rival)), Open::observed));
  CHECK_FALSE(is_open(diagnose(beside(make_app(rare, 0.01, 0.01))), Open::observed));
}

TEST_CASE("what is left of a quantile when means are taken off is no sure own time, unless the app's signals say why") {
  signals::App app = make_app(front, 0.05, 0.45);
  for (signals::Series& series : app.series.all)
    if (series.signal == "latency_avg") series.signal = "latency_p90";
  const auto world = [&] {
    return make_world({app, make_app(middle, 0.03, 0.03)}, {make_call(front, middle, 1, 0.03, 0.03)}, front);
  };
  CHECK(diagnose(world()).candidates[0].subject == front);
  CHECK(is_open(diagnose(world()), Open::mixed));
  app.series.all.push_back(step_series("cpu_throttled", 0.01, 0.5));
  CHECK_FALSE(is_open(diagnose(world()), Open::mixed));
}

TEST_CASE("where the caller's view of a call is lost the callee's view of the same call tells") {
  signals::Edge call = make_call(front, middle, 1, 0.03, 0.23);
  for (signals::Series& series : call.series.all)
    if (series.signal == "latency_avg") series.signal = "server_latency_avg";
  signals::App callee = make_app(middle, 0.03, 0.23);
  std::erase_if(callee.series.all, [](const signals::Series& series) { return series.signal == "latency_avg"; });
  const Answer answer = diagnose(make_world({make_app(front, 0.05, 0.25), callee}, {call}, front));
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == middle);
  CHECK(answer.candidates[0].blame > 0.9);
}

TEST_CASE("the apps that suffer on a blamed node are no rivals of the node") {
  const auto on_node = [](const std::string& id, const std::string& node) {
    signals::App app = make_app(id, 0.03, node == "n1" ? 0.23 : 0.03);
    app.instances = {{id + "-0", node, app.series}};
    return app;
  };
  signals::Snapshot world =
      make_world({make_app(front, 0.1, 0.5), on_node(middle, "n1"), on_node(rare, "n1")},
                 {make_call(front, middle, 1, 0.03, 0.23), make_call(front, rare, 1, 0.03, 0.23)}, front);
  world.nodes = {{"n1", "a", {{step_series("cpu_usage_ratio", 0.2, 0.99)}}}};
  const Answer answer = diagnose(world);
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == "n1");
  CHECK_FALSE(is_open(answer, Open::lead));
}

TEST_CASE("with lost time the reason that is named costs time: CPU before memory") {
  signals::App slow = make_app(middle, 0.03, 0.23);
  slow.series.all.push_back(step_series("cpu_usage", 0.2, 0.9));
  slow.series.all.push_back(step_series("memory_rss", 1e8, 9e8));
  const Answer answer =
      diagnose(make_world({make_app(front, 0.05, 0.25), slow}, {make_call(front, middle, 1, 0.03, 0.23)}, front));
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == middle);
  CHECK(answer.candidates[0].signal == "cpu_usage");
}

TEST_CASE("a link is not sure while most of its measured calls are as usual: it may be one app's way out or in") {
  const std::string quote = "a:shop:Deployment:quote", scans = "b:shop:Deployment:scans",
                    orders = "b:shop:Deployment:orders";
  for (const bool all : {true, false}) {
    const double later = all ? 0.52 : 0.02;
    signals::Edge slow = make_call(quote, "b:shop:Deployment:tariffs", 1, 0.02, 0.52);
    slow.series.all.push_back(step_series("rtt", 0.01, 0.5));
    const Answer answer = diagnose(
        make_world({make_app(front, 0.05, 0.55), make_app(quote, 0.03, 0.53), make_app(middle, 0.03, 0.01 + later),
                    make_app(rare, 0.03, 0.01 + later), make_app("b:shop:Deployment:tariffs", 0.01, 0.01),
                    make_app(scans, 0.01, 0.01), make_app(orders, 0.01, 0.01)},
                   {make_call(front, quote, 1, 0.031, 0.531), slow, make_call(middle, scans, 1, 0.02, later),
                    make_call(rare, orders, 1, 0.02, later)},
                   front));
    CHECK(answer.candidates[0].subject == "a -> b");
    CHECK(is_open(answer, Open::members) == !all);
    CHECK((answer.candidates[0].confidence == Confidence::high) == all);
  }
}

}  // namespace corootctl::rca::rca_confidence
