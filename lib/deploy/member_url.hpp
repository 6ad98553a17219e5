/// The address under which the hub reaches a member.
#pragma once

#include <string>

#include "deploy/components.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// Checks a URL that was given: http or https, a host that is not this machine. Errors: usage, with the reason.
/// The text comes back without a trailing slash.
Result<std::string> check_member_url(const std::string& url);

/// The same for the address of a hub that agents of other clusters push to.
Result<std::string> check_hub_url(const std::string& url);

/// "https://HOST/BASE" of the Ingress that the resource asks for; "" without one.
std::string ingress_url(const document::Value& resource);

/// Finds one from the member's own objects: an Ingress host, the LoadBalancer's address, or a node's address with the
/// Service's node port (external addresses first). Errors: no_data when the Service publishes none, with what to do.
Result<std::string> find_member_url(const kube::Reader& reader, const Installation& installation, const Within& within);

}  // namespace corootctl::deploy
