#include "coroot/known_crashes.hpp"

#include <doctest/doctest.h>

namespace corootctl::tests::coroot_known_crashes {

using namespace corootctl::coroot;

namespace {

std::vector<std::string> codes(std::string_view version, const std::vector<CrashCause>& causes) {
  std::vector<std::string> out;
  for (const auto& crash : crashes_of(version, causes)) out.emplace_back(crash.code);
  return out;
}

}  // namespace

TEST_CASE("a version crashes from the release that brought the fault up to the one that fixed it") {
  const std::vector flux{CrashCause::flux_in_a_member}, overrides{CrashCause::overrides_on_aggregate};
  CHECK(codes("1.16.9", flux).empty());
  CHECK(codes("1.17.0", flux) == std::vector<std::string>{"flux-merge"});
  CHECK(codes("v1.23.0", flux) == std::vector<std::string>{"flux-merge"});
  CHECK(codes("1.23.1-rc.1", flux) == std::vector<std::string>{"flux-merge"});
  CHECK(codes("1.23.1", flux).empty());
  CHECK(codes("1.24.0", overrides).empty());
  CHECK(codes("1.24.2", overrides) == std::vector<std::string>{"aggregate-overrides"});
  CHECK(codes("1.24.3", overrides).empty());
}

TEST_CASE("what the hub does not meet, and what is no release, is no crash") {
  CHECK(codes("1.20.0", {}).empty());
  CHECK(codes("latest", {CrashCause::flux_in_a_member}).empty());
  CHECK(codes("1.20", {CrashCause::flux_in_a_member}).empty());
}

TEST_CASE("the version of an image is its tag, when that is a release's number") {
  CHECK(version_of_image("ghcr.io/coroot/coroot:1.24.5") == "1.24.5");
  CHECK(version_of_image("registry.example.com:5000/coroot:v1.24.5@sha256:0123") == "1.24.5");
  CHECK(version_of_image("coroot:latest").empty());
  CHECK(version_of_image("registry.example.com:5000/coroot").empty());
}

TEST_CASE("versions are ordered by their numbers, and a release comes after its candidates") {
  CHECK(compare_versions("1.9.10", "1.10.0") < 0);
  CHECK(compare_versions("v1.24.5", "1.24.5") == 0);
  CHECK(compare_versions("1.24.5", "1.24.5-rc.2") > 0);
  CHECK(compare_versions("0.9.4", "0.9.3") > 0);
}

TEST_CASE("every known crash has a code of its own, a range and a public source") {
  for (const auto& crash : known_crashes()) {
    CHECK(compare_versions(crash.since, crash.fixed) < 0);
    CHECK(crash.source.starts_with("https://github.com/coroot/"));
    for (const auto& other : known_crashes()) CHECK((&other == &crash || other.code != crash.code));
  }
}

}  // namespace corootctl::tests::coroot_known_crashes
