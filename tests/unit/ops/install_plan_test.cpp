/// The steps of an install, by what the cluster has already.
#include <doctest/doctest.h>

#include "document/json.hpp"
#include "document/yaml.hpp"
#include "ops/install/plan.hpp"
#include "unit/ops/steps.hpp"

namespace corootctl::tests::ops_install_plan {
namespace {

using Lines = std::vector<std::string>;

document::Value yaml(const std::string& text) { return document::parse_yaml(text, "test").value(); }

ops::InstallWish wish() {
  ops::InstallWish out;
  out.context = "prod-a";
  out.namespace_name = "coroot";
  out.release = "coroot-operator";
  out.resource = yaml(R"(
apiVersion: coroot.com/v1
kind: Coroot
metadata: {name: coroot, namespace: coroot}
spec:
  projects:
  - {name: prod-a, apiKeys: [{keySecret: {name: coroot, key: agent-api-key}}]}
)");
  return out;
}

std::vector<document::Value> manifests() {
  return {yaml("{apiVersion: v1, kind: ServiceAccount, metadata: {name: op, namespace: coroot}}"),
          yaml("{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: "
               "coroots.coroot.com}}")};
}

constexpr ops::InstallState bare{false, false}, complete{true, true};

}  // namespace

TEST_CASE("the plan of an install with helm: the resource comes once its kind is there") {
  const auto plan = ops::plan_install(wish(), bare, false);
  CHECK(show(plan.steps) ==
        Lines{"prod-a: create Namespace coroot (for the operator and Coroot)",
              "prod-a: upgrade helm release coroot/coroot-operator (the operator)",
              "prod-a: wait for CustomResourceDefinition coroots.coroot.com (the operator's resource needs it)",
              "prod-a: apply Coroot coroot/coroot (what the operator shall run)"});
  CHECK(plan.unchecked.empty());
  CHECK(plan.warnings.empty());
}

TEST_CASE("a Secret that comes before its resource is written once the server has tried the resource") {
  auto asked = wish();
  asked.brings_operator = false;
  asked.key_secret = yaml("{apiVersion: v1, kind: Secret, metadata: {name: coroot-hub-key, namespace: coroot}}");
  CHECK(show(ops::plan_install(asked, complete, false).steps) ==
        Lines{"prod-a: create Namespace coroot (for the operator and Coroot)",
              "prod-a: wait for CustomResourceDefinition coroots.coroot.com (the operator's resource needs it)",
              "prod-a: check Coroot coroot/coroot (what the operator shall run)",
              "prod-a: apply Secret coroot/coroot-hub-key (the key that the agents send)",
              "prod-a: apply Coroot coroot/coroot (what the operator shall run)"});
}

TEST_CASE("the plan of an install where somebody else brings the operator; a new namespace admits the agents") {
  auto asked = wish();
  asked.brings_operator = false;
  const auto plan = ops::plan_install(asked, {false, true}, false);
  CHECK(show(plan.steps) ==
        Lines{"prod-a: create Namespace coroot (for the operator and Coroot)",
              "prod-a: wait for CustomResourceDefinition coroots.coroot.com (the operator's resource needs it)",
              "prod-a: apply Coroot coroot/coroot (what the operator shall run)"});
  CHECK(document::to_yaml(plan.steps[0].document) == R"(apiVersion: v1
kind: Namespace
metadata:
  name: coroot
  labels:
    pod-security.kubernetes.io/enforce: privileged
)");
}

TEST_CASE("the plan of an install from manifests: definitions first, and the rest once they are established") {
  auto asked = wish();
  asked.manifests = std::make_shared<const std::vector<document::Value>>(manifests());
  asked.resource = {};
  CHECK(show(ops::plan_install(asked, bare, false).steps) ==
        Lines{"prod-a: create Namespace coroot (for the operator and Coroot)",
              "prod-a: apply CustomResourceDefinition coroots.coroot.com (the operator)",
              "prod-a: wait for CustomResourceDefinition coroots.coroot.com (the operator's resource needs it)",
              "prod-a: apply ServiceAccount coroot/op (the operator)"});
}

TEST_CASE("the plan of a dry run keeps apart what the server cannot check yet") {
  auto asked = wish();
  asked.manifests = std::make_shared<const std::vector<document::Value>>(manifests());
  const auto plan = ops::plan_install(asked, bare, true);
  CHECK(show(plan.steps) == Lines{"prod-a: create Namespace coroot (for the operator and Coroot)"});
  CHECK(show(plan.unchecked) == Lines{"prod-a: apply ServiceAccount op (the operator)",
                                      "prod-a: apply CustomResourceDefinition coroots.coroot.com (the operator)",
                                      "prod-a: apply Coroot coroot/coroot (what the operator shall run)"});
  CHECK(plan.warnings ==
        Lines{"namespace coroot does not exist yet, so the server could not check what would go into it"});

  const auto second = ops::plan_install(asked, {true, false}, true);
  CHECK(second.steps.size() == 3);
  CHECK(show(second.unchecked) == Lines{"prod-a: apply Coroot coroot/coroot (what the operator shall run)"});
  CHECK(second.warnings ==
        Lines{"the Coroot definition is not installed yet, so the server could not check the resource"});
  CHECK(ops::plan_install(asked, complete, true).unchecked.empty());
}

TEST_CASE("installing over a resource keeps the projects and keys that others wrote") {
  const auto step = ops::resource_step(wish(), deploy::Action::apply);
  CHECK(*step.merge(std::nullopt) == wish().resource);
  const auto merged = step.merge(yaml(R"(
metadata: {resourceVersion: "7"}
spec:
  projects:
  - {name: foreign, memberProjects: [one, two]}
  - {name: prod-a, apiKeys: [{key: by-hand}]}
)"));
  REQUIRE(merged.has_value());
  CHECK(document::to_yaml(*merged) == R"(apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
  resourceVersion: "7"
spec:
  projects:
    - name: foreign
      memberProjects:
        - one
        - two
    - name: prod-a
      apiKeys:
        - key: by-hand
        - keySecret:
            name: coroot
            key: agent-api-key
)");
}

TEST_CASE(
    "a resource that somebody else wrote is adopted: its keys keep words and order, its projects what we do not know") {
  const auto step = ops::resource_step(wish(), deploy::Action::apply);
  const auto projects = [&](const std::string& manager) {
    const auto live = yaml(R"(
metadata:
  managedFields: [{manager: )" +
                           manager + R"(, operation: Apply, fieldsV1: {f:spec: {f:projects: {}}}}]
spec:
  projects:
  - name: prod-a
    notificationIntegrations: {baseURL: https://coroot.example.com}
    apiKeys:
    - {description: for hubs, keySecret: {name: coroot, key: multi-cluster-api-key}}
    - {description: for agents, keySecret: {name: coroot, key: agent-api-key}}
)");
    return document::to_json(step.merge(live).value().at({"spec", "projects"}));
  };
  const std::string keys =
      R"("apiKeys":[{"description":"for hubs","keySecret":{"name":"coroot","key":"multi-cluster-api-key"}},)"
      R"({"description":"for agents","keySecret":{"name":"coroot","key":"agent-api-key"}}])";
  CHECK(projects("kubectl") ==
        R"([{"name":"prod-a","notificationIntegrations":{"baseURL":"https://coroot.example.com"},)" + keys + "}]");
  CHECK(projects("corootctl") == R"([{"name":"prod-a",)" + keys + "}]");
}

TEST_CASE("a project that Coroot would read otherwise is refused (operator 29, 30)") {
  const auto refusal = [](const std::string& live) {
    const auto step = ops::resource_step(wish(), deploy::Action::apply);
    const auto merged = step.merge(yaml("spec: {projects: " + live + "}"));
    return merged ? "" : describe(merged.error());
  };
  CHECK(refusal("[{name: prod-x}, {name: prod-a}, {name: prod-a}]") ==
        "project prod-a is there twice, and Coroot takes the last of the two");
  CHECK(refusal("[{name: prod-a, apiKeys: [{key: 'a$b'}]}]") ==
        "project prod-a has a plain key with a $ in it, which Coroot reads as a variable");
  CHECK(refusal("[{name: prod-x, apiKeys: [{key: 'a$b'}]}, {name: prod-x}]").empty());
}

}  // namespace corootctl::tests::ops_install_plan
