/// `incidents -o html`: one table of what is open and one of what ended.
#pragma once

#include <functional>

#include "coroot/addresses.hpp"
#include "ops/project/incidents.hpp"
#include "report/page/view.hpp"

namespace corootctl::cli {

/// Puts claim, facts and tables of these outages into `page`; `rca_of` is the command that finds the cause of one.
void add_outages(const ops::OutageReport& report, std::int64_t now_ms, const coroot::Addresses& addresses,
                 const std::function<std::string(const ops::Outage&)>& rca_of, report::ViewPage& page);

}  // namespace corootctl::cli
