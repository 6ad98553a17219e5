/// install over a helm release; helm itself is played by a script.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "component/ops/bench.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::ops_helm {

using Lines = std::vector<std::string>;

namespace {

/// prod-a with the release coroot-operator, as its record and its annotations say.
struct ReleaseBench : OpsBench {
  ReleaseBench() {
    install({"prod-a"});
    sandbox->fleet()[0].change([](support::SimState& state) {
      auto live = *state.store.find(deployment);
      live.make({"metadata", "annotations", "meta.helm.sh/release-name"}) = "coroot-operator";
      state.store.put(deployment, std::move(live));
      const document::Object labels{
          {"owner", "helm"}, {"name", "coroot-operator"}, {"status", "deployed"}, {"version", "1"}};
      state.store.put({"", "secrets", "coroot", "sh.helm.release.v1.coroot-operator.v1"},
                      document::Object{{"metadata", document::Object{{"name", "sh.helm.release.v1.coroot-operator.v1"},
                                                                     {"namespace", "coroot"},
                                                                     {"labels", labels}}}});
    });
    const auto manifests = support::tree_path("tests/support/data/operator-manifests.yaml");
    std::ofstream(helm()) << "#!/bin/sh\necho \"$1 $2\" >>" << folder.path() << "/log\n"
                          << "case \"$1 $2\" in\n'get manifest') cat " << manifests << " ;;\nesac\n";
    std::filesystem::permissions(helm(), std::filesystem::perms::owner_all);
  }
  std::string helm() const { return folder.path() + "/helm"; }
  ops::ClusterInstall run() const {
    auto request = install_request({"prod-a"});
    request.operator_source.manifests_file.clear();
    request.operator_source.helm = helm();
    request.operator_only = true;
    request.wait = false;
    const auto reports = ops::install(request, around(), {});
    REQUIRE_MESSAGE(reports.has_value(), (reports ? "" : describe(reports.error())));
    REQUIRE_MESSAGE(!reports->front().error, (reports->front().error ? describe(*reports->front().error) : ""));
    return reports->front();
  }
  Lines calls() const {
    std::stringstream text;
    text << std::ifstream(folder.path() + "/log").rdbuf();
    return split(std::string(trim(text.str())), '\n');
  }

  inline static const support::ObjectKey deployment{"apps", "deployments", "coroot", "coroot-operator"};
  TemporaryDirectory folder = std::move(*TemporaryDirectory::create());
};

}  // namespace

TEST_CASE_FIXTURE(ReleaseBench, "a helm release with all of its objects is left alone (operator 27)") {
  CHECK(outcomes(run().objects) ==
        Lines{"unchanged Namespace coroot", "unchanged helm release coroot/coroot-operator"});
  CHECK(calls() == Lines{"get manifest"});
}

TEST_CASE_FIXTURE(ReleaseBench, "a helm release whose objects are gone is made whole by helm (operator 27)") {
  support::ObjectKey gone = deployment;
  SUBCASE("the operator itself") {}
  SUBCASE("a right it needs") { gone = {"rbac.authorization.k8s.io", "clusterroles", "", "coroot-operator"}; }
  SUBCASE("the definition") { gone = {"apiextensions.k8s.io", "customresourcedefinitions", "", "coroots.coroot.com"}; }
  sandbox->fleet()[0].change([&](support::SimState& state) { state.store.erase(gone); });
  CHECK(outcomes(run().objects) == Lines{"unchanged Namespace coroot", "changed helm release coroot/coroot-operator"});
  CHECK(calls() == Lines{"get manifest", "upgrade --install"});
}

}  // namespace corootctl::tests::ops_helm
