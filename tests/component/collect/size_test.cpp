/// How many requests collecting takes, at the sizes that were promised.
#include <doctest/doctest.h>

#include "bench/synthetic_hub.hpp"
#include "collect/collect.hpp"
#include "coroot/client.hpp"

namespace corootctl::tests::collect_size {

namespace {

std::size_t requests_for(const bench::HubSize& size, std::size_t apps) {
  bench::HubCounts counts;
  const auto hub = bench::start_hub(size, counts);
  REQUIRE(hub.has_value());
  auto transport = http::make_curl_transport({}, {});
  REQUIRE(transport.has_value());
  auto link = coroot::direct_link(std::shared_ptr<http::Transport>(*std::move(transport)),
                                  "http://127.0.0.1:" + std::to_string((*hub)->port()));
  REQUIRE(link.has_value());
  const coroot::Client client(*std::move(link));
  collect::CollectRequest request;
  request.project = "all";
  request.now_ms = 1'795'337'685'000;
  request.timeout = std::chrono::minutes(5);
  request.member_timeout = std::chrono::minutes(2);
  const auto collected = collect::collect(client, request, {}, {});
  REQUIRE_MESSAGE(collected.has_value(), (collected ? "" : describe(collected.error())));
  CHECK(collected->snapshot.apps.size() == apps);
  CHECK(collected->snapshot.edges.size() == apps);
  return counts.requests;
}

}  // namespace

TEST_CASE("collect: 3 members with 30 apps take at most 25 requests, 8 members fewer than 60") {
  CHECK(requests_for({3, 30}, 30) <= 25);
  CHECK(requests_for({8, 80}, 80) < 60);
}

}  // namespace corootctl::tests::collect_size
