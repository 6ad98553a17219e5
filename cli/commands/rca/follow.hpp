/// rca over time: waiting for the first data, and what makes two answers differ.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/env.hpp"
#include "ops/rca/live.hpp"

namespace corootctl::cli {

/// One round: everything is asked anew.
using AskRca = std::function<Result<ops::RcaReport>()>;

/// Asks every ten seconds until the hub and all members have data, or `patience` is over; then the last round counts.
/// Failures that time does not heal (a wrong password, a wrong key) are not waited for.
Result<ops::RcaReport> ask_until_data(const AskRca& ask, std::chrono::milliseconds patience, const Env& env);

/// What has to be the same for two answers to say the same: status, target, the candidates shown and how sure they are,
/// open incidents, and which members answer. Numbers move all the time and are left out.
std::string gist_of(const ops::RcaReport& report, std::size_t top);

}  // namespace corootctl::cli
