#include "rca/answer.hpp"

namespace corootctl::rca {

std::string to_string(Status status) {
  if (status == Status::root_cause) return "root_cause";
  return status == Status::unknown ? "unknown" : "no_incident";
}

std::string to_string(Confidence confidence) {
  if (confidence == Confidence::high) return "high";
  return confidence == Confidence::medium ? "medium" : "low";
}

std::string to_string(Open question) {
  constexpr const char* names[] = {"trust",  "lead",    "blame", "proof",     "observed", "change",
                                   "hidden", "callees", "mixed", "latencies", "members"};
  return names[static_cast<std::size_t>(question)];
}

std::string to_string(CauseKind kind) {
  constexpr const char* names[] = {"app", "instance", "link", "node", "cluster", "external", "load"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace corootctl::rca
