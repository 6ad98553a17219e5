/// fleet init on simulated clusters: what it drafts from an installed and linked fleet, and that the draft fits it.
#include <doctest/doctest.h>

#include <regex>

#include "base/files.hpp"
#include "component/ops/bench.hpp"
#include "support/temporary_directory.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_fleet_init {

namespace {

struct Said {
  int code = 0;
  std::string out{}, err{};
};

Said say(const OpsBench& bench, std::vector<std::string> args) {
  cli::test::Stage stage;
  stage.surface.make_connector = fleet::make_connector;
  args.insert(args.end(), {"--kubeconfig", bench.sandbox->fleet().kubeconfig(), "-q"});
  const int code = stage.run(args);
  return {code, stage.out.text, stage.err.text};
}

/// Ports are the machine's.
std::string masked(const std::string& text) {
  return std::regex_replace(text, std::regex(R"((url: http://[0-9.]+:)\d+)"), "$1PORT");
}

void link(const OpsBench& bench) {
  const auto linked = ops::link_clusters(bench.link_request(), bench.around(), {});
  REQUIRE_MESSAGE(linked.has_value(), (linked ? "" : describe(linked.error())));
}

}  // namespace

TEST_CASE("fleet init drafts what a linked fleet is like, and writes to no cluster") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  link(bench);
  const auto before = bench.versions();
  const auto drafted = say(bench, {"fleet", "init", "--context", "prod-*"});
  CHECK(drafted.code == 0);
  CHECK(masked(drafted.out) ==
        R"(# Drafted by `corootctl fleet init` from what is installed. docs/fleet.md describes every key.
apiVersion: corootctl.coroot.com/v1
kind: Fleet
defaults:
  operator:
    install: false
hub:
  context: prod-c
  project: prod-c
members:
  - name: prod-a
    url: http://10.0.1.11:PORT
  - name: prod-b
    url: http://10.0.2.11:PORT
aggregates:
  - name: prod-global
)");
  CHECK(drafted.err ==
        "corootctl: warning: prod-c has its operator in coroot: install: false\n"
        "corootctl: warning: prod-a has its operator in coroot: install: false\n"
        "corootctl: warning: prod-b has its operator in coroot: install: false\n");
  CHECK(bench.versions() == before);
}

TEST_CASE("install and link-clusters of a drafted file change nothing") {
  const OpsBench bench;
  bench.install({"prod-a", "prod-b", "prod-c"});
  link(bench);
  const auto before = bench.versions();
  const auto drafted = say(bench, {"fleet", "init", "--context", "prod-*"});
  const auto folder = *TemporaryDirectory::create();
  const auto file = folder.path() + "/corootctl.yaml";
  REQUIRE(say(bench, {"fleet", "init", "--context", "prod-*", "-f", file}).code == 0);
  CHECK(read_file(file).value_or("") == drafted.out);
  CHECK(say(bench, {"status", "--fleet", file, "-o", "name"}).out == "prod-c\nprod-a\nprod-b\n");
  const auto installed = say(bench, {"install", "--fleet", file, "--yes"});
  CHECK_MESSAGE(installed.code == 0, installed.err);
  const auto joined = say(bench, {"link-clusters", "--fleet", file, "--yes", "--no-verify"});
  CHECK_MESSAGE(joined.code == 0, joined.err);
  CHECK(bench.versions() == before);
}

TEST_CASE("fleet init of clusters without Coroot takes projects from the flags and names from the contexts") {
  const OpsBench bench;
  const auto drafted = say(bench, {"fleet", "init", "--hub", "prod-c=central", "--context", "prod-a=shop"});
  CHECK(drafted.code == 0);
  CHECK(drafted.out ==
        "# Drafted by `corootctl fleet init` from what is installed. docs/fleet.md describes every key.\n"
        "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\n"
        "hub:\n  context: prod-c\n  project: central\n"
        "members:\n  - name: prod-a\n    project: shop\n"
        "aggregates:\n  - name: all-clusters\n");
  const auto none = say(bench, {"fleet", "init", "--context", "prod-*"});
  CHECK(none.code == 2);
  CHECK(none.err ==
        "corootctl: error: none of these clusters is a hub yet\n"
        "  hint: Add --hub CONTEXT, the cluster that shows all others.\n");
}

TEST_CASE("fleet init writes over no file without --force") {
  const OpsBench bench;
  const auto folder = *TemporaryDirectory::create();
  const auto file = folder.path() + "/f.yaml";
  REQUIRE(write_file_atomically(file, "mine\n", 0600).has_value());
  const std::vector<std::string> line{"fleet", "init", "--hub", "prod-c", "--context", "prod-a", "-f", file};
  const auto refused = say(bench, line);
  CHECK(refused.code == 2);
  CHECK(refused.err == "corootctl: error: " + file +
                           " is there already\n  hint: Add --force to write over it, or leave -f out to print the "
                           "draft.\n");
  CHECK(read_file(file).value_or("") == "mine\n");
  auto forced = line;
  forced.emplace_back("--force");
  CHECK(say(bench, forced).code == 0);
  CHECK(read_file(file).value_or("").starts_with("# Drafted by"));
}

}  // namespace corootctl::tests::cli_fleet_init
