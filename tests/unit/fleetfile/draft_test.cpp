#include <doctest/doctest.h>

#include "document/yaml.hpp"
#include "fleetfile/draft.hpp"
#include "fleetfile/read.hpp"

namespace corootctl::tests::fleetfile_draft {

using fleetfile::draft_fleet;

namespace {

document::Value yaml(const std::string& text) { return *document::parse_yaml(text, "test"); }

const std::string own_project = "projects: [{name: shop, apiKeys: [{keySecret: {name: coroot, key: k}}]}]";

fleetfile::Found member(const std::string& context, const std::string& spec) {
  return {context, "", yaml("metadata: {name: coroot, namespace: coroot}\nspec: {" + spec + "}\n"), true};
}

/// A hub with one member that it reads and one that pushes to it.
fleetfile::Draft linked_fleet() {
  const auto hub = member("hub",
                          "service: {type: LoadBalancer}, projects: [{name: central, apiKeys: [{key: x}]}, "
                          "{name: shop, remoteCoroot: {url: 'https://a.example.com', metricResolution: 30s, "
                          "apiKeySecret: {name: remote-coroot-clusters, key: shop}}}, "
                          "{name: global, memberProjects: [shop, central]}, "
                          "{name: part, memberProjects: [shop, elsewhere]}]");
  return draft_fleet(hub,
                     {member("arn:aws:eks:eu:1:cluster/a", "service: {type: LoadBalancer}, " + own_project),
                      member("edge",
                             "service: {type: LoadBalancer}, agentsOnly: "
                             "{corootURL: 'https://hub.example.com'}")},
                     "coroot");
}

}  // namespace

TEST_CASE("draft: what the hub says of a member, its aggregates, and what all have alike is said once") {
  const auto draft = linked_fleet();
  CHECK(draft.text == R"(# Drafted by `corootctl fleet init` from what is installed. docs/fleet.md describes every key.
# elsewhere of part is no project of these clusters: name its context with --context
apiVersion: corootctl.coroot.com/v1
kind: Fleet
hub:
  context: hub
  project: central
  url: https://hub.example.com
  exposure:
    type: LoadBalancer
members:
  - name: a
    context: arn:aws:eks:eu:1:cluster/a
    project: shop
    url: https://a.example.com
    metricResolution: 30s
    exposure:
      type: LoadBalancer
  - name: edge
    topology: agents
aggregates:
  - name: global
    members:
      - a
  - name: part
    members:
      - a
    hub: false
)");
  CHECK(fleetfile::problems(draft.text, "f").empty());
}

TEST_CASE("draft: an exposure by Ingress, and an operator of others everywhere") {
  const std::string ingress = "ingress: {host: HOST.example.com, className: nginx, tls: {secretName: tls}}, ";
  auto hub = member("hub", ingress + "projects: []");
  auto one = member("prod-a", ingress + own_project);
  hub.brings_operator = one.brings_operator = false;
  CHECK(draft_fleet(hub, {one}, "monitoring").text ==
        R"(# Drafted by `corootctl fleet init` from what is installed. docs/fleet.md describes every key.
apiVersion: corootctl.coroot.com/v1
kind: Fleet
namespace: monitoring
defaults:
  operator:
    install: false
  exposure:
    type: Ingress
    host: HOST.example.com
    class: nginx
    tlsSecret: tls
hub:
  context: hub
members:
  - name: prod-a
    project: shop
aggregates:
  - name: all-clusters
)");
}

TEST_CASE("draft: spec has what corootctl applied before, and no plain password") {
  auto one =
      member("prod-a",
             "cacheTTL: 7d, metricsRefreshInterval: 15s, authBootstrapAdminPassword: pa55, storage: {size: 50Gi},"
             " retention: 2y, " +
                 own_project);
  one.resource->make({"metadata", "managedFields"}) = yaml(R"(
- manager: corootctl
  operation: Apply
  fieldsV1:
    "f:spec":
      "f:cacheTTL": {}
      "f:metricsRefreshInterval": {}
      "f:authBootstrapAdminPassword": {}
      "f:storage": {"f:size": {}}
)");
  const auto draft = draft_fleet({"hub", "", {}, true}, {one}, "coroot");
  CHECK(draft.notes == std::vector<std::string>{"prod-a has spec.authBootstrapAdminPassword as plain text, which "
                                                "belongs into a Secret: it is left out"});
  CHECK(draft.text.find("    spec:\n      cacheTTL: 7d\n      storage:\n        size: 50Gi\n") != std::string::npos);
  CHECK(draft.text.find("pa55") == std::string::npos);
}

TEST_CASE("draft: contexts that end alike get names that differ") {
  const auto draft =
      draft_fleet({"hub", "", {}, true}, {{"east/prod", "", {}, true}, {"west/prod", "", {}, true}}, "coroot");
  CHECK(draft.text.find("- name: prod\n    context: east/prod\n  - name: prod-2\n    context: west/prod\n") !=
        std::string::npos);
  CHECK(fleetfile::problems(draft.text, "f").empty());
}

}  // namespace corootctl::tests::fleetfile_draft
