/// What each form is made of: the clusters in the order in which they are set up, with their documents.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"
#include "fleetfile/fleet.hpp"
#include "render/keys.hpp"

namespace corootctl::render {

/// The operator's chart as engines name it.
struct Chart {
  std::string repository{};  ///< https://..., or oci://... without the chart's name
  std::string name{};
  std::string version{};  ///< "*" = the newest
  std::string release{};
  document::Value values{};  ///< null = the chart's own
  bool is_oci() const { return repository.starts_with("oci://"); }
};

/// One cluster.
struct Part {
  fleetfile::Cluster cluster{};
  bool is_hub = false;
  document::Value space{};                   ///< the Namespace
  std::optional<Chart> chart{};              ///< of the operator; none with manifests, or when another brings it
  std::vector<document::Value> manifests{};  ///< of the operator, each with its namespace
  std::vector<KeySecret> secrets{};
  document::Value resource{};
  bool has_operator() const { return chart || !manifests.empty(); }
};

/// Remote members first, then the hub that reads them, then those that push to it. `only`: names of members; empty =
/// all of them and the hub. Errors: those of fleetfile's resources, of the files that are named, and usage for a chart
/// that is a path, since an engine does not see this machine's files.
Result<std::vector<Part>> parts_of(const fleetfile::Fleet& fleet, const std::vector<std::string>& only);

/// The cluster's name as Kubernetes lets objects be called (gitops 12).
std::string object_name(const std::string& name);

/// The parts' names in that form. Errors: invalid when two become the same.
Result<> check_object_names(const std::vector<Part>& parts);

/// The document with an annotation added to its CustomResourceDefinitions.
std::vector<document::Value> with_definition_annotation(std::vector<document::Value> documents, std::string_view key,
                                                        std::string_view value);

}  // namespace corootctl::render
