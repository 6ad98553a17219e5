/// The charts of one application's page: what a server without panel data still tells (coroot-api 38). The titles are
/// those of server 1.24.5.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "coroot/panel.hpp"
#include "document/value.hpp"

namespace corootctl::coroot {

struct Chart {
  std::string report{};  ///< "SLO", "CPU", "Memory", "Net", ...
  std::string group{};   ///< title of the group it stands in, or ""
  std::string title{};   ///< with the server's markup
  Panel panel{};         ///< series by the names people see: pods, nodes, "→callee"
};

struct AppPage {
  std::vector<Chart> charts{};
  std::map<std::string, std::string> node_of_instance{};  ///< from the table of instances
};

/// Charts without values are left out. Errors: no_data, when the page has no reports.
Result<AppPage> read_app_page(const document::Value& answer);

}  // namespace corootctl::coroot
