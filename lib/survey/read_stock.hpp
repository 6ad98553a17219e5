/// Asking a hub for all that a stock is made of.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

#include "coroot/client.hpp"
#include "fleet/progress.hpp"
#include "hub/project.hpp"
#include "survey/stock.hpp"

namespace corootctl::survey {

struct StockRequest {
  std::int64_t now_ms = 0;
  std::chrono::milliseconds timeout{};         ///< of everything
  std::chrono::milliseconds member_timeout{};  ///< of each request to one member
  std::size_t width = 8;
  bool profiles = false;  ///< one more request for each app
};

/// The last quarter of an hour of every member. A member that gives nothing is a part of the stock, no error. Errors:
/// an interruption; those of the project itself, when not even its members can be asked.
Result<StockFacts> read_stock(const coroot::Client& hub, const hub::Project& project, const StockRequest& request,
                              const fleet::Tell& tell, std::stop_token stop);

}  // namespace corootctl::survey
