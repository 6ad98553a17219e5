#include <doctest/doctest.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "fleetfile/read.hpp"
#include "support/golden.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::fleetfile_mistakes {

namespace {

struct Case {
  std::string title{};
  std::string text{};  ///< as the file of cases has it
};

/// What stands before the first case, and the cases; the answers are left out.
std::pair<std::string, std::vector<Case>> cases_of(const std::string& whole) {
  std::string preface;
  std::vector<Case> cases;
  bool is_answer = false;
  for (const auto& line : split(whole, '\n')) {
    if (line.starts_with("=== ")) {
      cases.push_back({line.substr(4), ""});
      is_answer = false;
    } else if (line == "--- says") {
      is_answer = true;
    } else if (cases.empty()) {
      preface += line + "\n";
    } else if (!is_answer) {
      cases.back().text += line + "\n";
    }
  }
  return {preface, cases};
}

std::string whole_file(const std::string& text) {
  if (text.find("apiVersion") != std::string::npos) return text;
  const bool has_hub = text.starts_with("hub:");
  return "apiVersion: corootctl.coroot.com/v1\nkind: Fleet\n" + std::string(has_hub ? "" : "hub:\n  context: hub\n") +
         text;
}

std::string said_about(const std::string& text) {
  return fleetfile::describe(fleetfile::problems(text, "f.yaml"), text, "f.yaml");
}

}  // namespace

TEST_CASE("fleet file: each mistake comes with its place, its line and what to do") {
  const auto name = "fleet-mistakes.txt";
  auto [out, cases] = cases_of(read_file(support::tree_path("tests/golden/" + std::string(name))).value_or(""));
  REQUIRE(cases.size() > 60);
  for (const auto& each : cases) {
    const auto said = said_about(whole_file(each.text));
    CHECK_MESSAGE(!said.empty(), each.title);
    out += "=== " + each.title + "\n" + each.text + "--- says\n" + said + "\n";
  }
  CHECK(support::golden(name, out) == out);
}

TEST_CASE("fleet file: one error has all mistakes, in the order of their places") {
  const auto fleet = fleetfile::read(whole_file("members:\n- name: no\n  frob: 1\n"), "fleets/prod.yaml");
  REQUIRE_FALSE(fleet);
  CHECK(fleet.error().kind == ErrorKind::usage);
  CHECK(fleet.error().what.starts_with("fleets/prod.yaml has 2 mistakes\nfleets/prod.yaml:6:9: name must be text"));
}

TEST_CASE("fleet file: the line of a mistake shows no password") {
  CHECK(said_about(whole_file("defaults:\n  spec:\n    authBootstrapAdminPassword: pa55\n"
                              "    authBootstrapAdminPassword: pa55\n")) ==
        R"(f.yaml:8:5: authBootstrapAdminPassword is written twice
  8 |     authBootstrapAdminPassword: ...
    |     ^
  Take one out: only the last counts.)");
  CHECK(said_about(whole_file("members:\n- {name: a, url: 'https://admin:pa55@x y'}\n")).find("pa55") ==
        std::string::npos);
}

TEST_CASE("fleet file: a file that is cut off anywhere, or has a line too many or too few, is a fleet or has places") {
  const auto text = read_file(support::tree_path("examples/three-clusters/corootctl.yaml")).value_or("");
  REQUIRE(!text.empty());
  std::vector<std::string> variants;
  for (std::size_t size = 0; size < text.size(); ++size) variants.push_back(text.substr(0, size));
  const auto lines = split(text, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto fewer = lines, more = lines;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    more.insert(more.begin() + static_cast<std::ptrdiff_t>(i), lines[lines.size() - 1 - i]);
    variants.push_back(join(fewer, "\n"));
    variants.push_back(join(more, "\n"));
  }
  for (const auto& variant : variants) {
    const auto problems = fleetfile::problems(variant, "f.yaml");
    for (const auto& problem : problems) CHECK_MESSAGE((problem.position.line > 0 || variant.size() < 200), variant);
    CHECK(fleetfile::read(variant, "f.yaml").has_value() == problems.empty());
  }
}

}  // namespace corootctl::tests::fleetfile_mistakes
