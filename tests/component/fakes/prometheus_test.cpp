/// Panel data that the stand-in Coroot passes on to a Prometheus.
#include <doctest/doctest.h>

#include "http/url.hpp"
#include "support/coroot/prometheus.hpp"

namespace corootctl::tests::fakes_prometheus {

namespace {

/// A Prometheus that gives one answer and notes what it was asked.
struct Bench {
  std::string asked{};
  std::unique_ptr<support::HttpServer> server{};
  std::unique_ptr<http::Transport> transport = std::move(*http::make_curl_transport({}, {}));

  Bench(int status, const std::string& body) {
    server = std::move(
        *support::HttpServer::start({}, [this, status, body](const support::ServedRequest& request, std::stop_token) {
          asked = request.method + " " + request.path + " " + support::percent_decode(request.body, true);
          return support::text_response(status, "application/json", body);
        }));
  }
  support::RangeAnswer ask(bool remote) {
    const support::RangeQuery query{"sum(up)", 1'000'000, 15'000, 3};
    return support::query_prometheus(*transport, "http://127.0.0.1:" + std::to_string(server->port()), query, 400'000,
                                     remote, {});
  }
};

constexpr const char* matrix =
    R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{"job":"x"},"values":[[600,)"
    R"("1.5"],[630,"NaN"]]}]}})";

}  // namespace

TEST_CASE("a range query goes to recorded times, and its points come back at live ones") {
  Bench bench(200, matrix);
  const auto answer = bench.ask(true);
  CHECK(bench.asked == "POST /api/v1/query_range query=sum(up)&start=600.000&end=630.000&step=15");
  CHECK(answer.failure == "");
  REQUIRE(answer.series.size() == 1);
  CHECK(answer.series[0].labels == support::Labels{{"job", "x"}});
  REQUIRE(answer.series[0].values.size() == 3);
  CHECK(answer.series[0].values[0] == 1.5F);
  CHECK(!answer.series[0].values[1].has_value());
}

TEST_CASE("values that are no numbers become null in the chart") {
  Bench bench(200, matrix);
  support::PanelRequest request;
  request.from_ms = 1'000'005;
  request.to_ms = 1'020'000;
  request.step_ms = 15'000;
  request.has_chart = true;
  request.entries = {{"prod-a", "sum(up)", "v {{job}}"}};
  const auto response = support::answer_panel(
      request, [&](const std::string&, const support::RangeQuery&, std::stop_token) { return bench.ask(true); }, {});
  CHECK(response.body ==
        R"({"chart":{"ctx":{"from":1000005,"to":1020000,"step":15000,"raw_step":15000,"truncated":false},"title":"",)"
        R"("series":[{"name":"v x","data":[1.5,null,null],"value":""}],"threshold":null,"featured":false,)"
        R"("stacked":false,"sorted":false,"column":false,"color_shift":0,"annotations":null,"drill_down_link":null,)"
        R"("hide_legend":false}})"
        "\n");
}

TEST_CASE("the text of a PromQL error survives on the hub's own project only (coroot-api 28)") {
  Bench bench(400,
              R"({"status":"error","errorType":"bad_data","error":"1:5: parse error: unclosed left parenthesis"})");
  CHECK(bench.ask(false).failure == "1:5: parse error: unclosed left parenthesis");
  CHECK(bench.ask(true).failure == "400 Bad Request");
}

TEST_CASE("a Prometheus that is not there fails with its address") {
  Bench bench(200, matrix);
  const std::string url = "http://127.0.0.1:" + std::to_string(bench.server->port());
  bench.server.reset();
  const auto answer = support::query_prometheus(*bench.transport, url, {"up", 0, 15'000, 1}, 0, true, {});
  CHECK(answer.failure.starts_with("Post \"" + url + "/api/v1/query_range\": "));
}

}  // namespace corootctl::tests::fakes_prometheus
