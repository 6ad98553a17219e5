#include <doctest/doctest.h>

#include "coroot/views.hpp"
#include "document/json.hpp"
#include "unit/coroot/fixture.hpp"

namespace corootctl::tests::coroot_views {

namespace {

document::Value parse(const std::string& text) { return document::parse_json(text, "test").value(); }

std::string incident(const std::string& availability, const std::string& latency) {
  return R"({"context":{"status":{"status":"ok","prometheus":{"status":"ok"}}},)"
         R"("data":[{"application_id":"u2k8v4ya:shop:Deployment:web",)"
         R"("key":"abcd1234","opened_at":1795337624000,"resolved_at":null,"severity":"critical",)"
         R"("short_description":"High latency and errors",)"
         R"("cluster":"prod-a","details":{"availability_burn_rates":)" +
         availability + R"(,"latency_burn_rates":)" + latency + "}}]}";
}

std::string rate(double burn, double threshold, const std::string& severity) {
  return R"([{"long_window_burn_rate":)" + std::to_string(burn) + R"(,"short_window_burn_rate":)" +
         std::to_string(burn) + R"(,"threshold":)" + std::to_string(threshold) + R"(,"severity":")" + severity +
         R"("}])";
}

}  // namespace

TEST_CASE("coroot incidents: the SLO that broke is told by burn rates, not by the description (coroot-api 15)") {
  const auto latency = coroot::read_incidents(parse(incident(rate(2, 14.4, "ok"), rate(50, 14.4, "critical")))).value();
  CHECK(latency[0].latency);
  CHECK_FALSE(latency[0].availability);
  const auto both =
      coroot::read_incidents(parse(incident(rate(20, 14.4, "critical"), rate(50, 14.4, "critical")))).value();
  CHECK(both[0].latency);
  CHECK(both[0].availability);
}

TEST_CASE("coroot incidents: after it has calmed down the higher burn rate tells what it was") {
  const auto calm = coroot::read_incidents(parse(incident(rate(5, 14.4, "ok"), rate(2, 14.4, "ok")))).value();
  CHECK(calm[0].availability);
  CHECK_FALSE(calm[0].latency);
}

TEST_CASE("coroot incidents: a quiet project has none, and lists without data are no error") {
  CHECK(coroot::read_incidents(
            parse(R"({"context":{"status":{"status":"ok","prometheus":{"status":"ok"}}},"data":null})"))
            .value()
            .empty());
  CHECK(
      coroot::read_incidents(parse(R"({"context":{"status":{"status":"ok","prometheus":{"status":"ok"}}},"data":[]})"))
          .value()
          .empty());
}

TEST_CASE("coroot status: the member is known only by its address in the error (coroot-api 17)") {
  const auto status = coroot::read_status(parse(recorded("member_down/t90_status_prod-global").body));
  CHECK(status.status == "warning");
  CHECK(status.message == "An error has been occurred while querying Prometheus:");
  CHECK(status.error ==
        "Post \"http://member-b.example.com/api/v1/query_range\": dial tcp member-b.example.com: connect: connection "
        "refused");
  CHECK(status.action == "configure");
  CHECK_FALSE(status.is_filling());
}

TEST_CASE("coroot map: links are read from the callers' side, the only one that has other clusters (coroot-api 11)") {
  const auto map = coroot::read_map(
      parse(R"({"data":{"map":[{"id":"u2k8v4ya:shop:Deployment:web","cluster":"prod-a","category":"application",)"
            R"("status":"ok","upstreams":[{"id":"j5p0s7eb:shop:Deployment:orders","status":"ok","weight":2.5}],)"
            R"("downstreams":[{"id":"x"}]}]}})"));
  REQUIRE(map.has_value());
  REQUIRE(map->size() == 1);
  REQUIRE(map->front().upstreams.size() == 1);
  CHECK(map->front().upstreams.front().id == "j5p0s7eb:shop:Deployment:orders");
  CHECK(map->front().upstreams.front().weight == 2.5);
}

