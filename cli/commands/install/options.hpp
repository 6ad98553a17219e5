/// What was typed behind install.
#pragma once

#include <string>
#include <vector>

#include "cli/shared/fleet.hpp"
#include "cli/shared/resource.hpp"
#include "cli/shared/write_flags.hpp"
#include "deploy/operator_source.hpp"

namespace corootctl::cli {

struct InstallOptions {
  std::vector<std::string> contexts{};  ///< CONTEXT or CONTEXT=PROJECT
  std::string contexts_file{};
  std::string project{};
  bool current_context = false;
  FleetOptions fleet{};
  deploy::OperatorSource source{};
  ResourceOptions resource{};
  WriteOptions write{};
  bool operator_only = false;
  bool resource_only = false;
};

}  // namespace corootctl::cli
