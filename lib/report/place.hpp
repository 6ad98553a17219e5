/// Where a finding about a subject of the engine stands.
#pragma once

#include <string>

#include "pipeline/report.hpp"
#include "report/address.hpp"

namespace corootctl::report {

/// Cluster and object of an app's id; another id is an object of all clusters.
void set_place(pipeline::Finding& finding, const std::string& subject);

/// The app itself; of a call its caller, since Coroot has no page of calls.
std::string app_with_page(const std::string& subject);

/// That page; "" when no address is known.
std::string page_of(const std::string& subject, const AddressOf& address);

}  // namespace corootctl::report
