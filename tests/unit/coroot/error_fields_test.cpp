#include "coroot/error_fields.hpp"

#include <doctest/doctest.h>

#include "document/yaml.hpp"

namespace corootctl::tests::coroot_error_fields {

TEST_CASE("the field behind an error of the operator, which names a Secret at most (operator 33)") {
  const auto resource = *document::parse_yaml(
      "spec:\n"
      "  projects:\n"
      "  - {name: own, apiKeys: [{keySecret: {name: coroot, key: agent}}]}\n"
      "  - name: prod-a\n"
      "    notificationIntegrations: {slack: {token: x}}\n"
      "    remoteCoroot: {url: 'http://a', metricResolution: 15s, apiKeySecret: {name: keys, key: prod-a}}\n"
      "  - {name: prod-b, remoteCoroot: {url: 'http://b', apiKeySecret: {name: keys, key: prod-b}}}\n",
      "test");
  const auto field = [&](const char* error) { return coroot::field_of_error(resource, error); };
  CHECK(field("Failed to get Remote Coroot API Key: key 'prod-b' not found in secret 'keys'") ==
        "spec.projects[2].remoteCoroot.apiKeySecret");
  CHECK(field("Failed to get Remote Coroot API Key: secrets \"keys\" not found") ==
        "spec.projects[1].remoteCoroot.apiKeySecret");
  CHECK(field("Failed to get Remote Coroot API Key: secrets \"other\" not found").empty());
  CHECK(field("Remote Coroot requires url, apiKey, and metricResolution.") == "spec.projects[2].remoteCoroot");
  CHECK(field("Failed to get Slack Token: secrets \"s\" not found") ==
        "spec.projects[1].notificationIntegrations.slack");
  CHECK(field("Failed to get TLS Cert: secrets \"web\" not found") == "spec.tls.certSecret");
  CHECK(field("Coroot requires Postgres to run multiple replicas. Falling back to 1 replica.") == "spec.replicas");
  CHECK(field("Something new").empty());
}

}  // namespace corootctl::tests::coroot_error_fields
