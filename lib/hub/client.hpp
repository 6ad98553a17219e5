/// The hub's Coroot server, asked through the Kubernetes API.
#pragma once

#include <memory>
#include <string>

#include "base/secret_string.hpp"
#include "coroot/client.hpp"
#include "deploy/components.hpp"

namespace corootctl::hub {

/// Coroot has no API tokens: a user and password, or the anonymous role (user "").
struct Login {
  std::string user{};
  SecretString password{};
};

/// A client behind the service proxy of `installation`'s Service, logged in when a user is given.
Result<std::unique_ptr<coroot::Client>> open_hub(const kube::Reader& reader, const deploy::Installation& installation,
                                                 const Login& login, const kube::Within& within);

}  // namespace corootctl::hub
