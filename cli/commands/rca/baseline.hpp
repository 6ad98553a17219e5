/// rca --baseline: an earlier answer or snapshot to compare with.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "rca/answer.hpp"
#include "report/baseline.hpp"

namespace corootctl::cli {

/// What changed since the answer of this file, which `rca -o json` wrote, or which the snapshot in it gives ("" =
/// nothing is compared). Errors: not_found and config, naming the flag.
Result<std::optional<report::Change>> change_since(const std::string& file, const rca::Answer& now);

}  // namespace corootctl::cli
