/// A gate's verdict for machines, people and pipelines.
#pragma once

#include <string>

#include "document/value.hpp"
#include "pipeline/report.hpp"
#include "rca/gate/release.hpp"
#include "report/address.hpp"

namespace corootctl::report {

/// "corootctl.gate/v1": fixed key order and rounding.
document::Value to_value(const rca::GateAnswer& answer);

/// Verdict and reasons, then one line for each comparison that decides or that found something.
std::string to_text(const rca::GateAnswer& answer);

/// The same for a ticket or a pull request, with all comparisons in a table.
std::string to_markdown(const rca::GateAnswer& answer);

/// For pipelines: a case for the verdict and one for each comparison that decides: failed where the release did harm,
/// skipped where the data do not say.
pipeline::Report findings_of(const rca::GateAnswer& answer, const AddressOf& address);

}  // namespace corootctl::report
