#include "http/curl_failure.hpp"

#include <doctest/doctest.h>

namespace corootctl::http::http_curl_failure {

TEST_CASE("curl failures: a machine without certificate authorities is told what to install") {
  const Failure failure{.code = CURLE_SSL_CACERT_BADFILE,
                        .detail = "error setting certificate verify locations:  CAfile: /etc/ssl/none.crt"};
  const auto error = transfer_error({}, parse_url("https://cluster:6443").value(), "", failure, {});
  CHECK(error.kind == ErrorKind::unreachable);
  CHECK(error.what ==
        "GET https://cluster:6443: TLS: this machine has no certificate authorities: error setting certificate verify "
        "locations:  CAfile: /etc/ssl/none.crt");
  CHECK(error.hint ==
        "Install the package ca-certificates, or name the server's own authority (certificate-authority in the "
        "kubeconfig).");
}

}  // namespace corootctl::http::http_curl_failure
