/// bundle inspect as a user types it: what the checks say of a bundle, without any cluster.
#include "base/files.hpp"
#include "bundle/archive.hpp"
#include "checks/facts_json.hpp"
#include "document/json.hpp"
#include "support/temporary_directory.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_bundle {

using namespace corootctl::cli::test;

namespace {

/// A cluster that is too old and has no operator, and whose Secrets could not be read.
std::string facts_text() {
  checks::Facts facts;
  facts.namespace_name = "coroot";
  auto& cluster = facts.clusters.emplace_back();
  cluster.context = "prod-a";
  cluster.version = "v1.20.1";
  cluster.gaps = {{std::string(checks::parts::keys), "secrets is forbidden"}};
  return document::to_json(checks::to_value(facts));
}

constexpr auto manifest_text =
    R"({"schema":"corootctl.bundle/v1","created":"2026-11-29T13:30:00Z","tool":"corootctl 0.1.0",)"
    R"("command":"corootctl bundle","clusters":[{"context":"prod-a","folder":"clusters/prod-a"}],"gaps":[]})";

struct Desk : Stage {
  TemporaryDirectory directory = std::move(*TemporaryDirectory::create());

  int inspect(std::vector<bundle::Entry> entries, std::vector<std::string> args = {}) {
    entries.push_back({"manifest.json", manifest_text});
    const auto file = directory.path() + "/bundle.tar.gz";
    REQUIRE(write_file_atomically(file, *bundle::pack(std::move(entries)), 0600).has_value());
    args.insert(args.begin(), {"bundle", "inspect", file});
    return run(args);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Desk, "bundle inspect: every check runs on the facts that the bundle has") {
  CHECK(inspect({{"facts.json", facts_text()}}) == 0);
  CHECK(
      out.text ==
      "Made 2026-11-29T13:30:00Z by corootctl 0.1.0: corootctl bundle\n"
      "\n"
      "CONTEXT   VERSION   COROOT   FILES   NOT READY\n"
      "prod-a    -         -        0       -\n"
      "\n"
      "CODE     RESULT        CLUSTER   OBJECT                                        PROBLEM\n"
      "CRT101   error         prod-a    API server                                    Kubernetes is v1.20.1, and "
      "server-side apply came with 1.22\n"
      "CRT201   error         prod-a    operator                                      no Coroot operator is installed\n"
      "CRT203   error         prod-a    CustomResourceDefinition coroots.coroot.com   it does not exist, so the "
      "cluster "
      "knows no Coroot resources\n"
      "CRT301   not checked   prod-a    -                                             secrets is forbidden\n"
      "CRT302   not checked   prod-a    -                                             secrets is forbidden\n"
      "CRT303   not checked   prod-a    -                                             secrets is forbidden\n"
      "CRT305   not checked   prod-a    -                                             secrets is forbidden\n"
      "CRT306   not checked   prod-a    -                                             secrets is forbidden\n"
      "\n"
      "CRT101: Upgrade the cluster. docs/compatibility.md lists the versions that corootctl was run with.\n"
      "CRT201: Install it: corootctl install --operator-only --context CONTEXT, or through your GitOps tool.\n"
      "CRT203: Install the operator: corootctl install --operator-only --context CONTEXT. A definition that is there "
      "and not established says why in its conditions: kubectl get crd coroots.coroot.com -o yaml.\n"
      "\n"
      "8 checks passed, 3 with findings (3 errors), 5 not checked.\n");
}

TEST_CASE_FIXTURE(Desk, "bundle inspect: the checks are in the form for programs as `check` has them") {
  REQUIRE(inspect({{"facts.json", facts_text()}}, {"-o", "json"}) == 0);
  const auto checks = (*document::parse_json(out.text, "out"))["checks"];
  CHECK(checks["schema"].as_string() == "corootctl.checks/v1");
  CHECK(checks.at({"summary", "errors"}).as_integer() == 3);
}

TEST_CASE_FIXTURE(Desk, "bundle inspect: a bundle without facts says so, and one with broken facts is refused") {
  CHECK(inspect({}) == 0);
  CHECK(out.text ==
        "Made 2026-11-29T13:30:00Z by corootctl 0.1.0: corootctl bundle\n\n"
        "CONTEXT   VERSION   COROOT   FILES   NOT READY\n"
        "prod-a    -         -        0       -\n\n"
        "No facts for the checks are in it.\n");
  CHECK(inspect({}, {"-o", "json"}) == 0);
  CHECK(inspect({{"facts.json", R"({"schema":"corootctl.facts/v9"})"}}) == 1);
}

}  // namespace corootctl::tests::cli_bundle
