/// What the operator makes of a resource's spec before it creates anything: key Secrets, error texts, the server's
/// configuration with placeholders (operator 15-17).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/operator/api.hpp"

namespace corootctl::support {

/// A key of a Secret as the server's pod reads it.
struct ConfigSecret {
  std::string variable{};  ///< COROOT_CONFIG_SECRET_<CRC-32 of name/key>
  std::string secret{}, key{};
};

struct Validated {
  document::Value spec{};    ///< with faulty parts dropped
  document::Value config{};  ///< the server's config.yaml
  std::vector<ConfigSecret> secrets{};
  std::vector<std::string> errors{};  ///< for status.errors
};

/// Checks the spec as validateCoroot does; creates key Secrets of projects that are missing, never changes existing
/// ones.
Validated validate(const OperatorApi& api, const document::Value& resource, std::stop_token stop);

/// The name of the environment variable for one key.
std::string config_variable(const std::string& secret, const std::string& key);

}  // namespace corootctl::support
