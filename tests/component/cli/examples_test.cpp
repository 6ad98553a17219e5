/// The fleet files of examples/ on simulated clusters with their names: apply makes them so, and then plan finds
/// nothing.
#include <doctest/doctest.h>

#include "base/files.hpp"
#include "document/yaml.hpp"
#include "fleetfile/read.hpp"
#include "support/sandbox.hpp"
#include "support/temporary_directory.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_examples {

namespace {

/// An example in a folder of its own, its clusters simulated, its operator from manifests: helm would need a network.
struct Example {
  TemporaryDirectory folder = std::move(*TemporaryDirectory::create());
  std::string file = folder.path() + "/corootctl.yaml";
  fleetfile::Fleet fleet{};
  std::unique_ptr<support::Sandbox> sandbox{};

  explicit Example(const std::string& name) {
    auto document = *document::parse_yaml(*read_file(support::tree_path("examples/" + name + "/corootctl.yaml")), name);
    document.make({"defaults", "operator"}) =
        document::Object{{"manifests", support::tree_path("tests/support/data/operator-manifests.yaml")}};
    REQUIRE(write_file_atomically(file, document::to_yaml(document), 0600).has_value());
    fleet = *fleetfile::read(document::to_yaml(document), file);
    support::SandboxOptions options{.scenario = support::tree_path("tests/data/incident"),
                                    .poll = std::chrono::milliseconds(20)};
    options.clusters.clear();
    for (const auto& member : fleet.members) options.clusters.push_back(member.context);
    options.clusters.push_back(fleet.hub.context);
    sandbox = std::move(*support::Sandbox::start(std::move(options)));
  }

  std::string run(std::vector<std::string> args) const {
    cli::test::TextOutput out, err;
    args.insert(args.end(), {"--fleet", file, "--kubeconfig", sandbox->fleet().kubeconfig(), "-q"});
    const int code = cli::run(args, cli::Surface{.out = out, .err = err});
    return std::to_string(code) + (code == 0 || code == 7 ? "" : "\n" + out.text + err.text);
  }
};

}  // namespace

TEST_CASE("examples/three-clusters: apply makes it so") {
  const Example example("three-clusters");
  CHECK(example.run({"plan"}) == "7");
  CHECK(example.run({"apply", "--yes", "--no-verify"}) == "0");
  CHECK(example.run({"plan"}) == "0");
}

TEST_CASE("examples/agents-only: apply makes it so, and leaves the readonly member alone") {
  const Example example("agents-only");
  CHECK(example.run({"plan", "--member", "edge-1"}) == "7");
  CHECK(example.run({"apply", "--member", "edge-1", "--yes", "--no-verify"}) == "0");
  CHECK(example.run({"plan", "--member", "edge-1"}) == "0");
  CHECK(example.sandbox->fleet()[1].writes().empty());
}

}  // namespace corootctl::tests::cli_examples
