#include "coroot/excerpts.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "document/json.hpp"

namespace corootctl::coroot::coroot_excerpts {
namespace {

document::Value value(const std::string& text) {
  auto parsed = document::parse_json(text, "answer");
  REQUIRE_MESSAGE(parsed.has_value(), text);
  return *std::move(parsed);
}

}  // namespace

TEST_CASE("log patterns: samples with their counts on the chart's grid (coroot-api 40)") {
  const auto patterns = read_log_patterns(
      value(R"({"data":{"status":"unknown","message":"Clickhouse integration is not configured","patterns":[)"
            R"({"severity":"error","sample":"lost","sum":3,"chart":{"ctx":{"from":15007,"to":60007,"step":15000},)"
            R"("series":[{"name":"error","data":[null,1,2]}]}}]}})"));
  REQUIRE(patterns.has_value());
  REQUIRE(patterns->all.size() == 1);
  CHECK(patterns->missing.empty());  // patterns come from metrics
  CHECK(patterns->all[0].messages.first_ms == 15000);
  CHECK(std::isnan(patterns->all[0].messages.counts[0]));
  CHECK(patterns->all[0].messages.counts[2] == 2.0F);
}

TEST_CASE("log patterns: a server without any says why") {
  const auto none =
      read_log_patterns(value(R"({"data":{"status":"unknown","message":"No logs found in ClickHouse"}})"));
  REQUIRE(none.has_value());
  CHECK(none->missing == "No logs found in ClickHouse");
  CHECK(read_log_patterns(value(R"({"data":{"status":"ok","message":"Using container logs"}})"))->missing.empty());
  CHECK_FALSE(read_log_patterns(value(R"({"data":null})")).has_value());
}

TEST_CASE("traces: rates of the heatmap become counts, failed and above each bucket (coroot-api 41, 42)") {
  const auto traces = read_traces(value(
      R"({"data":{"status":"ok","message":"Using traces of <i>x</i>","heatmap":{"ctx":{"from":60000,"step":60000},)"
      R"("series":[)"
      R"({"name":"5ms","value":"0.005","data":[1,1]},{"name":"0.5s","value":"0.5","data":[null,0.5]},)"
      R"({"name":">10s","value":"inf","data":[0,0.1]},{"name":"errors","value":"err","data":[0,0.2]}]},"spans":[)"
      R"({"trace_id":"t","id":"b","parent_id":"a","name":"SELECT","timestamp":1,"duration":2500,)"
      R"("status":{"error":true,"message":"ERROR"},"events":[)"
      R"({"name":"exception","attributes":{"exception.message":"too many clients"}}]}]}})"));
  REQUIRE(traces.has_value());
  CHECK(traces->failed.counts == std::vector<float>{0, 12});
  CHECK(traces->slower[0].counts == std::vector<float>{60, 96});
  CHECK(traces->slower[6].counts == std::vector<float>{0, 36});  // above 250 ms
  CHECK(traces->slower[7].counts == std::vector<float>{0, 6});   // above 500 ms
  CHECK(traces->slower[11].counts == std::vector<float>{0, 6});
  REQUIRE(traces->examples.size() == 1);
  CHECK(traces->examples[0].seconds == 2.5);
  CHECK(traces->examples[0].problem == "too many clients");
  CHECK(traces->missing.empty());
}

TEST_CASE("traces: the question names the time, and what is slow") {
  CHECK(trace_query(1000, 2000, 0.25) == "::1000-2000:0.25-err");
  CHECK(trace_query(1000, 2000, 0) == "::1000-2000:inf-err");
}

}  // namespace corootctl::coroot::coroot_excerpts
