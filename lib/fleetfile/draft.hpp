/// A first fleet file, drafted from what is installed already. Pure: what was found comes in as data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "document/value.hpp"

namespace corootctl::fleetfile {

/// One cluster, as far as it could be read.
struct Found {
  std::string context{};
  std::string project{};                      ///< as asked for; "" = from the resource, else from the context
  std::optional<document::Value> resource{};  ///< its Coroot resource; nothing = none, or not read
  bool brings_operator = true;                ///< false = somebody else's operator is there
};

struct Draft {
  std::string text{};                ///< of the file
  std::vector<std::string> notes{};  ///< what the file cannot say, or what had to be guessed
};

/// The file says what the clusters are like now, so that a plan of it changes little: projects, exposure, URLs and
/// aggregates as the hub has them, and in `spec` what corootctl applied there before. Plain keys and passwords are left
/// out, and a note says so.
Draft draft_fleet(const Found& hub, const std::vector<Found>& members, const std::string& namespace_name);

}  // namespace corootctl::fleetfile