TEST_CASE("coroot ids: the hub's project id becomes the cluster's name, foreign ids stay (coroot-api 13)") {
  const std::vector<coroot::ProjectName> projects = {{"u2k8v4ya", "prod-a"}};
  CHECK(coroot::with_cluster_name("u2k8v4ya:shop:Deployment:web", projects) == "prod-a:shop:Deployment:web");
  CHECK(coroot::with_cluster_name("external:external:ExternalService:api.example.com:443", projects) ==
        "external:external:ExternalService:api.example.com:443");
}

TEST_CASE("coroot map: the server's pictures and arrows become words (coroot-api 11)") {
  const auto map = coroot::read_map(parse(
      R"({"data":{"map":[{"id":"a:n:Deployment:web","upstreams":[{"id":"b:n:Deployment:db","status":"ok","weight":2.5,)"
      R"("stats":["📈 3 rps ⏱️ 10ms","↑2kB/s ↓7kB/s"]},{"id":"c:n:Deployment:x","stats":["⚠️ connectivity issues"]}],)"
      R"("indicators":[{"status":"warning","message":"Logs"}]}]}})"));
  REQUIRE(map.has_value());
  const auto& app = map->front();
  CHECK(app.upstreams[0].stats == std::vector<std::string>{"3 rps 10ms", "sent 2kB/s received 7kB/s"});
  CHECK(app.upstreams[1].stats == std::vector<std::string>{"connectivity issues"});
  REQUIRE(app.indicators.size() == 1);
  CHECK(app.indicators[0].name == "Logs");
  CHECK(app.indicators[0].status == "warning");
}

TEST_CASE("coroot applications: columns are indicators in the page's order, other members are not") {
  const auto apps = coroot::read_applications(
      parse(R"({"data":{"applications":[{"id":"a:n:Deployment:web","cluster":"prod-a","category":"application",)"
            R"("status":"critical","type":{"name":"golang"},"logs":{"status":"info","value":"1 unique error"},)"
            R"("disk_usage":{"status":"ok","value":""},"latency":{"status":"critical","value":"2s"}}]}})"));
  REQUIRE(apps.has_value());
  const auto& app = apps->front();
  CHECK(app.type == "golang");
  std::vector<std::string> indicators;
  for (const auto& each : app.indicators) indicators.push_back(each.name + " " + each.status + " " + each.value);
  CHECK(indicators == std::vector<std::string>{"latency critical 2s", "disk usage ok ", "logs info 1 unique error"});
}

TEST_CASE("coroot incident: service levels and impacts; a cause only when the server has one") {
  const auto read = [](const std::string& rca) {
    return coroot::read_incident_detail(
               parse(R"({"data":{"key":"abcd1234","impact":34.5,"details":{"latency_impact":{"percentage":34.5}},)"
                     R"("latency_slo":{"objective":"99% fast","compliance":"80.01%","violated":true},"rca":)" +
                     rca + "}}"))
        .value();
  };
  const auto detail = read(R"({"status":"AI disabled","short_summary":""})");
  CHECK(detail.incident.impact_percent == 34.5);
  CHECK(detail.latency_impact_percent == 34.5);
  REQUIRE(detail.latency.has_value());
  CHECK(detail.latency->compliance == "80.01%");
  CHECK(detail.latency->violated);
  CHECK_FALSE(detail.availability.has_value());
  CHECK(detail.root_cause.empty());
  CHECK(read(R"({"status":"OK","short_summary":"slow disk"})").root_cause == "slow disk");
}

TEST_CASE("coroot ids: a name may hold colons, and a text without parts is all name (coroot-api 13)") {
  const auto outside = coroot::split_app("external:external:ExternalService:bank.example.com:443");
  CHECK(outside.cluster == "external");
  CHECK(outside.kind == "ExternalService");
  CHECK(outside.name == "bank.example.com:443");
  CHECK(coroot::split_app("web").name == "web");
  CHECK(coroot::split_app("a:b:web").name == "a:b:web");
}

}  // namespace corootctl::tests::coroot_views
