#include <doctest/doctest.h>

#include <cmath>

#include "base/result.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::signals::signals_excerpts {
namespace {

const std::string head =
    R"({"schema":"corootctl.snapshot/v1","grid":{"from":0,"step":15000,"points":0},"clusters":[],"apps":[],"edges":[],)"
    R"("nodes":[],"events":[],"incidents":[])";

std::string error_of(const std::string& excerpts) {
  const auto snapshot = parse_snapshot(head + ",\"excerpts\":" + excerpts + "}");
  REQUIRE_FALSE(snapshot.has_value());
  return describe(snapshot.error());
}

}  // namespace

TEST_CASE("excerpts of logs and traces are read, and written in one order") {
  const std::string failed =
      R"({"subject":"a:n:Deployment:x","kind":"trace_span","severity":"failed","text":"GET /: HTTP-503",)"
      R"("from":60000,"step":60000,"counts":[0,7]})";
  const std::string log =
      R"({"subject":"a:n:Deployment:x","kind":"log_pattern","severity":"error","text":"no \"route\"",)"
      R"("from":0,"step":15000,"counts":[null,3]})";
  const auto snapshot = parse_snapshot(head + ",\"excerpts\":[" + failed + "," + log + "]}");
  REQUIRE_MESSAGE(snapshot.has_value(), (snapshot ? "" : describe(snapshot.error())));
  REQUIRE(snapshot->excerpts.size() == 2);
  CHECK(snapshot->excerpts[0].from_ms == 60000);
  CHECK(std::isnan(snapshot->excerpts[1].counts[0]));
  CHECK(write_snapshot(*snapshot) == head + ",\"excerpts\":[" + log + "," + failed + "],\"gaps\":[]}\n");
}

TEST_CASE("a snapshot without excerpts is written as before") {
  const auto snapshot = parse_snapshot(head + ",\"excerpts\":null}");
  REQUIRE(snapshot.has_value());
  CHECK(write_snapshot(*snapshot) == head + ",\"gaps\":[]}\n");
}

TEST_CASE("what is wrong with an excerpt is told with its place") {
  CHECK(error_of("[{\"kind\":\"log_pattern\"}]") == "snapshot: excerpts[0].subject: is missing");
  CHECK(error_of(R"([{"subject":"a","counts":[1]}])") ==
        "snapshot: excerpts[0].step: is not a positive number of milliseconds");
  CHECK(error_of(R"([{"subject":"a","step":9e15,"from":0,"counts":[1,2]}])") ==
        "snapshot: excerpts[0]: has an end time out of range");
  CHECK(error_of(R"([{"subject":"a","step":1,"counts":["x"]}])") ==
        "snapshot: excerpts[0].counts[0]: is neither a number nor null");
}

}  // namespace corootctl::signals::signals_excerpts
