#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

#include "base/files.hpp"
#include "checks/all.hpp"
#include "checks/run.hpp"
#include "report/check_forms.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::checks_registry {

using namespace corootctl::checks;

namespace {

bool is_sentence(std::string_view text) { return text.size() > 20 && text.ends_with('.'); }

}  // namespace

TEST_CASE("the registry: codes in order, each once, in their hundreds; texts that explain") {
  std::set<std::string> names;
  std::string last;
  for (const auto& check : all_checks()) {
    CAPTURE(check.code);
    CHECK(std::string(check.code) > last);
    last = check.code;
    CHECK(last.size() == 6);
    CHECK(last.starts_with("CRT"));
    CHECK(std::string("1234").find(last[3]) != std::string::npos);
    CHECK(names.insert(check.name).second);
    CHECK(std::string_view(check.title).size() > 10);
    CHECK(std::string_view(check.title).size() < 70);
    CHECK(is_sentence(check.meaning));
    CHECK(is_sentence(check.fix));
    CHECK(find_check(check.code)->name == std::string(check.name));
    CHECK(find_check(check.name)->code == last);
  }
  CHECK_FALSE(find_check("CRT999").has_value());
}

TEST_CASE("docs/checks has a page for each check and no other (docs/checks/generate writes them)") {
  const auto folder = support::tree_path("docs/checks");
  std::set<std::string> pages;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with("CRT")) pages.insert(entry.path().stem().string());
  }
  for (const auto& check : all_checks()) {
    CAPTURE(check.code);
    CHECK(pages.erase(check.code) == 1);
    const auto page = read_file(folder + "/" + check.code + ".md");
    REQUIRE(page.has_value());
    CHECK(*page == report::to_markdown(check));
  }
  CHECK(pages.empty());
}

TEST_CASE("each check is broken by itself in a test of tests/component/checks, which finds its code and no other one") {
  std::string tests;
  for (const auto& entry : std::filesystem::directory_iterator(support::tree_path("tests/component/checks")))
    tests += read_file(entry.path().string()).value_or("");
  for (const auto& check : all_checks()) {
    CAPTURE(check.code);
    CHECK(std::regex_search(tests, std::regex(std::string(R"(\{")") + check.code + R"((@prod-[abc])?"\})")));
  }
}

TEST_CASE("of no facts every check says nothing, and never that something passed") {
  for (const auto when : {When::preflight, When::check}) {
    for (const auto& result : run_checks({}, when, {}).results) {
      CAPTURE(result.check.code);
      CHECK(state_of(result) == State::not_applicable);
    }
  }
}

TEST_CASE("a cluster of which nothing could be read passes no check") {
  Facts facts;
  Cluster dark;
  dark.context = "prod-a";
  for (const auto part : {parts::nodes, parts::storage_classes, parts::quotas, parts::rights, parts::space, parts::uid,
                          parts::clock, parts::definition, parts::operators, parts::installations, parts::components,
                          parts::progress, parts::keys, parts::services})
    dark.gaps.push_back({std::string(part), "may not be read"});
  facts.clusters = {dark, dark};
  for (const auto& result : run_checks(facts, When::check, {}).results) {
    CAPTURE(result.check.code);
    if (result.check.code == std::string("CRT101")) continue;  // of the version, which was not understood
    CHECK(result.outcome.findings.empty());
    CHECK(state_of(result) != State::passed);
  }
}

TEST_CASE("suppressions: a code or a name, everywhere or in clusters by glob") {
  const auto everywhere = read_suppression("crt105");
  REQUIRE(everywhere.has_value());
  CHECK(everywhere->code == "CRT105");
  CHECK(everywhere->cluster.empty());
  CHECK(read_suppression("storage-class@prod-*")->cluster == "prod-*");
  const auto wrong = read_suppression("CRT10");
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().kind == ErrorKind::usage);
  CHECK(wrong.error().what == "there is no check CRT10");

  Facts facts;
  for (const char* name : {"prod-a", "test"}) {
    Cluster cluster;
    cluster.context = name;
    cluster.version = "v1.34.4";
    facts.clusters.push_back(cluster);
  }
  CHECK(run_checks(facts, When::preflight, {}).count(Severity::error) == 2);
  const auto part = run_checks(facts, When::preflight, {{"CRT105", "prod-*"}});
  CHECK(part.count(Severity::error) == 1);
  CHECK(part.suppressed() == 1);
  CHECK(is_met(part, Severity::error));
  CHECK_FALSE(is_met(run_checks(facts, When::preflight, {{"CRT105", ""}}), Severity::info));
}

TEST_CASE("versions, in servers' words and in images' tags") {
  CHECK(read_version("v1.34.4-eks-abc") == Version{1, 34, 4});
  CHECK(read_version("1.34") == Version{1, 34, 0});
  CHECK_FALSE(read_version("latest").has_value());
  CHECK_FALSE(read_version("7").has_value());
  CHECK(version_of_image("ghcr.io/coroot/coroot:1.24.5") == Version{1, 24, 5});
  CHECK(version_of_image("registry:5000/coroot:1.24.5@sha256:0123") == Version{1, 24, 5});
  CHECK_FALSE(version_of_image("registry:5000/coroot").has_value());
  CHECK_FALSE(version_of_image("coroot:latest").has_value());
}

}  // namespace corootctl::tests::checks_registry
