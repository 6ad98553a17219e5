/// What the applies of a plan mean for the server and for others who write into its objects, seen from what the plan
/// knows to be live. For people: said before the writes, and reported after them.
#pragma once

#include <string>
#include <vector>

#include "deploy/plan.hpp"

namespace corootctl::deploy {

/// Whose fields a forced run takes over, and what follows.
std::vector<std::string> take_overs(const Plan& plan);

/// "kubectl owns .data.prod-a": what the Secrets of the plan would meet without force; "" when nothing.
std::string conflicts_of_secrets(const Plan& plan);

/// Whether the operator gives the server of a resource that is there a new pod.
bool gives_new_pod(const Plan& plan);

/// "its server pod, the only one, restarts: spec.projects changes", or "". Changed keys count beside a resource that is
/// there (operator 16-18).
std::string restart_note(const Plan& plan);

/// Commands that restore what was there (deploy/way_back.hpp), in the order in which they are to be run.
std::vector<std::string> way_back(const Plan& plan);

}  // namespace corootctl::deploy
