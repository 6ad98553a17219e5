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

std::string to_string(CauseKind kind) {
  switch (kind) {
    case CauseKind::app: return "app";
    case CauseKind::instance: return "instance";
    case CauseKind::link: return "link";
    case CauseKind::node: return "node";
    case CauseKind::cluster: return "cluster";
    case CauseKind::external: return "external";
    case CauseKind::load: break;
  }
  return "load";
}

}  // namespace corootctl::rca
