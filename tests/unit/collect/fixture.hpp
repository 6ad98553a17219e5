/// A small hub with two members for tests of the collector: what each member's queries answer, as label values and a
/// function of the grid point.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "collect/data.hpp"
#include "coroot/client.hpp"
#include "unit/coroot/fixture.hpp"

namespace corootctl::tests {

/// The value of a series at a time; NaN = no sample.
using Curve = std::function<double(std::int64_t at_ms)>;
Curve always(double value);
/// `before` until `at_ms`, `after` from then on.
Curve jump(double before, double after, std::int64_t at_ms);
Curve from(std::int64_t at_ms, double value);
Curve until(std::int64_t at_ms, double value);

struct FakeSeries {
  std::vector<std::string> labels{};  ///< in the query's order
  Curve curve{};
};

struct FakeMember {
  std::string name{};
  std::string id{};
  std::map<std::string, std::vector<FakeSeries>> series{};  ///< by query name
  http::Response refusal{};                                 ///< answered to every panel query when its status is not 0
};

struct FakeHub {
  std::vector<FakeMember> members{};
  std::string aggregate_id = "g6w1l3mz";
  std::int64_t step_ms = 15'000;
  std::int64_t now_ms = 1'795'337'685'000;
  std::map<std::string, http::Response> answers{};  ///< by path, e.g. "/api/project/g6w1l3mz/overview/map"
  std::size_t longest_target = 24'000;

  FakeMember& member(const std::string& name);
  Result<http::Response> answer(const coroot::Ask& ask) const;
  coroot::Client client(std::shared_ptr<Asked> asked = nullptr) const;

 private:
  http::Response panel(const std::string& project_id, const coroot::Ask& ask) const;
};

/// prod-a: web calls orders of prod-b through its load balancer and cache in its own cluster; prod-b: orders calls
/// orders-db. One pod each, one node each, everything healthy and measured.
FakeHub two_clusters();

/// The ids of what a list holds, in order.
template <class Things>
std::vector<std::string> ids_of(const Things& things) {
  std::vector<std::string> out;
  for (const auto& thing : things) out.push_back(thing.id);
  return out;
}

}  // namespace corootctl::tests
