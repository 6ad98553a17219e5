#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/base64.hpp"
#include "base/files.hpp"
#include "support/error_of.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::base_files {

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

TEST_CASE("a content in place of a path is recognised, read nowhere and shown nowhere") {
  const std::string config = "apiVersion: v1\nusers: [{name: u, user: {token: s3cret-4711}}]\n";
  const std::string json = R"({"apiVersion":"v1","users":[{"name":"u","user":{"token":"s3cret-4711"}}]})";
  const std::string pem = "-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----\n";
  const std::vector<std::string> contents{
      config, json, pem, "token: s3cret-4711\nrest", std::string(5000, 'x'), "/tmp/" + std::string(256, 's') + "/x"};
  for (const auto& text : contents) {
    const auto read = read_file(text);
    CHECK(read.error().kind == ErrorKind::config);
    CHECK(read.error().what == fmt::format("holds {} bytes of content, not the path of a file", text.size()));
    CHECK(read.error().hint == "Write the content to a file that only you can read, and give its path.");
  }
  for (const auto& text : {base64_encode(config), base64_encode(json), base64_encode(pem) + "\n"}) {
    CHECK(read_file(text).error().what ==
          fmt::format("holds {} bytes of content (base64), not the path of a file", text.size()));
  }
}

TEST_CASE("what can be a path is taken for one") {
  for (const std::string path : {"config", "/home/ann/.kube/config", "C:\\kube", "a b/ü", "YWJj", "apiversion.yaml"}) {
    CHECK(check_path(path).has_value());
  }
  CHECK(check_path("/x/" + std::string(255, 'n')).has_value());
  CHECK(check_path(std::string(4000, '/')).has_value());
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

}  // namespace corootctl::tests::base_files
