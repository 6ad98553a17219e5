/// `apps -o html`: a table for each cluster, the worst first.
#pragma once

#include "coroot/addresses.hpp"
#include "ops/project/apps.hpp"
#include "report/page/view.hpp"

namespace corootctl::cli {

/// Puts claim, facts and tables of these apps into `page`.
void add_apps(const ops::AppsReport& report, const coroot::Addresses& addresses, report::ViewPage& page);

}  // namespace corootctl::cli
