/// Which apps an answer names, and as what.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "rca/answer.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

/// From the most to the least important: an app has the first that holds.
enum class Part { cause, suspect, alarmed, on_path, ruled_out };

/// An app on the map, or the node that is blamed.
struct Named {
  std::string id{};
  std::string cluster{};
  std::string label{};  ///< its name alone
  std::string role{};   ///< "root cause, 91 %"
  Part part = Part::on_path;
  bool suffers = false;
};

struct Cast {
  std::vector<Named> all{};  ///< the path first, in its order; then by importance
  std::size_t left_out = 0;  ///< apps that suffer, beyond those
};

/// The path, the suffering apps (at most 8 beside it), the first `top` suspects, what was ruled out. A blamed pod
/// counts as its app; blamed links and clusters are no apps.
Cast cast_of(const rca::Answer& answer, const signals::Snapshot& snapshot, std::size_t top);

}  // namespace corootctl::report
