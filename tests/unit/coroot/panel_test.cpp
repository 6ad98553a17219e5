#include <doctest/doctest.h>

#include <cmath>

#include "coroot/panel.hpp"
#include "document/json.hpp"
#include "http/url.hpp"
#include "unit/coroot/fixture.hpp"

namespace corootctl::tests::coroot_panel {

namespace {

coroot::Panel panel_of(const std::string& body) {
  const auto panel = coroot::read_panel(document::parse_json(body, "panel").value());
  REQUIRE(panel.has_value());
  return *panel;
}

}  // namespace

TEST_CASE("coroot panel: values are aligned to the step, not to the context's beginning (coroot-api 24)") {
  const auto panel =
      panel_of(R"({"chart":{"ctx":{"from":1795337459000,"to":1795337759000,"step":15000},"series":[{"name":"b",)"
               R"("data":[1.5,null,3]},{"name":"a","data":null}]}})");
  CHECK(panel.first_ms == 1795337445000);
  CHECK(panel.step_ms == 15000);
  REQUIRE(panel.series.size() == 2);
  CHECK(panel.series[0].name == "a");
  CHECK(panel.series[0].values.empty());
  CHECK(panel.series[1].values[0] == 1.5F);
  CHECK(std::isnan(panel.series[1].values[1]));
  CHECK(panel.series[1].values[2] == 3.0F);
}

TEST_CASE("coroot panel: nothing matched is an empty panel, an unknown shape is an error (coroot-api 23)") {
  CHECK(panel_of("{}").series.empty());
  CHECK(panel_of(recorded("member_empty/t85_panel_prod-b").body).series.empty());
  CHECK_FALSE(coroot::read_panel(document::parse_json(R"({"chart":{"series":[]}})", "x").value()).has_value());
  CHECK_FALSE(coroot::read_panel(document::parse_json("[]", "x").value()).has_value());
}

TEST_CASE("coroot panel: equal legends leave one series, which is why every query has its own (coroot-api 23)") {
  CHECK(panel_of(recorded("panel/duplicate_names").body).series.size() == 1);
}

TEST_CASE("coroot panel: entries are split so that no request line is longer than allowed (coroot-api 22)") {
  std::vector<coroot::PanelEntry> entries;
  for (int i = 0; i < 20; ++i)
    entries.push_back({"prod-a", "sum by (x) (rate(metric_" + std::to_string(i) + "[$RANGE]))", "q|{{x}}"});
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

static std::optional<coroot::Panel> scan(std::string text) { return coroot::scan_panel(text); }

TEST_CASE("coroot panel: the quick reader and the document agree") {
  const std::vector<std::string> texts = {
      "{}\n", recorded("panel/duplicate_names").body,
      R"( { "chart" : { "ctx":{"from":1795337459000,"to":1,"step":15000,"truncated":false}, "title":"",)"
      R"("series": [ {"value":"","name":"a\u0026b|\"x\"","data":[1, -2.5e-3 ,null,1e9]} , {"name":"z",)"
      R"("data":null} ], "threshold":null,)"
      R"("annotations":[{"a":[1,{"b":"}]"}]}]} } )",
      R"({"chart":{"ctx":{"from":1795337459000,"step":15000},"series":null}})"};
  for (const auto& text : texts) {
    const auto quick = scan(text);
    const auto slow = panel_of(text);
    REQUIRE_MESSAGE(quick.has_value(), text);
    CHECK(quick->first_ms == slow.first_ms);
    CHECK(quick->step_ms == slow.step_ms);
    REQUIRE(quick->series.size() == slow.series.size());
    for (std::size_t i = 0; i < slow.series.size(); ++i) {
      CHECK(quick->series[i].name == slow.series[i].name);
      REQUIRE(quick->series[i].values.size() == slow.series[i].values.size());
      for (std::size_t j = 0; j < slow.series[i].values.size(); ++j) {
        const float a = quick->series[i].values[j], b = slow.series[i].values[j];
        CHECK((a == b || (std::isnan(a) && std::isnan(b))));
      }
    }
  }
}

TEST_CASE("coroot panel: the quick reader leaves every broken text to the document reader") {
  const std::string whole =
      R"({"chart":{"ctx":{"from":1795337459000,"step":15000},"series":[{"name":"a\\","data":[1,null]}]}})";
  REQUIRE(scan(whole).has_value());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CHECK_FALSE(scan(whole.substr(0, length)).has_value());
  }
  CHECK_FALSE(scan(whole + "x").has_value());
  CHECK_FALSE(scan(whole + whole).has_value());
  CHECK_FALSE(scan("[]").has_value());
  CHECK_FALSE(scan(R"({"chart":{"ctx":{"from":1,"step":0},"series":[]}})").has_value());
  CHECK_FALSE(scan(R"({"chart":{"ctx":{"from":1795337459000,"step":15000},"series":[{"data":["x"]}]}})").has_value());
  std::string deep(2000, '[');
  CHECK_FALSE(scan("{\"x\":" + deep).has_value());
}

}  // namespace corootctl::tests::coroot_panel
