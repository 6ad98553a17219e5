/// How a failure is told: to people, and to programs.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "cli/output/style.hpp"
#include "document/value.hpp"

namespace corootctl::cli {

/// {"kind","what","where","hint","reason"}; where = the steps, outermost first; an absent hint or reason is null.
document::Value error_value(const Error& error);
/// The same, or null.
document::Value error_value(const std::optional<Error>& error);

/// The error with the cluster it happened in, unless a step names it already.
Error located(Error error, const std::string& context);

/// "corootctl: error: WHERE: WHAT" and "  hint: ..." on a line of its own.
std::string error_text(const Error& error, const Style& style);

}  // namespace corootctl::cli
