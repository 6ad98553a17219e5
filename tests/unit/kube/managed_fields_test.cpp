#include <doctest/doctest.h>

#include "document/json.hpp"
#include "document/yaml.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::tests::kube_managed_fields {

namespace {

document::Value object() {
  return document::parse_yaml(R"(
apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
  labels: {ours: a, theirs: b}
  managedFields:
  - manager: corootctl
    operation: Apply
    fieldsV1:
      f:metadata: {f:labels: {f:ours: {}}}
      f:spec: {f:projects: {}, f:service: {f:type: {}}}
  - manager: kubectl-client-side-apply
    operation: Update
    fieldsV1:
      f:metadata: {f:labels: {f:theirs: {}}}
      f:spec: {f:replicas: {}, f:service: {f:nodePort: {}}}
  - manager: coroot-operator
    operation: Update
    subresource: status
    fieldsV1: {f:status: {f:status: {}}}
spec:
  projects: [{name: prod-a}]
  service: {type: NodePort, nodePort: 30001}
  replicas: 1
status: {status: OK}
)",
                              "test")
      .value();
}

}  // namespace

TEST_CASE("what a manager owns is cut out of the object, with its identity (objects 8)") {
  CHECK(document::to_json(kube::owned_by(object(), "corootctl")) ==
        R"({"apiVersion":"coroot.com/v1","kind":"Coroot","metadata":{"name":"coroot","namespace":"coroot",)"
        R"("labels":{"ours":"a"}},)"
        R"("spec":{"projects":[{"name":"prod-a"}],"service":{"type":"NodePort"}}})");
}

TEST_CASE("what the server keeps in the metadata does not tell two states apart") {
  const auto bare = kube::without_bookkeeping(object());
  CHECK(bare["spec"] == object()["spec"]);
  CHECK(bare.at({"metadata", "name"}) == object().at({"metadata", "name"}));
  CHECK(bare.at({"metadata", "managedFields"}).is_null());
  CHECK(kube::without_bookkeeping(document::Object{{"kind", "Pod"}}) ==
        document::Value(document::Object{{"kind", "Pod"}}));
}

TEST_CASE("a manager that applied nothing owns the identity only") {
  CHECK(document::to_json(kube::owned_by(object(), "nobody")) ==
        R"({"apiVersion":"coroot.com/v1","kind":"Coroot","metadata":{"name":"coroot","namespace":"coroot"}})");
}

TEST_CASE("fields written by another manager have owners, our own do not count") {
  CHECK(kube::other_owners(object(), "corootctl", {"spec", "replicas"}) ==
        std::vector<std::string>{"kubectl-client-side-apply"});
  CHECK(kube::other_owners(object(), "corootctl", {"spec", "projects"}).empty());
}

TEST_CASE("a status written by a controller is nobody's field of the object") {
  CHECK(kube::other_owners(object(), "corootctl", {"status", "status"}).empty());
}

}  // namespace corootctl::tests::kube_managed_fields
