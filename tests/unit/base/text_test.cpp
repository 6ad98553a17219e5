#include <doctest/doctest.h>

#include "base/result.hpp"
#include "base/text.hpp"

namespace corootctl::tests::base_text {

TEST_CASE("an error reads outermost step first, and empty steps are not there") {
  auto error = Error{ErrorKind::unreachable, "connection refused", {}, ""};
  CHECK(describe(std::move(error).with("get Secret coroot/coroot").with("").with("cluster prod-a")) ==
        "cluster prod-a: get Secret coroot/coroot: connection refused");
}

TEST_CASE("the closest word is what a typing error meant") {
  const std::vector<std::string> verbs{"contexts", "install", "link-clusters", "rca", "status"};
  CHECK(closest("instal", verbs) == "install");
  CHECK(closest("isntall", verbs) == "install");
  CHECK(closest("stauts", verbs) == "status");
  CHECK(closest("link-cluster", verbs) == "link-clusters");
  CHECK(closest("INSTALL", verbs) == "install");
}

TEST_CASE("a word that resembles nothing gets no suggestion") {
  CHECK_FALSE(closest("frobnicate", {"contexts", "install"}).has_value());
  CHECK_FALSE(closest("x", {"rca"}).has_value());
}

TEST_CASE("a foreign text becomes one harmless line of bounded length") {
  CHECK(printable("a\x1b[2J\r\n\tb\x7f") == "a [2J   b ");
  CHECK(printable("c1 \xC2\x9B\x31m, \xC2\xA9 and \xE2\x82\xAC stay") == "c1  1m, \xC2\xA9 and \xE2\x82\xAC stay");
  CHECK(printable("abcdef", 3) == "abc");
}

TEST_CASE("splitting keeps empty pieces, joining puts them back") {
  CHECK(split("a::b:", ':') == std::vector<std::string>{"a", "", "b", ""});
  CHECK(join(split("a::b:", ':'), ":") == "a::b:");
}

TEST_CASE("a long list ends with the number of parts that are left out") {
  CHECK(join_first({"a", "b", "c"}, 3) == "a, b, c");
  CHECK(join_first({"a", "b", "c", "d"}, 2) == "a, b and 2 more");
  CHECK(join_first({}, 3).empty());
}

TEST_CASE("globs match whole names") {
  CHECK(glob_match("prod-*", "prod-a"));
  CHECK(glob_match("prod-?", "prod-a"));
  CHECK_FALSE(glob_match("prod", "prod-a"));
}

TEST_CASE("a text becomes one word of a shell, in quotes where it must be") {
  CHECK(shell_word("cluster-a") == "cluster-a");
  CHECK(shell_word("arn:aws:eks:eu-west-1:1:cluster/prod") == "arn:aws:eks:eu-west-1:1:cluster/prod");
  CHECK(shell_word("") == "''");
  CHECK(shell_word("my cluster") == "'my cluster'");
  CHECK(shell_word("it's $HOME") == R"('it'\''s $HOME')");
}

}  // namespace corootctl::tests::base_text
