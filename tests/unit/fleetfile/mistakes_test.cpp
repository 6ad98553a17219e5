#include <doctest/doctest.h>

#include "fleetfile/read.hpp"

using namespace corootctl;

namespace {

constexpr std::string_view head = "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\n";
constexpr std::string_view hub = "hub:\n  context: hub\n";

/// What is said about `text` behind the first two lines.
std::string mistakes(const std::string& text) {
  const auto whole = std::string(head) + text;
  return fleetfile::describe(fleetfile::problems(whole, "f.yaml"), whole, "f.yaml");
}
std::string with_hub(const std::string& text) { return mistakes(std::string(hub) + text); }

}  // namespace

TEST_CASE("fleet file: each mistake comes with its place, its line and what to do") {
  CHECK(with_hub("members:\n- name: no\n  contxt: a\n  nodePort: 3\n") ==
        R"(f.yaml:6:9: name must be text, but no without quotes is a boolean
  6 | - name: no
    |         ^
  Put it in quotes: "no".
f.yaml:7:3: a member has no key "contxt"
  7 |   contxt: a
    |   ^
  Did you mean context?
f.yaml:8:3: a member has no key "nodePort"
  8 |   nodePort: 3
    |   ^
  Write it below exposure.)");
}
