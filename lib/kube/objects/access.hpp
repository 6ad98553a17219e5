/// What this user may do, as the API server's own access review says it.
#pragma once

#include <string>

#include "kube/objects/client.hpp"

namespace corootctl::kube {

/// A verb on a kind, or on one object of it: a right under a name is asked for with that name.
struct Access {
  std::string verb{};
  std::string group{}, version{};
  std::string resource{};        ///< plural, with a subresource behind a slash: "services/proxy"
  std::string namespace_name{};  ///< "" = in the whole cluster
  std::string name{};            ///< "" = any
};

/// SelfSubjectAccessReview: nothing is written. Errors: those of the request.
Result<bool> is_allowed(const Reader& reader, const Access& access, const Within& within);

}  // namespace corootctl::kube
