/// One request and its connection as libcurl's options.
#pragma once

#include "http/curl_handles.hpp"
#include "http/tls_material.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"

namespace corootctl::http {

/// The header lines to send. Errors: config, for a control character in one of them.
Result<HeaderList> header_lines(const Request& request, const Url& url, const ConnectionOptions& connection);

/// Method, body, times. `request` must outlive the transfer.
void describe_request(Options& options, const Request& request, const ConnectionOptions& connection);

/// Address, proxy and protocol; `route` must outlive the transfer.
void describe_route(Options& options, const Request& request, const Url& url, const ConnectionOptions& connection,
                    HeaderList& route);

/// Whom to trust and who we are, a proxy that speaks TLS included; `material` must outlive the handle's use.
void describe_trust(Options& options, const ConnectionOptions& connection, const TlsMaterial& material);

}  // namespace corootctl::http
