#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/files.hpp"
#include "support/error_of.hpp"
#include "support/temporary_directory.hpp"

using namespace corootctl;

TEST_CASE("a file is written whole, with its mode, over what was there") {
  const auto directory = TemporaryDirectory::create();
  REQUIRE(directory.has_value());
  const auto path = directory->path() + "/key";
  REQUIRE(write_file_atomically(path, "old", 0644).has_value());
  REQUIRE(write_file_atomically(path, "new", 0600).has_value());
  CHECK(read_file(path).value() == "new");
  struct stat info{};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(std::distance(std::filesystem::directory_iterator(directory->path()), {}) == 1);
}

TEST_CASE("reading says what is wrong with the path") {
  const auto directory = TemporaryDirectory::create();
  REQUIRE(directory.has_value());
  const auto missing = error_of(read_file(directory->path() + "/none"));
  CHECK(missing.kind == ErrorKind::not_found);
  CHECK(missing.what == "cannot read " + directory->path() + "/none: No such file or directory");
  const auto folder = error_of(read_file(directory->path()));
  CHECK(folder.kind == ErrorKind::config);
  CHECK(folder.what == "cannot read " + directory->path() + ": it is a directory");
}

TEST_CASE("a temporary directory goes away with its content") {
  std::string path;
  {
    const auto directory = TemporaryDirectory::create();
    REQUIRE(directory.has_value());
    path = directory->path();
    REQUIRE(write_file_atomically(path + "/x", "x", 0600).has_value());
  }
  CHECK_FALSE(std::filesystem::exists(path));
}
