#include "deploy/restart.hpp"

#include <doctest/doctest.h>

#include "document/yaml.hpp"

namespace corootctl::tests::deploy_restart {
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

TEST_CASE("a server whose container runs since before our last write into the Secret has older keys (operator 18)") {
  const auto secret = [](const std::string& manager, const std::string& operation) {
    return yaml(
        "metadata: {managedFields: [{manager: kubectl, operation: Apply, time: '2026-01-01T12:00:00Z'}, "
        "{manager: " +
        manager + ", operation: " + operation + ", time: '2026-01-01T10:00:00Z'}]}");
  };
  const auto running_since = [](const std::string& time) {
    return yaml("status: {containerStatuses: [{state: {running: {startedAt: '2026-01-01T" + time + "Z'}}}]}");
  };
  const auto ours = secret("corootctl", "Apply");
  CHECK(deploy::began_before_write(running_since("09:59:59"), ours));
  CHECK_FALSE(deploy::began_before_write(running_since("10:00:00"), ours));
  CHECK_FALSE(deploy::began_before_write(running_since("09:00:00"), secret("kubectl-edit", "Apply")));
  CHECK_FALSE(deploy::began_before_write(running_since("09:00:00"), secret("corootctl", "Update")));
  const auto waiting = yaml(
      "metadata: {creationTimestamp: '2026-01-01T09:00:00Z'}\n"
      "status: {containerStatuses: [{state: {waiting: {reason: CrashLoopBackOff}}}]}");
  CHECK_FALSE(deploy::began_before_write(waiting, ours));  // its next start reads the new keys
  CHECK_FALSE(deploy::began_before_write(yaml("metadata: {creationTimestamp: '2026-01-01T09:00:00Z'}"), ours));
}

}  // namespace corootctl::tests::deploy_restart
