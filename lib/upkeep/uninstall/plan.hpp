/// uninstall, thinking half: the steps for one cluster from what was read of it.
#pragma once

#include <vector>

#include "deploy/plan.hpp"
#include "upkeep/uninstall/look.hpp"

namespace corootctl::upkeep {

/// What is done before the next may begin.
enum class Stage {
  free_volumes,  ///< the operator takes itself off the volumes' owners
  resource,      ///< then all that the operator made for it goes by itself
  remains,       ///< what nobody owns: cluster roles, and volumes and keys where told
  its_operator,  ///< only when no other Coroot needs it; the definition where told
};

struct UninstallPhase {
  Stage stage = Stage::resource;
  deploy::Plan plan{};
};

/// In the order of Stage; a stage without steps is there, too, because what an earlier run deleted may still be going.
std::vector<UninstallPhase> plan_uninstall(const UninstallLook& look, const UninstallRequest& request);

/// The resource as we apply it so that the operator keeps its volumes: all that we own of it, and Retain for each store
/// that it has.
document::Value retaining(const document::Value& live);

}  // namespace corootctl::upkeep
