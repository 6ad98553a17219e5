#include "upkeep/upgrade/chart_diff.hpp"

#include <doctest/doctest.h>

#include "document/yaml.hpp"

namespace corootctl::tests::upkeep_chart_diff {

using document::Value;
using Lines = std::vector<std::string>;

namespace {

Value yaml(const std::string& text) { return *document::parse_yaml(text, "test"); }

Value definition(const std::string& properties) {
  return yaml(
      "kind: CustomResourceDefinition\nmetadata: {name: coroots.coroot.com}\nspec: {versions: [{storage: true, "
      "schema: {openAPIV3Schema: {properties: {spec: {properties: " +
      properties + "}}}}}]}");
}

deploy::HelmContent chart(const std::string& version, std::vector<Value> objects) {
  return {"coroot-operator", version, "1", yaml("a: 1"), {}, std::move(objects), {}};
}

}  // namespace

TEST_CASE("fields that a definition gains or loses are told by their highest place, in lists, too (operator 32)") {
  const auto before = definition("{old: {properties: {x: {}}}, projects: {items: {properties: {name: {}}}}}");
  const auto after =
      definition("{projects: {items: {properties: {name: {}, keys: {properties: {a: {}}}}}}, fresh: {}}");
  SUBCASE("as a template") {
    const auto diff = upkeep::diff_charts(chart("1.0.0", {before}), chart("1.1.0", {after}), before, {});
    CHECK(diff.fields_added == Lines{"spec.fresh", "spec.projects[].keys"});
    CHECK(diff.fields_removed == Lines{"spec.old"});
    CHECK(diff.objects.empty());
  }
  SUBCASE("in crds/, which helm leaves alone") {
    const auto diff = upkeep::diff_charts(chart("1.0.0", {}), chart("1.0.0", {}), before, {after});
    CHECK(diff.fields_added == Lines{"spec.fresh", "spec.projects[].keys"});
    CHECK(upkeep::is_pending(diff));
  }
}

TEST_CASE("objects are told as created, changed and deleted, and the chart's values by their places") {
  const auto account = yaml("{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: shop}}");
  auto labelled = account;
  labelled.make({"metadata", "labels", "x"}) = "y";
  auto other = account;
  other.make({"metadata", "name"}) = "b";
  const auto diff = upkeep::diff_charts(chart("1.0.0", {account, other}), chart("1.0.1", {labelled}), {}, {});
  REQUIRE(diff.objects.size() == 2);
  CHECK(diff.objects[0].object == "ServiceAccount shop/a");
  CHECK(diff.objects[0].outcome == "changed");
  CHECK(diff.objects[1].outcome == "deleted");
  CHECK(upkeep::is_pending(diff));
  CHECK_FALSE(upkeep::is_pending(upkeep::diff_charts(chart("1.0.0", {account}), chart("1.0.0", {account}), {}, {})));
}

TEST_CASE("a resource that sets a field that goes is found, inside lists, too") {
  const auto resource = yaml("{spec: {old: 1, projects: [{name: a}, {name: b, keys: {a: 1}}]}}");
  CHECK(upkeep::used_fields(resource, {"spec.old", "spec.absent", "spec.projects[].keys", "spec.projects[].none"}) ==
        Lines{"spec.old", "spec.projects[].keys"});
}

}  // namespace corootctl::tests::upkeep_chart_diff
