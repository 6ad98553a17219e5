/// unlink-clusters and uninstall of a fleet file's members, on a linked fleet.
#include "base/files.hpp"
#include "base/text.hpp"
#include "component/ops/bench.hpp"
#include "coroot/resource.hpp"
#include "support/temporary_directory.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_fleet_verbs {

using namespace corootctl::cli::test;
using Lines = std::vector<std::string>;

namespace {

/// prod-a and prod-b are members of the hub prod-c, as the file says.
struct FleetOfFile : tests::OpsBench {
  FleetOfFile() {
    install({"prod-a", "prod-b", "prod-c"});
    const auto linked = ops::link_clusters(link_request(), around(), {});
    REQUIRE_MESSAGE(linked.has_value(), (linked ? "" : describe(linked.error())));
    write("safety: normal");
  }
  void write(const std::string& of_hub) const {
    REQUIRE(write_file_atomically(file(),
                                  "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\nhub: {context: prod-c, " + of_hub +
                                      "}\nmembers:\n- {name: prod-a, labels: {env: test}}\n- {name: prod-b}\n"
                                      "aggregates:\n- {name: prod-global}\n",
                                  0600)
                .has_value());
  }
  std::string file() const { return folder.path() + "/corootctl.yaml"; }
  int run(Lines args) {
    out.text.clear();
    err.text.clear();
    args.insert(args.end(), {"--fleet", file(), "--kubeconfig", sandbox->fleet().kubeconfig(), "-q"});
    return cli::run(args, cli::Surface{.out = out, .err = err});
  }
  Lines projects_of_hub() const {
    return coroot::project_names(*sandbox->hub().object("coroot.com", "coroots", "coroot", "coroot"));
  }
  bool is_installed(std::size_t cluster) const {
    return sandbox->fleet()[cluster].object("coroot.com", "coroots", "coroot", "coroot").has_value();
  }

  TextOutput out{}, err{};
  TemporaryDirectory folder = std::move(*TemporaryDirectory::create());
};

}  // namespace

TEST_CASE_FIXTURE(FleetOfFile, "unlink-clusters --fleet takes the members that are chosen out of the file's hub") {
  CHECK(run({"unlink-clusters", "--member", "env=test", "--yes"}) == 0);
  CHECK(err.text == "corootctl: warning: the next `corootctl apply` links again what the fleet file still names\n");
  CHECK(join(projects_of_hub(), " ") == "prod-c prod-b prod-global");
  CHECK(run({"unlink-clusters", "--all", "--yes"}) == 0);
  CHECK(join(projects_of_hub(), " ") == "prod-c");
}

TEST_CASE_FIXTURE(FleetOfFile, "unlink-clusters --fleet refuses what the file forbids or does not know") {
  const auto before = versions();
  CHECK(run({"unlink-clusters", "--member", "prod-x", "--yes"}) == 2);
  CHECK(err.text.starts_with("corootctl: error: --member: the fleet has no member prod-x\n"));
  CHECK(run({"unlink-clusters", "--hub", "prod-c", "--member", "prod-a", "--yes"}) == 2);
  CHECK(err.text ==
        "corootctl: error: --fleet and --hub cannot be used together\n"
        "  hint: Leave one of them out: the file says what the flag says.\n");
  write("safety: readonly");
  CHECK(run({"unlink-clusters", "--member", "prod-a", "--yes"}) == 2);
  CHECK(err.text.starts_with("corootctl: error: prod-c is readonly in the fleet file: nothing is written there\n"));
  CHECK(versions() == before);
}

TEST_CASE_FIXTURE(FleetOfFile,
                  "uninstall --fleet takes the chosen member, whose name was typed and whom no hub reads") {
  const auto before = versions();
  CHECK(run({"uninstall", "--member", "prod-a", "--confirm", "prod-a", "--yes"}) == 1);
  CHECK(err.text ==
        "corootctl: error: cluster prod-a: the hub prod-c reads project prod-a\n"
        "  hint: Run `corootctl unlink-clusters --hub prod-c --member prod-a` first, or say --even-linked.\n");
  CHECK(versions() == before);
  CHECK(run({"unlink-clusters", "--member", "prod-a", "--yes"}) == 0);
  CHECK(run({"uninstall", "--member", "prod-a", "--yes"}) == 2);
  CHECK(err.text ==
        "corootctl: error: --yes is not enough to delete project prod-a of prod-a: its name has to be typed\n"
        "  hint: Add --confirm prod-a.\n");
  CHECK(run({"uninstall", "--member", "prod-a", "--confirm", "prod-a", "--yes"}) == 0);
  CHECK_FALSE(is_installed(0));
  CHECK(is_installed(1));
  CHECK(is_installed(2));
}

}  // namespace corootctl::tests::cli_fleet_verbs
