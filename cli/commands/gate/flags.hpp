/// The flags of gate, and the question they ask.
#pragma once

#include <string>

#include "cli/shared/hub.hpp"
#include "ops/gate/gate.hpp"

namespace corootctl::cli {

struct GateOptions {
  HubOptions hub{};
  std::string app{};
  std::string since = "deploy";
  std::chrono::milliseconds watched = std::chrono::minutes(10);  ///< --for
  int latency_rise = 25;                                         ///< percent
  int error_rise = 1;                                            ///< percent of the requests
  bool wait = true;
  std::string snapshot{};
};

void declare_gate(CLI::App& app, GateOptions& options);

/// Flags that cannot be used together, or are missing. Errors: usage.
Result<> check_gate(const GateOptions& options);

/// Errors: usage for a time that is none.
Result<rca::GateQuestion> gate_question(const GateOptions& options, const Env& env);

/// Errors: usage and config, before anything is contacted.
Result<ops::GateRequest> gate_request(const GateOptions& options, const rca::GateQuestion& question, const Env& env);

}  // namespace corootctl::cli
