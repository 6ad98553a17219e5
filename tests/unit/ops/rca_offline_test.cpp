#include <doctest/doctest.h>

#include "base/files.hpp"
#include "base/gzip.hpp"
#include "ops/rca/offline.hpp"
#include "rca/diagnose.hpp"
#include "report/forms.hpp"
#include "signals/snapshot_json.hpp"
#include "support/temporary_directory.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::ops::ops_rca_offline {

TEST_CASE("a snapshot file gives the answer that its snapshot gives, packed or not, and says where the time went") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const std::string text = signals::write_snapshot(rca::slow_chain());
  const std::string expected = report::to_json(rca::diagnose(*signals::parse_snapshot(text)));
  REQUIRE(write_file_atomically(folder->path() + "/plain.json", text, 0600).has_value());
  REQUIRE(write_file_atomically(folder->path() + "/packed.json.gz", *gzip(text), 0600).has_value());
  Timings timings;
  for (const char* name : {"/plain.json", "/packed.json.gz"}) {
    const auto answer = diagnose_file(folder->path() + name, {}, &timings);
    REQUIRE(answer.has_value());
    CHECK(report::to_json(answer->answer) == expected);
  }
  CHECK(timings.parse_ms > 0);
  CHECK(timings.diagnose_ms > 0);
}

TEST_CASE("a snapshot is asked about one of its apps by any part of its name that is its own") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const std::string path = folder->path() + "/world.json";
  auto world = rca::slow_chain();
  world.incidents.clear();
  REQUIRE(write_file_atomically(path, signals::write_snapshot(world), 0600).has_value());
  CHECK(diagnose_file(path, {}, nullptr)->answer.status == rca::Status::no_incident);
  CHECK(diagnose_file(path, "fro", nullptr)->answer.status == rca::Status::root_cause);
  const auto unknown = diagnose_file(path, "nobody", nullptr);
  REQUIRE_FALSE(unknown.has_value());
  CHECK(unknown.error().kind == ErrorKind::not_found);
}

TEST_CASE("a broken or missing snapshot file is named in the error") {
  const auto folder = TemporaryDirectory::create();
  REQUIRE(folder.has_value());
  const std::string path = folder->path() + "/broken.json";
  REQUIRE(write_file_atomically(path, "{\"schema\":7}", 0600).has_value());
  const auto broken = diagnose_file(path, {}, nullptr);
  REQUIRE_FALSE(broken.has_value());
  CHECK(describe(broken.error()) == path + ": snapshot: schema: is not a text");
  const auto missing = diagnose_file(folder->path() + "/none.json", {}, nullptr);
  REQUIRE_FALSE(missing.has_value());
  CHECK(missing.error().kind == ErrorKind::not_found);
}

TEST_CASE("timings are one line") {
  CHECK(to_text(Timings{1.25, 0, 3.5, 10, 0.04}) == "read=1.2 collect=0.0 parse=3.5 diagnose=10.0 write=0.0");
}

}  // namespace corootctl::ops::ops_rca_offline
