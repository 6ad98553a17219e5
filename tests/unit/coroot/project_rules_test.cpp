#include "coroot/project_rules.hpp"

#include <doctest/doctest.h>

#include "document/yaml.hpp"

namespace corootctl::tests::coroot_project_rules {
namespace {

using Lines = std::vector<std::string>;

Lines misread(const std::string& projects) {
  Lines out;
  const auto resource = document::parse_yaml("spec: {projects: " + projects + "}", "test").value();
  for (const auto& each : coroot::misread_projects(resource)) out.push_back(each.project + " " + each.what);
  return out;
}

}  // namespace

TEST_CASE("a $ in a plain key is told, never the key; one in a Secret is harmless (operator 29)") {
  CHECK(misread("[{name: prod-a, apiKeys: [{key: abc}, {key: 'a$bc'}]}, "
                "{name: prod-b, remoteCoroot: {url: 'http://b', apiKey: '$x'}}, "
                "{name: prod-c, apiKeys: [{keySecret: {name: coroot, key: 'a$b'}}]}]") ==
        Lines{"prod-a has a plain key with a $ in it, which Coroot reads as a variable",
              "prod-b has a plain key with a $ in it, which Coroot reads as a variable"});
}

TEST_CASE("a project that is there twice is told once (operator 30)") {
  CHECK(misread("[{name: prod-a}, {name: prod-b}, {name: prod-a}, {name: prod-a}]") ==
        Lines{"prod-a is there twice, and Coroot takes the last of the two"});
  CHECK(misread("[{name: prod-a}, {name: prod-b}]").empty());
}

}  // namespace corootctl::tests::coroot_project_rules
