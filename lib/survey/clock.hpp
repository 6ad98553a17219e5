/// An API server's clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "checks/facts.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::survey {

/// Epoch milliseconds of "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7); nullopt for any other form.
std::optional<std::int64_t> parse_http_date(std::string_view text);

/// By the Date of one answer: it has whole seconds, and the way there and back lies in between. Errors: no_data, when
/// the answer has none.
Result<checks::ClockReading> read_clock(const kube::Reader& reader, const Within& within);

}  // namespace corootctl::survey
