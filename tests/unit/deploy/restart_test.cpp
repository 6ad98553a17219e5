#include "deploy/restart.hpp"

#include <doctest/doctest.h>

#include "document/yaml.hpp"

namespace corootctl::tests {
namespace {

document::Value yaml(const std::string& text) { return document::parse_yaml(text, "test").value(); }

const auto live = yaml(R"(
metadata:
  managedFields:
  - {manager: corootctl, operation: Apply, fieldsV1: {f:spec: {f:env: {}, f:projects: {}, f:nodeAgent: {}}}}
spec:
  projects: [{name: prod-c}]
  env: [{name: A, value: b}]
  service: {type: NodePort, nodePort: 30001}
  nodeAgent: {priorityClassName: high}
)");

}  // namespace

TEST_CASE("what the server reads at its start gives it a new pod, and it is named (operator 16-18)") {
  CHECK(deploy::restart_reasons(live, yaml("spec: {projects: [{name: prod-c}], env: [{name: A, value: b}]}")).empty());
  CHECK(deploy::restart_reasons(live, yaml("spec: {projects: [{name: prod-c}], env: [{name: A, value: b}], "
                                           "service: {nodePort: 30002}, nodeAgent: {}}"))
            .empty());
  CHECK(deploy::restart_reasons(live, yaml("spec: {projects: [{name: prod-x}], env: [{name: A, value: b}]}")) ==
        std::vector<std::string>{"spec.projects"});
  CHECK(deploy::restart_reasons(live, yaml("spec: {projects: [{name: prod-c}], metricsRefreshInterval: 30s}")) ==
        std::vector<std::string>{"spec.metricsRefreshInterval", "spec.env"});
}

}  // namespace corootctl::tests
