#include <doctest/doctest.h>

#include <algorithm>

#include "rca/diagnose.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_gaps {
namespace {

const std::string web = "a:shop:Deployment:web";
const std::string cart = "a:shop:Deployment:cart";
const std::string one = "a:shop:Deployment:one";
const std::string two = "a:shop:Deployment:two";
const std::string three = "a:shop:Deployment:three";

/// A call that its callee answers in 20 ms as ever, and that takes its caller `gap` seconds more since the onset.
signals::Edge gap_call(const std::string& from, const std::string& to, double gap) {
  signals::Edge out = make_call(from, to, 1, 0.021, 0.021 + gap);
  out.series.all.push_back(step_series("server_latency_avg", 0.02, 0.02));
  std::sort(out.series.all.begin(), out.series.all.end(),
            [](const auto& a, const auto& b) { return a.signal < b.signal; });
  return out;
}

std::vector<signals::App> apps(double cart_after, double web_after) {
  return {make_app(web, 0.2, web_after), make_app(cart, 0.1, cart_after), make_app(one, 0.02, 0.02),
          make_app(two, 0.02, 0.02), make_app(three, 0.02, 0.02)};
}

}  // namespace

TEST_CASE("all calls of one caller have the same gap: it is the caller's way out") {
  const signals::Snapshot world =
      make_world(apps(0.1 + 1.5, 0.2 + 1.5),
                 {make_call(web, cart, 1, 0.1, 1.6), gap_call(cart, one, 0.5), gap_call(cart, two, 0.5),
                  gap_call(cart, three, 0.5), gap_call(web, three, 0)},
                 web);
  const Answer answer = diagnose(world);
  CHECK(answer.candidates.at(0).subject == cart);
  CHECK(answer.candidates.at(0).blame > 0.8);
}

TEST_CASE("all callers of one callee have the same gap, and none of their other calls: it is the callee's way in") {
  const signals::Snapshot world = make_world(apps(0.6, 1.2),
                                             {make_call(web, cart, 1, 0.1, 0.6), gap_call(cart, one, 0.5),
                                              gap_call(web, one, 0.5), gap_call(cart, two, 0), gap_call(web, two, 0)},
                                             web);
  CHECK(diagnose(world).candidates.at(0).subject == one);
}

TEST_CASE("one caller, one callee, one gap: both ends stand on top, and nothing is sure") {
  const signals::Snapshot world =
      make_world({make_app(cart, 0.1, 0.6), make_app(one, 0.02, 0.02)}, {gap_call(cart, one, 0.5)}, cart);
  const Answer answer = diagnose(world);
  REQUIRE(answer.candidates.size() >= 2);
  CHECK(answer.candidates[0].blame == doctest::Approx(answer.candidates[1].blame).epsilon(0.1));
  CHECK(answer.candidates[0].confidence != Confidence::high);
}

}  // namespace corootctl::rca::rca_gaps
