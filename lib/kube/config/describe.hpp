/// One connection explained without touching the network: what `contexts show` prints.
#pragma once

#include <string>

#include "document/value.hpp"
#include "kube/config/kubeconfig.hpp"

namespace corootctl::kube {

/// An object with the members context, cluster, user, namespace, server, tls_server_name, insecure_skip_tls_verify,
/// certificate_authority {source: file|data|system, path, sha256}, proxy_url, disable_compression, auth, impersonate
/// {user, uid, groups, extra}, exec {command, api_version, interactive_mode} and from {context, cluster, user}: the
/// files that supplied the entries. What is absent is null. `sha256` is of the bytes of the CA bundle. No secrets; the
/// userinfo of a proxy reads `xxxxx`.
document::Value describe_connection(const ConnectionSpec& spec, const Kubeconfig& config);

/// The same in lines for people, with the definitions of these entries in later files, which are ignored, and the
/// warnings.
std::string explain_connection(const ConnectionSpec& spec, const Kubeconfig& config);

}  // namespace corootctl::kube
