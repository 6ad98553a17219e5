#include "unit/collect/collected.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::tests {

collect::CollectRequest request_for(const FakeHub& hub) {
  collect::CollectRequest request;
  request.project = "prod-global";
  request.now_ms = hub.now_ms;
  request.width = 2;
  return request;
}

Result<collect::Collected> try_collect(const FakeHub& hub, const collect::CollectRequest& request,
                                       std::shared_ptr<Asked> asked) {
  const auto client = hub.client(std::move(asked));
  return collect::collect(client, request, {}, {});
}

collect::Collected collect(const FakeHub& hub) {
  auto collected = try_collect(hub, request_for(hub));
  REQUIRE_MESSAGE(collected.has_value(), collected.error().what);
  return *std::move(collected);
}

std::vector<std::string> calls_of(const signals::Snapshot& snapshot) {
  std::vector<std::string> out;
  for (const auto& edge : snapshot.edges) out.push_back(edge.from + " -> " + edge.to);
  return out;
}

std::vector<std::string> gaps_of(const std::vector<signals::Gap>& gaps) {
  std::vector<std::string> out;
  for (const auto& gap : gaps) out.push_back(gap.subject + ": " + gap.what);
  return out;
}

const signals::App& app(const signals::Snapshot& snapshot, const std::string& id) {
  const auto found =
      std::find_if(snapshot.apps.begin(), snapshot.apps.end(), [&](const auto& each) { return each.id == id; });
  REQUIRE_MESSAGE(found != snapshot.apps.end(), id);
  return *found;
}

float at(const signals::SeriesBag& bag, const std::string& signal, std::size_t point) {
  const auto* series = bag.find(signal);
  REQUIRE_MESSAGE(series != nullptr, signal);
  return series->values[point];
}

std::string open_incident(const std::string& id, std::int64_t at_ms) {
  return fmt::format(R"({{"application_id":"{}","key":"k{}","opened_at":{},"resolved_at":null,)"
                     R"("details":{{"latency_burn_rates":[{{"severity":"critical","threshold":14.4}}]}}}})",
                     id, at_ms % 1000, at_ms);
}

http::Response incidents(const std::string& list) {
  return json_answer(R"({"context":{"status":{"status":"ok","prometheus":{"status":"ok"}}},"data":[)" + list + "]}");
}

}  // namespace corootctl::tests
