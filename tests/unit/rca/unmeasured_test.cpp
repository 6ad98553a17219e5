#include <doctest/doctest.h>

#include <algorithm>

#include "rca/diagnose.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_unmeasured {
namespace {

const std::string front = "a:shop:Deployment:front";
const std::string other = "a:shop:Deployment:other";
const std::string middle = "a:shop:Deployment:middle";
const std::string endpoint = "external:external:ExternalService:balancer";

signals::App without(signals::App app, const std::string& signal) {
  std::erase_if(app.series.all, [&](const signals::Series& series) { return series.signal == signal; });
  return app;
}

signals::App seen_by_callers_only(double errors) {
  signals::App out = make_app(endpoint, 0.05, 0.05, errors);
  out.kind = "ExternalService";
  out.observed = false;
  out.sli_source = signals::SliSource::client;
  return out;
}

/// front fails as often as the endpoint that it calls; beside that it calls `beside`.
signals::Snapshot with_endpoint(signals::App beside) {
  const signals::Edge call{front, beside.id, {}};
  return make_world({make_app(front, 0.1, 0.1, 0.2), seen_by_callers_only(0.2), std::move(beside)},
                    {{front, endpoint, {}}, call}, front, "availability");
}

std::string first_of(const Answer& answer) { return answer.candidates.empty() ? "" : answer.candidates[0].subject; }

bool asks(const Answer& answer, Open question) {
  REQUIRE_FALSE(answer.candidates.empty());
  REQUIRE(answer.candidates[0].terms);
  const std::vector<Open>& open = answer.candidates[0].terms->confidence.open;
  return std::find(open.begin(), open.end(), question) != open.end();
}

}  // namespace

TEST_CASE("an endpoint that only its callers see mirrors the app beside it that suffers, or whose level was lost") {
  CHECK(first_of(diagnose(with_endpoint(make_app(middle, 0.05, 0.05, 0.1)))) == middle);
  const Answer lost = diagnose(with_endpoint(without(make_app(middle, 0.05, 0.25), "error_ratio")));
  CHECK(first_of(lost) == middle);
  CHECK(asks(lost, Open::hidden));
  CHECK(lost.candidates[0].confidence != Confidence::high);
}

TEST_CASE("an endpoint mirrors nobody who is well, and nobody who waits for it") {
  CHECK(first_of(diagnose(with_endpoint(make_app(middle, 0.05, 0.05)))) == endpoint);
  signals::Snapshot waiting = with_endpoint(make_app(middle, 0.05, 0.05, 0.1));
  waiting.edges.push_back({middle, endpoint, {}});
  CHECK(first_of(diagnose(waiting)) == endpoint);
}

TEST_CASE("an own part is that of a callee whose level was lost, when another caller of it suffers, too") {
  const auto world = [](double errors_of_other) {
    return make_world({make_app(front, 0.1, 0.1, 0.2), make_app(other, 0.1, 0.1, errors_of_other),
                       without(make_app(middle, 0.05, 0.05), "error_ratio")},
                      {{front, middle, {}}, {other, middle, {}}}, front, "availability");
  };
  CHECK(first_of(diagnose(world(0.001))) == front);
  const Answer both = diagnose(world(0.2));
  CHECK(first_of(both) == middle);
  CHECK(both.candidates[0].confidence != Confidence::high);
}

TEST_CASE("where both have it, caller and callee are compared in the same statistic") {
  const auto with_quantile = [](const std::string& id, double before, double after) {
    signals::App out = make_app(id, before, after);
    out.series.all.push_back(step_series("latency_p95", 2 * before, 2 * after));
    return out;
  };
  const Answer answer =
      diagnose(make_world({without(with_quantile(front, 0.1, 0.5), "latency_avg"), with_quantile(middle, 0.05, 0.45)},
                          {{front, middle, {}}}, front));
  CHECK(first_of(answer) == middle);
  CHECK(answer.candidates[0].blame > 0.9);
}

TEST_CASE("an app whose calls nobody knows is not sure to be the cause by its level alone") {
  const auto world = [](signals::App alone) {
    return make_world({std::move(alone), make_app(other, 0.1, 0.1), make_app(middle, 0.05, 0.05)},
                      {make_call(other, middle, 1, 0.05, 0.05)}, front);
  };
  CHECK(asks(diagnose(world(make_app(front, 0.1, 0.5))), Open::callees));
  signals::App busy = make_app(front, 0.1, 0.5);
  busy.series.all.push_back(step_series("cpu_throttled", 0.01, 0.5));
  CHECK_FALSE(asks(diagnose(world(std::move(busy))), Open::callees));
}

TEST_CASE("a handful of failed requests is no incident, however rare they were") {
  const auto world = [](double requests) {
    signals::App app = make_app(front, 0.1, 0.1, 0.05);
    for (signals::Series& series : app.series.all)
      if (series.signal == "requests")
        series = step_series("requests", requests, requests);
      else if (series.signal == "error_ratio")
        series = step_series("error_ratio", 0, 0.05);
    return make_world({app, make_app(middle, 0.05, 0.05)}, {make_call(front, middle, 1, 0.05, 0.05)}, front,
                      "availability");
  };
  CHECK(diagnose(world(0.05)).status == Status::no_incident);  // three of 60
  const Answer many = diagnose(world(5));
  CHECK(many.status == Status::root_cause);
  CHECK(first_of(many) == front);
}

}  // namespace corootctl::rca::rca_unmeasured
