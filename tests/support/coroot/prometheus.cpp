#include "support/coroot/prometheus.hpp"

#include <fmt/core.h>

#include <cstdlib>

#include "document/json.hpp"
#include "http/url.hpp"

namespace corootctl::support {

using document::Value;

namespace {

constexpr auto query_patience = std::chrono::minutes(5);  // the hub's own

RangeSeries read_series(const Value& entry, const RangeQuery& query, std::int64_t shift_ms) {
  RangeSeries series;
  for (const auto& label : entry["metric"].as_object()) series.labels[label.key] = label.value.as_string();
  series.values.resize(query.count);
  for (const Value& point : entry["values"].as_list()) {
    const auto at = static_cast<std::int64_t>(point[std::size_t{0}].as_number() * 1000) + shift_ms;
    const auto index = static_cast<std::size_t>((at - query.first_ms) / query.step_ms);
    if (index < query.count) series.values[index] = std::strtof(point[std::size_t{1}].as_string().c_str(), nullptr);
  }
  return series;
}

std::string form_of(const RangeQuery& query, std::int64_t shift_ms) {
  const auto seconds = [&](std::int64_t ms) {
    return fmt::format("{:.3f}", static_cast<double>(ms - shift_ms) / 1000.0);
  };
  const std::int64_t last = query.first_ms + static_cast<std::int64_t>(query.count - 1) * query.step_ms;
  return http::encode_query({{"query", query.promql},
                             {"start", seconds(query.first_ms)},
                             {"end", seconds(last)},
                             {"step", std::to_string(query.step_ms / 1000)}});
}

}  // namespace

RangeAnswer query_prometheus(http::Transport& transport, const std::string& url, const RangeQuery& query,
                             std::int64_t shift_ms, bool remote, std::stop_token stop) {
  http::Request request;
  request.method = "POST";
  request.url = url + "/api/v1/query_range";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  request.body = form_of(query, shift_ms);
  request.deadline = Deadline::in(query_patience);
  const auto response = transport.send(request, stop);
  if (!response) return {{}, fmt::format("Post \"{}\": {}", request.url, response.error().what)};
  const auto answer = document::parse_json(response->body, "answer of Prometheus");
  if (response->status != 200 || !answer) {
    const std::string text = answer ? (*answer)["error"].string_or("400 Bad Request") : "400 Bad Request";
    return {{}, remote ? "400 Bad Request" : text};
  }
  RangeAnswer out;
  for (const Value& entry : answer->at({"data", "result"}).as_list())
    out.series.push_back(read_series(entry, query, shift_ms));
  return out;
}

}  // namespace corootctl::support
