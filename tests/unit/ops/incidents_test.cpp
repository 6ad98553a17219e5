/// incidents: which sightings are one outage.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include "ops/project/incidents.hpp"

namespace corootctl::tests::ops_incidents {

namespace {

constexpr std::int64_t minute = 60'000;

ops::Sighting seen(const std::string& project, const std::string& key, const std::string& app, std::int64_t opened,
                   std::optional<std::int64_t> resolved = std::nullopt) {
  coroot::IncidentEntry incident;
  incident.key = key;
  incident.application = app;
  incident.severity = "critical";
  incident.summary = "words of " + project;
  incident.opened_at_ms = opened;
  incident.resolved_at_ms = resolved;
  incident.latency = true;
  return {project, incident};
}

/// "KEY app opened..resolved: project/key project/key", one line an outage.
std::vector<std::string> lines(const std::vector<ops::Outage>& outages) {
  std::vector<std::string> out;
  for (const auto& outage : outages) {
    std::string line = fmt::format("{} {} {}..", outage.key, outage.app, outage.opened_at_ms / minute);
    line += outage.resolved_at_ms ? std::to_string(*outage.resolved_at_ms / minute) + ":" : "open:";
    for (const auto& sighting : outage.sightings) line += " " + sighting.project + "/" + sighting.incident.key;
    out.push_back(line);
  }
  return out;
}

using Lines = std::vector<std::string>;
const std::string web = "prod-a:shop:Deployment:web";
const std::string other = "prod-b:shop:Deployment:web";

}  // namespace

TEST_CASE(
    "outages: the aggregate's and the member's sighting of one outage are one row with the aggregate's key (coroot-api "
    "14)") {
  const auto outages = ops::merge_sightings(
      {seen("prod-a", "m1", web, 10 * minute), seen("prod-global", "g1", web, 11 * minute)}, "prod-global");
  CHECK(lines(outages) == Lines{"g1 " + web + " 10..open: prod-global/g1 prod-a/m1"});
  CHECK(outages[0].source == "prod-global");
  CHECK(outages[0].summary == "words of prod-global");
}

TEST_CASE("outages: the same name in another cluster is another outage") {
  const auto outages = ops::merge_sightings(
      {seen("prod-global", "g1", web, 10 * minute), seen("prod-global", "g2", other, 10 * minute)}, "prod-global");
  CHECK(lines(outages) ==
        Lines{"g1 " + web + " 10..open: prod-global/g1", "g2 " + other + " 10..open: prod-global/g2"});
}

TEST_CASE("outages: two minutes between an end and a beginning join, more do not") {
  const auto end = 20 * minute;
  const auto near = ops::merge_sightings(
      {seen("prod-a", "m1", web, 10 * minute, end), seen("prod-global", "g1", web, end + 2 * minute, 30 * minute)},
      "prod-global");
  CHECK(lines(near) == Lines{"g1 " + web + " 10..30: prod-global/g1 prod-a/m1"});
  const auto far = ops::merge_sightings(
      {seen("prod-a", "m1", web, 10 * minute, end), seen("prod-global", "g1", web, end + 2 * minute + 1, 30 * minute)},
      "prod-global");
  CHECK(lines(far) == Lines{"g1 " + web + " 22..30: prod-global/g1", "m1 " + web + " 10..20: prod-a/m1"});
}

TEST_CASE("outages: one long sighting joins two short ones of another project") {
  const auto outages = ops::merge_sightings(
      {seen("prod-a", "m1", web, 10 * minute, 12 * minute), seen("prod-a", "m2", web, 20 * minute, 22 * minute),
       seen("prod-global", "g1", web, 11 * minute, 21 * minute)},
      "prod-global");
  CHECK(lines(outages) == Lines{"g1 " + web + " 10..22: prod-global/g1 prod-a/m1 prod-a/m2"});
}

TEST_CASE("outages: open as long as one project has it open; worst severity and largest impact count") {
  auto member = seen("prod-a", "m1", web, 10 * minute, 15 * minute);
  member.incident.severity = "warning";
  member.incident.impact_percent = 90;
  member.incident.availability = true;
  auto whole = seen("prod-global", "g1", web, 11 * minute);
  whole.incident.impact_percent = 40;
  const auto outages = ops::merge_sightings({member, whole}, "prod-global");
  REQUIRE(outages.size() == 1);
  CHECK_FALSE(outages[0].resolved_at_ms.has_value());
  CHECK(outages[0].severity == "critical");
  CHECK(outages[0].impact_percent == 90);
  CHECK(outages[0].availability);
  CHECK(outages[0].latency);
}

TEST_CASE("outages: open ones come first, then the newest, whatever order the server gave") {
  std::vector<ops::Sighting> sightings{seen("p", "old", web, 10 * minute, 11 * minute),
                                       seen("p", "new", web, 50 * minute, 51 * minute),
                                       seen("p", "open", other, 5 * minute)};
  const Lines expected{"open " + other + " 5..open: p/open", "new " + web + " 50..51: p/new",
                       "old " + web + " 10..11: p/old"};
  CHECK(lines(ops::merge_sightings(sightings, "p")) == expected);
  std::reverse(sightings.begin(), sightings.end());
  CHECK(lines(ops::merge_sightings(sightings, "p")) == expected);
}

TEST_CASE("outages: without the aggregate's sighting the member's key is shown") {
  const auto outages = ops::merge_sightings({seen("prod-a", "m1", web, 10 * minute)}, "prod-global");
  REQUIRE(outages.size() == 1);
  CHECK(outages[0].key == "m1");
  CHECK(outages[0].source == "prod-a");
}

}  // namespace corootctl::tests::ops_incidents
