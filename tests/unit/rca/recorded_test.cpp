#include <doctest/doctest.h>

#include <cstdlib>

#include "base/files.hpp"
#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "signals/snapshot_json.hpp"
#include "support/tree_path.hpp"

namespace corootctl::rca::rca_recorded {
namespace {

Answer diagnose_recording(const std::string& name) {
  const auto bytes = read_file(support::tree_path("tests/data/rca/" + name));
  REQUIRE(bytes.has_value());
  const auto snapshot = signals::parse_snapshot(*bytes);
  REQUIRE(snapshot.has_value());
  return diagnose(*snapshot);
}

}  // namespace

TEST_CASE("recorded: a slow network between two clusters is the link, not the apps on either side") {
  const Answer answer = diagnose_recording("network-delay.json.gz");
  CHECK(answer.status == Status::root_cause);
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == "prod-a -> prod-b");
  CHECK(answer.candidates[0].signal == "rtt");
  CHECK(answer.candidates[0].confidence == Confidence::high);
  CHECK(std::abs(*answer.onset_ms - 1'795'335'495'000) <= 60'000);
}

TEST_CASE("recorded: a bad deploy is named because its new pods fail, and a loud bystander is not") {
  const Answer answer = diagnose_recording("bad-deploy.json.gz");
  CHECK(answer.status == Status::root_cause);
  REQUIRE_FALSE(answer.candidates.empty());
  CHECK(answer.candidates[0].subject == "prod-b:shop:Deployment:orders");
  CHECK(answer.candidates[0].signal == "deploy");
  CHECK(answer.candidates[0].confidence == Confidence::high);
  REQUIRE_FALSE(answer.path.empty());
  CHECK(answer.path.back().cross_cluster);
}

}  // namespace corootctl::rca::rca_recorded
