/// How long a plan of a far fleet takes is how many answers it waits for one after the other.
#include <cstdlib>

#include "base/text.hpp"
#include "component/converge/bench.hpp"
#include "component/converge/lockstep.hpp"
#include "support/golden.hpp"

namespace corootctl::tests::converge_round_trips {

TEST_CASE("a plan of a fleet that is as its file says waits for at most six answers one after the other") {
  FleetBench bench;
  bench.converge();
  bench.request.requests_at_once = 100;  // a round has all that waits for nothing else
  const std::string name = "requests/plan-rounds.txt";
  const bool is_written_anew = std::getenv("UPDATE_GOLDEN") != nullptr;
  const auto sizes = is_written_anew ? std::vector<std::size_t>() : Lockstep::sizes_in(support::golden(name, ""));
  Lockstep steps(sizes);
  const tests::LockstepConnector connector(*bench.connector, steps);
  auto around = bench.around();
  const fleet::Surroundings slow{connector, around.clock, around.env, around.log, {}};
  const auto plan = converge::plan(bench.request, slow, {});
  REQUIRE(plan.has_value());
  CHECK(join(tests::pending(*plan), "\n") == "");
  const auto actual = steps.text();
  CHECK(actual == support::golden(name, actual));
  CHECK(Lockstep::sizes_in(actual).size() <= 6);
}

}  // namespace corootctl::tests::converge_round_trips
