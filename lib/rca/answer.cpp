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

}  // namespace corootctl::rca
