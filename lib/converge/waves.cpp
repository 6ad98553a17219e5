#include "converge/waves.hpp"

namespace corootctl::converge {

std::string_view name_of(Wave wave) {
  switch (wave) {
    case Wave::operators: return "operators";
    case Wave::members: return "members";
    case Wave::hub: return "hub";
    case Wave::agents: break;
  }
  return "agents";
}

}  // namespace corootctl::converge
