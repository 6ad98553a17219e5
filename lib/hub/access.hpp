/// The way to the hub's Coroot that every reading verb takes: its Kubernetes API's service proxy, or a URL of its own.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/secret_string.hpp"
#include "coroot/client.hpp"
#include "deploy/components.hpp"
#include "fleet/cluster.hpp"
#include "fleet/surroundings.hpp"
#include "http/transport.hpp"

namespace corootctl::hub {

/// The key of a service account, where the server knows such keys (links 5), else a user and password, else the
/// anonymous role (user "").
struct Login {
  std::string user{};
  SecretString password{};
  SecretString key{};
  bool key_was_asked_for = false;  ///< by a flag: a way on which it cannot travel is an error then
};

/// A client behind the service proxy of `installation`'s Service, logged in when a user is given. Errors: usage for a
/// key that was asked for, without a user: the API server keeps the header that it travels in (links 6).
Result<std::unique_ptr<coroot::Client>> open_hub(const kube::Reader& reader, const deploy::Installation& installation,
                                                 const Login& login, const Within& within);

/// The same for who deletes a project there.
Result<std::unique_ptr<coroot::Client>> open_hub_to_write(const kube::Client& client,
                                                          const deploy::Installation& installation, const Login& login,
                                                          const Within& within);

/// How to reach the hub's Coroot: its service proxy (hub set) or a URL of its own.
struct CorootAccess {
  std::optional<fleet::ClusterRef> hub{};
  std::string namespace_name{};           ///< "" = the hub's only Coroot resource
  std::string resource_name{};            ///< of one that is known: no right to list them is needed then
  std::string url{};                      ///< --coroot-url
  http::ConnectionOptions url_options{};  ///< CA, insecure, proxy for `url`
  Login login{};
};

/// A client for the hub's Coroot, logged in when a user is given. Of several Coroot resources with a server the one
/// that has `project` is taken. Errors: not_found without such a resource, usage when several could be meant,
/// unreachable, unauthorized, each with the hub's context.
Result<std::unique_ptr<coroot::Client>> open_coroot(const CorootAccess& access, const std::string& project,
                                                    const fleet::Surroundings& around, const Within& within);

}  // namespace corootctl::hub
