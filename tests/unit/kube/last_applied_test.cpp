#include "kube/objects/last_applied.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "document/yaml.hpp"

namespace corootctl::tests::kube_last_applied {

using Lines = std::vector<std::string>;

namespace {

/// Made by `kubectl apply`; spec.projects and a label were then taken over by corootctl.
document::Value adopted() {
  return document::parse_yaml(R"(
apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  labels: {ours: b, theirs: b}
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion": "coroot.com/v1", "kind": "Coroot",
       "metadata": {"name": "coroot", "labels": {"ours": "a", "theirs": "a"}},
       "spec": {"projects": [{"name": "prod-c"}], "service": {"type": "NodePort"}, "metricsRefreshInterval": "30s"}}
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
      f:spec: {f:metricsRefreshInterval: {}, f:service: {f:type: {}}}
spec:
  projects: [{name: prod-c}, {name: prod-a}]
  service: {type: NodePort}
  metricsRefreshInterval: 15s
)",
                              "test")
      .value();
}

Lines texts(const std::vector<std::vector<std::string>>& paths) {
  Lines out;
  for (const auto& path : paths) out.push_back(join(path, "."));
  return out;
}

Lines texts(const std::vector<kube::TakeOver>& all) {
  Lines out;
  for (const auto& each : all) out.push_back(each.manager + ": " + join(texts(each.fields), ", "));
  return out;
}

}  // namespace

TEST_CASE("another kubectl apply of the file sets back what we own and it has otherwise (objects 30)") {
  CHECK(texts(kube::set_back_by_apply(adopted(), "corootctl")) == Lines{"metadata.labels.ours", "spec.projects"});
  auto up_to_date = adopted();
  up_to_date.make({"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"}) =
      R"({"spec": {"projects": [{"name": "prod-c"}, {"name": "prod-a"}]}})";
  CHECK(texts(kube::set_back_by_apply(up_to_date, "corootctl")).empty());
}

TEST_CASE("an object that kubectl never applied, or whose annotation cannot be read, has no file") {
  for (const auto* text : {"", "{", "[]", "null"}) {
    auto object = adopted();
    object.make({"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"}) = text;
    CHECK_FALSE(kube::last_applied(object).has_value());
    CHECK(texts(kube::set_back_by_apply(object, "corootctl")).empty());
  }
}

TEST_CASE("a Secret's stringData in the file is compared with the data that it became") {
  auto secret = document::parse_yaml(R"(
kind: Secret
metadata:
  name: remote-coroot-clusters
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"kind": "Secret", "stringData": {"prod-a": "old", "prod-b": "same"}}
  managedFields:
  - {manager: corootctl, operation: Apply, fieldsV1: {f:data: {f:prod-a: {}, f:prod-b: {}, f:prod-d: {}}}}
data: {prod-a: bmV3, prod-b: c2FtZQ==, prod-d: bmV3}
)",
                                     "test")
                    .value();
  CHECK(texts(kube::set_back_by_apply(secret, "corootctl")) == Lines{"data.prod-a"});
}

TEST_CASE("a forced apply takes over what it changes of others; equal values stay shared (objects 7, 13)") {
  const auto wanted = document::parse_yaml(R"(
apiVersion: coroot.com/v1
kind: Coroot
metadata: {name: coroot, labels: {theirs: c}}
spec: {projects: [], service: {type: NodePort}, metricsRefreshInterval: 20s}
)",
                                           "test")
                          .value();
  CHECK(texts(kube::take_overs(adopted(), wanted, "corootctl")) ==
        Lines{"kubectl-client-side-apply: metadata.labels.theirs, spec.metricsRefreshInterval"});
  CHECK(texts(kube::take_overs(adopted(), adopted(), "corootctl")).empty());
}

}  // namespace corootctl::tests::kube_last_applied
