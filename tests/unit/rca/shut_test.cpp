#include <doctest/doctest.h>

#include <cmath>

#include "rca/diagnose.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::rca_shut {
namespace {

const std::string web = "a:shop:Deployment:web";
const std::string desk = "a:shop:Deployment:desk";
const std::string stock = "a:shop:Deployment:stock";
const std::string orders = "b:shop:Deployment:orders";

/// Calls that go on, as the fixture makes them, or of which none is made from the onset on.
signals::Edge call_of_orders(const std::string& from, bool is_made) {
  signals::Edge out = make_call(from, orders, 0.5, 0.02, 0.02);
  for (signals::Series& series : out.series.all)
    for (std::size_t i = fixture_onset; i < fixture_points && !is_made; ++i)
      series.values[i] = series.signal == "requests" ? 0 : std::nanf("");
  return out;
}

/// web fails half of its requests; what it calls in its own cluster, and orders in the other one, are well.
signals::Snapshot web_fails(bool calls_orders) {
  return make_world({make_app(web, 0.05, 0.05, 0.5), make_app(desk, 0.05, 0.05), make_app(stock, 0.01, 0.01),
                     make_app(orders, 0.02, 0.02)},
                    {call_of_orders(web, calls_orders), call_of_orders(desk, true),
                     make_call(web, stock, 1, 0.01, 0.01), make_call(desk, stock, 1, 0.01, 0.01)},
                    web, "availability");
}

}  // namespace

TEST_CASE("who fails and makes its usual calls is blamed with high confidence") {
  const Answer answer = diagnose(web_fails(true));
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == web);
  CHECK(answer.candidates[0].confidence == Confidence::high);
}

TEST_CASE("who fails and makes no calls into another cluster any more is blamed, but nobody is sure") {
  const Answer answer = diagnose(web_fails(false));
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == web);
  CHECK(answer.candidates[0].confidence != Confidence::high);
}

}  // namespace corootctl::rca::rca_shut
