/// What was typed behind link-clusters.
#pragma once

#include <string>
#include <vector>

#include "cli/shared/login.hpp"
#include "cli/shared/resource.hpp"
#include "cli/shared/write_flags.hpp"

namespace corootctl::cli {

struct LinkOptions {
  std::string hub{};                   ///< CONTEXT[=PROJECT]
  std::vector<std::string> members{};  ///< CONTEXT=PROJECT[,URL]; with a fleet file NAME or LABEL=VALUE
  std::string fleet_file{};
  std::string aggregate{};
  std::string secret = "remote-coroot-clusters";
  std::string metric_resolution{};
  bool tls_skip_verify = false;
  ResourceOptions resource{};
  WriteOptions write{};
  LoginOptions login{};
  bool no_verify = false;
};

}  // namespace corootctl::cli
