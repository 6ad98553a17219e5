/// Panel data: PromQL through Coroot's dashboards, the only exact and fresh way to a member's metrics.
/// Limits and traps: docs/rules/coroot-api.md, "Panel data".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::coroot {

/// One PromQL query. Series of one request that get equal legends silently replace each other, so a legend holds a name
/// of its own and every label that tells series apart.
struct PanelEntry {
  std::string datasource{};  ///< the member's project NAME; may be empty on a member's own project
  std::string promql{};      ///< $RANGE stands for three steps
  std::string legend{};      ///< "requests|{{container_id}}"
};

/// One answered series: values[i] was sampled at Panel::first_ms + i * Panel::step_ms; NaN = no sample.
struct PanelSeries {
  std::string name{};
  std::vector<float> values{};
};

struct Panel {
  std::int64_t first_ms = 0;
  std::int64_t step_ms = 0;
  std::vector<PanelSeries> series{};  ///< in name order; empty when nothing matched
};

/// The `query` parameter of one request.
std::string panel_query(const std::vector<PanelEntry>& entries);

/// Reads an answer. Errors: failed, when it has no known shape.
Result<Panel> read_panel(const document::Value& answer);

/// The panel in an answer's text, which keeps its content and may get room behind its end for the parser; nullopt when
/// the text has not exactly the known shape. The caller then reads it as a document, which tells what is wrong. An
/// answer holds up to millions of numbers, and a document needs some 50 bytes for each.
std::optional<Panel> scan_panel(std::string& text);

/// Splits entries so that each group's request target, percent-encoded, stays within `longest_target` bytes; a single
/// entry that is longer gets a group of its own. `fixed` = bytes of the target besides the query.
std::vector<std::vector<PanelEntry>> split_by_length(const std::vector<PanelEntry>& entries, std::size_t longest_target,
                                                     std::size_t fixed);

}  // namespace corootctl::coroot
