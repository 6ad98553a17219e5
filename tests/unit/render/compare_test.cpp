#include "render/compare.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "base/files.hpp"
#include "document/yaml.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::render_compare {

using document::Object;
using render::compare;
using render::Tree;
using render::yaml_file;

namespace {

Tree two_files() {
  return {yaml_file("a/one.yaml", {Object{{"x", 1}}}), yaml_file("b/two.yaml", {Object{{"size", 2}}})};
}

std::string found(const Tree& tree, const std::string& folder) {
  std::string out;
  const auto differences = compare(tree, folder).value();
  for (const auto& each : differences) out += std::string(name_of(each.kind)) + " " + each.path + "\n" + each.lines;
  return out;
}

/// A folder with that tree in it.
void write(const Tree& tree, const std::string& folder) {
  REQUIRE(render::bring_up_to_date(tree, compare(tree, folder).value(), folder));
}

}  // namespace

TEST_CASE("render: a folder that is not there lacks every file; one that was written lacks none") {
  const auto directory = TemporaryDirectory::create().value();
  const auto folder = directory.path() + "/tree";
  CHECK(found(two_files(), folder) == "missing a/one.yaml\nmissing b/two.yaml\n");
  write(two_files(), folder);
  CHECK(found(two_files(), folder).empty());
}

TEST_CASE("render: a changed file is told with the lines that differ") {
  const auto directory = TemporaryDirectory::create().value();
  write(two_files(), directory.path());
  auto changed = two_files();
  changed[1] = yaml_file("b/two.yaml", {Object{{"size", 3}, {"z", 4}}});
  CHECK(found(changed, directory.path()) == "differs b/two.yaml\n@@ line 2 @@\n-size: 2\n+size: 3\n+z: 4\n");
}

TEST_CASE("render: lines that differ in several places are told place by place, the first twelve") {
  const auto directory = TemporaryDirectory::create().value();
  Object many, changed;
  for (int i = 1; i <= 20; ++i) {
    many.set("key-" + std::to_string(i), i);
    changed.set("key-" + std::to_string(i), i % 4 == 0 ? 100 : i);
  }
  write({yaml_file("a.yaml", {many})}, directory.path());
  CHECK(found({yaml_file("a.yaml", {changed})}, directory.path()) ==
        "differs a.yaml\n"
        "@@ line 5 @@\n-key-4: 4\n+key-4: 100\n"
        "@@ line 9 @@\n-key-8: 8\n+key-8: 100\n"
        "@@ line 13 @@\n-key-12: 12\n+key-12: 100\n"
        "@@ line 17 @@\n-key-16: 16\n+key-16: 100\n"
        "... 3 more lines\n");
}

TEST_CASE("render: a file of an earlier tree is extra, and goes with its folder; files of others stay") {
  const auto directory = TemporaryDirectory::create().value();
  write(two_files(), directory.path());
  REQUIRE(write_file_atomically(directory.path() + "/a/sealed-secrets.yaml", "kind: SealedSecret\n", 0644));
  const Tree less{two_files()[0]};
  CHECK(found(less, directory.path()) == "extra b/two.yaml\n");
  write(less, directory.path());
  CHECK(found(less, directory.path()).empty());
  CHECK_FALSE(std::filesystem::exists(directory.path() + "/b"));
  CHECK(read_file(directory.path() + "/a/sealed-secrets.yaml").value() == "kind: SealedSecret\n");
}

TEST_CASE("render: another tree below is none of its files") {
  const auto directory = TemporaryDirectory::create().value();
  write(two_files(), directory.path());
  write({render::markdown_file("README.md", "# Other"), two_files()[0]}, directory.path() + "/other");
  CHECK(found(two_files(), directory.path()).empty());
}

TEST_CASE("render: a file that people wrote is not overwritten, and then nothing is written") {
  const auto directory = TemporaryDirectory::create().value();
  std::filesystem::create_directory(directory.path() + "/b");
  REQUIRE(write_file_atomically(directory.path() + "/b/two.yaml", "mine: true\n", 0644));
  CHECK(found(two_files(), directory.path()) == "missing a/one.yaml\nforeign b/two.yaml\n");
  const auto refused =
      render::bring_up_to_date(two_files(), compare(two_files(), directory.path()).value(), directory.path());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().what == directory.path() + "/b/two.yaml was not made by render, so it is not overwritten");
  CHECK_FALSE(std::filesystem::exists(directory.path() + "/a"));
}

TEST_CASE("render: a file with keys is its owner's alone, and where it differs its lines are told nowhere") {
  const auto directory = TemporaryDirectory::create().value();
  const auto path = directory.path() + "/a/secrets.yaml";
  const auto mode = [&] { return static_cast<unsigned>(std::filesystem::status(path).permissions()); };
  write({render::secret_file("a/secrets.yaml", {Object{{"key", "one"}}})}, directory.path());
  CHECK(mode() == 0600);
  const Tree other{render::secret_file("a/secrets.yaml", {Object{{"key", "two"}}})};
  CHECK(found(other, directory.path()) == "differs a/secrets.yaml\n");
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  write(other, directory.path());
  CHECK(mode() == 0600);
  std::filesystem::permissions(path, std::filesystem::perms(0644));
  write(other, directory.path());
  CHECK(mode() == 0600);
  CHECK(found({}, directory.path()) == "extra a/secrets.yaml\n");
}

}  // namespace corootctl::tests::render_compare
