/// An answer as pipelines are told it.
#pragma once

#include <string>

#include "pipeline/report.hpp"
#include "rca/answer.hpp"
#include "report/address.hpp"
#include "report/baseline.hpp"

namespace corootctl::report {

struct AnswerPlaces {
  std::string incident{};  ///< page of the incident that was asked for; "" = link to the app
  AddressOf app{};
};

/// One case, named after the suffering app: it passes without an incident, and fails with the verdict. Beside an
/// earlier answer it fails only where somebody is suspected who was not, who else is new is a warning, and who is gone
/// a note. `change` may be null.
pipeline::Report findings_of(const rca::Answer& answer, const AnswerPlaces& places, const Change* change);

}  // namespace corootctl::report
