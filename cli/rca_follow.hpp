/// rca over time: waiting for the first data, and answering again when something changes.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "cli/env.hpp"
#include "cli/exit_code.hpp"
#include "ops/rca_live.hpp"

namespace corootctl::cli {

/// One round: everything is asked anew.
using AskRca = std::function<Result<ops::RcaReport>()>;

/// Asks every ten seconds until the hub and all members have data, or `patience` is over; then the last round counts.
/// Failures that time does not heal (a wrong password, a wrong key) are not waited for.
Result<ops::RcaReport> ask_until_data(const AskRca& ask, std::chrono::milliseconds patience, const Env& env);

/// What has to be the same for two answers to say the same: status, target, the candidates shown and how sure they are,
/// open incidents, and which members answer. Numbers move all the time and are left out.
std::string gist_of(const ops::RcaReport& report, std::size_t top);

using ShowRca = std::function<void(const ops::RcaReport&)>;

/// Asks every `interval` until it is interrupted and shows each answer whose gist is new, and the failures. Errors:
/// cancelled, at the end; the first round's error when it is one of usage.
Result<ExitCode> watch_rca(const AskRca& ask, const ShowRca& show, std::chrono::milliseconds interval, std::size_t top,
                           const Env& env);

}  // namespace corootctl::cli
