/// Agreeing to a deletion: what is lost is shown, and each project's name is typed.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "upkeep/uninstall/request.hpp"

namespace corootctl::cli {

/// Whether to ask, and the names that were typed on the command line.
struct Consent {
  bool yes = false;
  std::vector<std::string> typed{};
  bool is_by_file = false;  ///< a fleet file names the clusters
};

/// Errors: usage without a terminal or with --yes, when a name was not typed; cancelled for another answer.
Result<> agree(const std::vector<upkeep::Farewell>& farewells, const Consent& consent, const Env& env);

}  // namespace corootctl::cli
