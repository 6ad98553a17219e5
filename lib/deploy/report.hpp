/// What was done to one object, or would be.
#pragma once

#include <string>
#include <vector>

#include "document/edit.hpp"

namespace corootctl::deploy {

enum class DryRun { none, client, server };

/// What happened to one object.
struct ObjectReport {
  std::string object{};                     ///< "Coroot coroot/coroot"
  std::string outcome{};                    ///< created, changed, unchanged
  std::vector<document::Change> changes{};  ///< dry runs and plans; Secret data never
};

}  // namespace corootctl::deploy
