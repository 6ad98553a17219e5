#include <doctest/doctest.h>

#include <cmath>

#include "coroot/panel.hpp"
#include "document/json.hpp"
#include "http/url.hpp"
#include "unit/coroot_fixture.hpp"

namespace corootctl::tests {

namespace {

coroot::Panel panel_of(const std::string& body) {
  const auto panel = coroot::read_panel(document::parse_json(body, "panel").value());
  REQUIRE(panel.has_value());
  return *panel;
}

}  // namespace

TEST_CASE("coroot panel: values are aligned to the step, not to the context's beginning") {
  const auto panel = panel_of(
      R"({"chart":{"ctx":{"from":1795337459000,"to":1795337759000,"step":15000},"series":[{"name":"b","data":[1.5,null,3]},{"name":"a","data":null}]}})");
  CHECK(panel.first_ms == 1795337445000);
  CHECK(panel.step_ms == 15000);
  REQUIRE(panel.series.size() == 2);
  CHECK(panel.series[0].name == "a");
  CHECK(panel.series[0].values.empty());
  CHECK(panel.series[1].values[0] == 1.5F);
  CHECK(std::isnan(panel.series[1].values[1]));
  CHECK(panel.series[1].values[2] == 3.0F);
}

TEST_CASE("coroot panel: nothing matched is an empty panel, an unknown shape is an error") {
  CHECK(panel_of("{}").series.empty());
  CHECK(panel_of(recorded("member_empty/t85_panel_prod-b").body).series.empty());
  CHECK_FALSE(coroot::read_panel(document::parse_json(R"({"chart":{"series":[]}})", "x").value()).has_value());
  CHECK_FALSE(coroot::read_panel(document::parse_json("[]", "x").value()).has_value());
}

TEST_CASE("coroot panel: equal legends leave one series, which is why every query has its own") {
  CHECK(panel_of(recorded("panel/duplicate_names").body).series.size() == 1);
}

TEST_CASE("coroot panel: entries are split so that no request line is longer than allowed") {
  std::vector<coroot::PanelEntry> entries;
  for (int i = 0; i < 20; ++i) entries.push_back({"prod-a", "sum by (x) (rate(metric_" + std::to_string(i) + "[$RANGE]))", "q|{{x}}"});
  const auto groups = coroot::split_by_length(entries, 1'000, 100);
  std::size_t count = 0;
  for (const auto& group : groups) {
    CHECK(http::encode_component(coroot::panel_query(group)).size() + 100 <= 1'000);
    count += group.size();
  }
  CHECK(count == 20);
  CHECK(groups.size() > 1);
  CHECK(coroot::split_by_length(entries, 100'000, 100).size() == 1);
  CHECK(coroot::split_by_length({entries[0]}, 10, 100).size() == 1);
}

}  // namespace corootctl::tests
