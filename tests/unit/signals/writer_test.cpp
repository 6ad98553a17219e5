#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "scenarios/incident_maker.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::signals::signals_writer {

TEST_CASE("a snapshot is written compactly, sorted, with shortest digits") {
  Snapshot s;
  s.grid = {1000, 15000, 3};
  s.clusters = {{"b", "Beta"}, {"a", "Al\"pha\n"}};
  App app;
  app.id = "a:n:Deployment:x";
  app.cluster = "a";
  app.kind = "Deployment";
  app.sli_source = SliSource::server;
  app.series.all = {{"requests", {0.1F, std::numeric_limits<float>::quiet_NaN(), 16777216.0F}, {}},
                    {"cpu_usage", {1, 2, 3}, {}}};
  app.instances = {{"p", std::nullopt, {}}};
  s.apps = {app};
  s.incidents = {{"a:n:Deployment:x", "latency", 5, std::nullopt}};
  CHECK(write_snapshot(s) ==
        "{\"schema\":\"corootctl.snapshot/v1\",\"grid\":{\"from\":1000,\"step\":15000,\"points\":3},"
        "\"clusters\":[{\"id\":\"a\",\"name\":\"Al\\\"pha\\n\"},{\"id\":\"b\",\"name\":\"Beta\"}],"
        "\"apps\":[{\"id\":\"a:n:Deployment:x\",\"cluster\":\"a\",\"kind\":\"Deployment\",\"observed\":true,\"sli_"
        "source\":\"server\","
        "\"series\":{\"cpu_usage\":[1,2,3],\"requests\":[0.1,null,16777216]},\"instances\":[{\"id\":\"p\",\"node\":"
        "null,\"series\":{}}]}],"
        "\"edges\":[],\"nodes\":[],\"events\":[],\"incidents\":[{\"subject\":\"a:n:Deployment:x\",\"slo\":\"latency\","
        "\"opened_at\":5,\"resolved_at\":null}],"
        "\"gaps\":[]}\n");
}

TEST_CASE("what was written reads back and writes the same bytes, in any order of the lists") {
  scenarios::Plan plan;
  plan.fault = scenarios::Fault::node;
  const Snapshot original = scenarios::make_incident(plan).snapshot;
  const std::string text = write_snapshot(original);
  auto again = parse_snapshot(text);
  REQUIRE(again.has_value());
  std::reverse(again->apps.begin(), again->apps.end());
  std::reverse(again->edges.begin(), again->edges.end());
  std::reverse(again->events.begin(), again->events.end());
  CHECK(write_snapshot(*again) == text);
  REQUIRE(again->apps.size() == original.apps.size());
}

}  // namespace corootctl::signals::signals_writer
