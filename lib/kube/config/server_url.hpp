/// URLs as a kubeconfig writes them, and its `server` as the base of every request (kubeconfig 45-48).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace corootctl::kube {

/// "https://host:6443/k8s/clusters/c-1", without a slash at the end: the path's slashes and dot segments are collapsed,
/// query and fragment dropped. Errors: config for no scheme, another scheme than http(s), user or password in it.
Result<std::string> normalized_server(const std::string& server);

/// Whether the text has no `scheme://`; kubectl then speaks plain http (kubeconfig 46).
bool lacks_scheme(std::string_view url);

/// The URL with `xxxxx` in place of its userinfo. A text that is no URL loses whatever is in front of its last `@`:
/// a password with a slash in it breaks the URL, not the rule.
std::string redact_userinfo(std::string_view url);

}  // namespace corootctl::kube
