#include "rca/gate/release.hpp"

namespace corootctl::rca {

std::string to_string(GateVerdict verdict) {
  switch (verdict) {
    case GateVerdict::harm: return "harm";
    case GateVerdict::no_harm: return "no_harm";
    case GateVerdict::not_enough_data: break;
  }
  return "not_enough_data";
}

std::string to_string(Finding finding) {
  switch (finding) {
    case Finding::worse: return "worse";
    case Finding::same: return "same";
    case Finding::unsure: return "unsure";
    case Finding::unmeasured: break;
  }
  return "unmeasured";
}

}  // namespace corootctl::rca
