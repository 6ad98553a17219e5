/// Coroot's panel data as it was measured: times, steps, alignment, float32, legends that overwrite each other, and
/// that one failing entry fails the request.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "support/coroot/recording.hpp"
#include "support/net/http_server.hpp"

namespace corootctl::support {

struct PanelEntryRequest {
  std::string datasource{}, promql{}, legend{};
};

struct PanelRequest {
  std::int64_t from_ms = 0, to_ms = 0;  ///< as asked, not rounded
  std::int64_t step_ms = 0;
  std::vector<PanelEntryRequest> entries{};
  bool has_chart = false;  ///< without widget.chart the answer is {}
};

/// nullopt when `query` is no JSON or has no entries.
std::optional<PanelRequest> read_panel_request(const ServedRequest& request, std::int64_t now_ms);
/// "now", "now-1h30m", milliseconds; anything else is `fallback`.
std::int64_t read_time(const std::string& text, std::int64_t now_ms, std::int64_t fallback);
/// 15 s up to an hour, then coarser.
std::int64_t step_for(std::int64_t span_ms);

/// $RANGE becomes three steps.
std::string replace_range(std::string promql, std::int64_t step_ms);

/// One range query: points at first_ms + i * step_ms, i < count; nullopt = no sample.
struct RangeQuery {
  std::string promql{};
  std::int64_t first_ms = 0, step_ms = 0;
  std::size_t count = 0;
};
struct RangeSeries {
  Labels labels{};
  std::vector<std::optional<float>> values{};
};
/// Series, or the text that the whole request fails with (400).
struct RangeAnswer {
  std::vector<RangeSeries> series{};
  std::string failure{};
};
using RangeSource =
    std::function<RangeAnswer(const std::string& datasource, const RangeQuery& query, std::stop_token stop)>;

/// Answers a request from `source`, entry after entry.
ServedResponse answer_panel(const PanelRequest& request, const RangeSource& source, std::stop_token stop);

/// A range query over recorded series; also sum(Q), count(Q), min(Q) and max(Q) of a recorded Q.
/// `written` = the query as the client wrote it, with $RANGE. `shift_ms` = live time minus recorded time. An unknown
/// query matches nothing.
RangeAnswer query_recording(const Recording& recording, const std::string& datasource, const RangeQuery& query,
                            const std::string& written, std::int64_t shift_ms);

}  // namespace corootctl::support
