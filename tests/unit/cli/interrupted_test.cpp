#include "cli/output/interrupted.hpp"

#include <doctest/doctest.h>

namespace corootctl::tests::cli_interrupted {

using namespace corootctl::cli;

TEST_CASE("after an interruption the last line says what is done, what is not, and the command that goes on") {
  CHECK(
      interrupted_line({{"a", {{"Namespace coroot", "created", {}}}, {{"helm release coroot/x"}, {"Coroot coroot/c"}}},
                        {"b", {}, {{}, {"everything"}}}},
                       "corootctl install --context a") ==
      "Interrupted. Done: a: Namespace coroot. Perhaps done: a: helm release coroot/x. Not done: a: Coroot coroot/c; "
      "b: everything. Go on with: corootctl install --context a");
  CHECK(interrupted_line({{"a", {}, {}}}, "corootctl x") == "Interrupted. Done: nothing. Go on with: corootctl x");
}

TEST_CASE("an interruption before the first write says so; other errors keep their hint") {
  CHECK(with_way_on(make_error(ErrorKind::cancelled, "interrupted"), "corootctl x").hint ==
        "Nothing was written. Go on with: corootctl x");
  CHECK(with_way_on(make_error(ErrorKind::timeout, "late").advise("Wait."), "corootctl x").hint == "Wait.");
}

TEST_CASE("a command line is shown for a shell and without what may be a secret") {
  CHECK(command_line({"install", "--context", "a b=prod-a", "--set", "spec.x=1", "--token=abc", "--password", "p"}) ==
        "corootctl install --context 'a b=prod-a' --set ... --token=... --password ...");
  CHECK(command_line({"--chart-repo", "https://me:pw@charts.example/x", "it's", ""}) ==
        "corootctl --chart-repo https://...@charts.example/x 'it'\\''s' ''");
  CHECK(command_line({"rca", "--post", "https://hooks.example/secret"}) == "corootctl rca --post ...");
  CHECK(command_line({"--member=a=b,https://u:p@c.example"}) == "corootctl --member=a=b,https://...@c.example");
  CHECK(command_line({"--server=https://u:p@ss@c.example/x"}) == "corootctl --server=https://...@c.example/x");
  CHECK(command_line({"https://a.example,https://u:p@c.example"}) ==
        "corootctl https://a.example,https://...@c.example");
}

}  // namespace corootctl::tests::cli_interrupted
