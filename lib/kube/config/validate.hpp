/// What is wrong with the entries one connection selected (docs/rules/kubeconfig.md).
#pragma once

#include <string>
#include <vector>

#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

struct Findings {
  std::vector<std::string> problems{};  ///< each names the entry and the field; no values but paths, URLs, commands
  std::vector<std::string> warnings{};
  std::string hint{};  ///< of the first problem that has one
};

/// Every problem at once. Certificate, key and token files are opened, as kubectl does, to see that they can be read.
Findings validate_connection(const ConnectionSpec& spec, const Overrides& overrides);

/// Whether the text can stand in an HTTP header: no control characters (connections 26).
bool is_header_safe(std::string_view text);

}  // namespace corootctl::kube
