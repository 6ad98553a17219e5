#include "fleetfile/fleet.hpp"

namespace corootctl::fleetfile {

std::string_view name_of(Topology topology) { return topology == Topology::agents ? "agents" : "remote"; }
std::string_view name_of(Safety safety) { return safety == Safety::readonly ? "readonly" : "normal"; }

}  // namespace corootctl::fleetfile
