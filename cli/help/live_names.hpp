/// Names that only the hub knows, for completion. A flag or argument gets them by the name of its value: APP, INCIDENT,
/// PROJECT or CLUSTER.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/env.hpp"

namespace corootctl::cli {

/// One thing that may be typed.
struct Proposal {
  std::string value{};
  std::string description{};
};

bool is_live(std::string_view value_name);

/// Asks the hub that `words` (the flags typed so far; unknown ones are skipped) lead to, for one second at most.
/// Apps are offered by name where that is unambiguous and `typed` has no colon, else by id. Nothing is said and nobody
/// is asked for a password: on any failure there are no names.
std::vector<Proposal> live_names(std::string_view value_name, const std::string& typed,
                                 const std::vector<std::string>& words, const Surface& surface);

}  // namespace corootctl::cli
