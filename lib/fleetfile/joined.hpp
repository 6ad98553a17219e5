/// What the blocks of a fleet file say together about one cluster.
#pragma once

#include <string>
#include <vector>

#include "document/value.hpp"
#include "fleetfile/fleet.hpp"

namespace corootctl::fleetfile {

/// A cluster's settings: defaults, each matching entry of byLabel in the order of the file, its own block. The more
/// special wins field by field; null takes back what was said before.
struct Joined {
  document::Value settings{};            ///< topology, safety, operator, exposure
  std::vector<document::Value> specs{};  ///< to be laid over one another
};

Labels labels_of(const document::Value& labels);

/// Whether a cluster with `labels` has all of `match`.
bool matches(const document::Value& match, const Labels& labels);

/// `own` is the hub's or a member's block of `document`.
Joined join_settings(const document::Value& document, const document::Value& own);

/// A path of the file as one from the working directory; `folder` "" = the working directory.
std::string path_from(const std::string& folder, const std::string& path);

/// What the settings say, as the deploying rooms want it. Reads whatever is readable: mistakes were found before.
void apply_settings(const Joined& joined, const std::string& folder, Cluster& cluster);

}  // namespace corootctl::fleetfile
