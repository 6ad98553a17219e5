/// An answer as a test report, for pipelines that show JUnit files.
#pragma once

#include <string>

#include "rca/answer.hpp"

namespace corootctl::report {

/// One test case, named after the suffering app: it passes without an incident, and fails with the verdict as its
/// message and the whole text as its content. Nothing in it depends on the clock.
std::string junit_of_answer(const rca::Answer& answer);

}  // namespace corootctl::report
