/// Every PromQL query a snapshot is made of. Source: the metrics of Coroot's agents (coroot-api 29, 30, 33); the texts
/// were tried on a real hub.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "coroot/panel.hpp"

namespace corootctl::collect {

/// A query and the labels that tell its series apart.
struct Query {
  std::string name{};  ///< "requests": first field of the legend
  std::string promql{};
  std::vector<std::string> labels{};
};

std::vector<Query> all_queries();

/// The entry that asks one member for a query: legend "name|{{label}}|...".
coroot::PanelEntry entry_of(const Query& query, const std::string& member);

}  // namespace corootctl::collect
