/// uninstall --delete-crd: what goes before the definition.
#include "component/ops/bench.hpp"
#include "upkeep/uninstall/uninstall.hpp"

namespace corootctl::tests::upkeep_uninstall_definition {

TEST_CASE("the definition stays while anything that the resource owned is there: nothing would delete it afterwards") {
  const tests::OpsBench bench;
  bench.install({"prod-a"});
  support::ObjectKey key{"", "services", "coroot", "coroot-coroot"};
  SUBCASE("a Service") {}
  SUBCASE("a ConfigMap") { key = {"", "configmaps", "coroot", "coroot-coroot"}; }
  SUBCASE("the password of ClickHouse") { key = {"", "secrets", "coroot", "coroot-clickhouse"}; }
  support::SimCluster& cluster = bench.sandbox->fleet()[0];
  cluster.change([&](support::SimState& state) {
    REQUIRE(state.store.find(key) != nullptr);
    auto held = *state.store.find(key);
    held.make({"metadata", "finalizers"}) = document::List{"example.com/hold"};
    state.store.put(key, std::move(held));
  });
  upkeep::UninstallRequest all;
  all.targets = {{bench.cluster("prod-a"), ""}};
  all.extent.definition = true;
  all.timeout = std::chrono::seconds(2);
  const auto reports = upkeep::uninstall(all, bench.around(), {});
  REQUIRE(reports.has_value());
  const auto& report = reports->front();
  REQUIRE(report.error.has_value());
  INFO(describe(*report.error));
  CHECK(report.error->what.starts_with("still there: "));
  CHECK(report.error->what.find("coroot/" + key.name + ": being deleted") != std::string::npos);
  CHECK(cluster.objects("apiextensions.k8s.io", "customresourcedefinitions").size() == 1);
}

}  // namespace corootctl::tests::upkeep_uninstall_definition
