/// URLs as a kubeconfig writes them.
#pragma once

#include <string>
#include <string_view>

namespace corootctl::kube {

/// Whether the text has no `scheme://`; kubectl then speaks plain http (kubeconfig 46).
bool lacks_scheme(std::string_view url);

/// The URL with `xxxxx` in place of its userinfo. A text that is no URL loses whatever is in front of its last `@`:
/// a password with a slash in it breaks the URL, not the rule.
std::string redact_userinfo(std::string_view url);

}  // namespace corootctl::kube
