#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "base/gzip.hpp"
#include "base/result.hpp"
#include "signals/json_extent.hpp"
#include "signals/snapshot_json.hpp"

namespace corootctl::signals::signals_reader {
namespace {

const std::string head = R"({"schema":"corootctl.snapshot/v1","grid":{"from":1000,"step":60000,"points":3})";

Snapshot read(const std::string& text) {
  auto snapshot = parse_snapshot(text);
  REQUIRE_MESSAGE(snapshot.has_value(), (snapshot ? "" : describe(snapshot.error())));
  return *snapshot;
}

std::string error_of(const std::string& text) {
  const auto snapshot = parse_snapshot(text);
  REQUIRE_FALSE(snapshot.has_value());
  CHECK(snapshot.error().kind == ErrorKind::config);
  return describe(snapshot.error());
}

}  // namespace

TEST_CASE("a whole snapshot is read, in any order of its keys, and unknown keys are passed over") {
  const Snapshot s = read(
      R"({"apps":[{"series":{"requests":[1,2.5,null]},"reference_series":{"requests":[7,8]},
    "id":"a:n:Deployment:x","cluster":"a",
    "kind":"Deployment","observed":false,"sli_source":"client","new_key":{"deep":[1,{"x":"]}"}]},
    "instances":[{"id":"p","node":"a:n1","series":{}},{"id":"q","node":null}]}],
    "edges":[{"from":"a:n:Deployment:x","to":"b:n:Deployment:y","series":{"rtt":[0.1,0.2,0.3]}}],
    "nodes":[{"id":"a:n1","cluster":"a","series":{"up":[1,1,0]}}],"clusters":[{"id":"a","name":"Alpha \u00e9"}],
    "events":[{"subject":"a:n:Deployment:x","kind":"deploy","at":1234,"text":"v1 \"two\""}],
    "incidents":[{"subject":"a:n:Deployment:x","slo":"latency","opened_at":5000,"resolved_at":null}],
    "target":null,"signals":{"queue":{"unit":"items","worse":"down"}},"gaps":[{"subject":"b","what":"no data"}],
    "reference":{"grid":{"from":0,"step":60000,"points":2}},"grid":{"from":1000,"step":60000,"points":3},
    "schema":"corootctl.snapshot/v1"})");
  REQUIRE(s.apps.size() == 1);
  const App& app = s.apps.front();
  CHECK(app.id == "a:n:Deployment:x");
  CHECK_FALSE(app.observed);
  CHECK(app.sli_source == SliSource::client);
  const Series* requests = app.series.find("requests");
  REQUIRE(requests != nullptr);
  CHECK(requests->values[1] == 2.5F);
  CHECK(std::isnan(requests->values[2]));
  CHECK(requests->reference == std::vector<float>{7, 8});
  CHECK(app.instances.at(0).node == "a:n1");
  CHECK_FALSE(app.instances.at(1).node.has_value());
  CHECK(s.clusters.front().name == "Alpha \xc3\xa9");
  CHECK(s.events.front().text == "v1 \"two\"");
  CHECK(s.nodes.front().series.find("up")->values[2] == 0.0F);
  CHECK_FALSE(s.incidents.front().resolved_at_ms.has_value());
  CHECK_FALSE(s.target.has_value());
  CHECK(s.signals.front().worse == Worse::down);
  CHECK(s.gaps.front().what == "no data");
  CHECK(s.reference->points == 2);
}

TEST_CASE("a series that only the reference has is not measured now") {
  const Snapshot s = read(head + R"(,"reference":{"grid":{"from":0,"step":60000,"points":2}},
    "apps":[{"id":"a","series":{},"reference_series":{"log_errors":[1,2]}}]})");
  const Series* logs = s.apps.front().series.find("log_errors");
  REQUIRE(logs != nullptr);
  REQUIRE(logs->values.size() == 3);
  CHECK(std::isnan(logs->values[0]));
}

TEST_CASE("gzip is recognised by its bytes, and damage is an error") {
  const std::string text = head + R"(,"apps":[]})";
  const auto packed = gzip(text);
  REQUIRE(packed.has_value());
  CHECK(read(*packed).grid.points == 3);
  CHECK(error_of(packed->substr(0, packed->size() / 2)) == "gzip data are damaged or cut off after 14 bytes");
}

TEST_CASE("errors name the key") {
  CHECK(error_of(head + R"(,"apps":[{"id":"a","series":{}},{"id":"b","series":{"requests":[1,"x",3]}}]})") ==
        "snapshot: apps[1].series.requests[1]: is neither a number nor null");
  CHECK(error_of(head + R"(,"apps":[{"id":"a","series":{"requests":[1,2]}}]})") ==
        "snapshot: a: requests has 2 values, the grid has 3 points");
  CHECK(error_of(head + R"(,"apps":[{"series":{}}]})") == "snapshot: apps[0].id: is missing");
  CHECK(error_of(head + R"(,"apps":[{"id":"a","sli_source":"guess"}]})") ==
        "snapshot: apps[0].sli_source: is neither server, client nor null");
  CHECK(error_of(head + R"(,"apps":{}})") == "snapshot: apps: is not a list");
  CHECK(error_of(head + R"(,"nodes":[{"id":5}]})") == "snapshot: nodes[0].id: is not a text");
  CHECK(error_of(head + R"(,"apps":[{"id":"a","series":{"requests":[1,2,1e99]}}]})") ==
        "snapshot: apps[0].series.requests[2]: is too large");
  CHECK(error_of(R"({"schema":"corootctl.snapshot/v1"})") == "snapshot: grid: is missing");
  CHECK(error_of(R"({"grid":{"from":0,"step":60000,"points":1}})") ==
        "snapshot: schema: is missing, \"corootctl.snapshot/v1\" was expected");
  CHECK(error_of(R"({"schema":"other/v2","grid":{"from":0,"step":60000,"points":1}})") ==
        "snapshot: schema: is \"other/v2\", this version reads \"corootctl.snapshot/v1\"");
  CHECK(error_of(R"({"schema":"corootctl.snapshot/v1","grid":{"from":0,"step":0,"points":1}})") ==
        "snapshot: grid.step: is not a positive number of milliseconds");
  CHECK(error_of(R"({"schema":"corootctl.snapshot/v1","grid":{"from":0,"step":1,"points":4000000000000}})") ==
        "snapshot: grid.points: 4000000000000 points are more than the file can hold");
  CHECK(error_of(R"({"schema":"corootctl.snapshot/v1","grid":{"from":0,"step":9000000000000000,"points":1000}})") ==
        "snapshot: grid: has an end time out of range");
  CHECK(error_of(R"({"schema":"corootctl.snapshot/v1","grid":{"from":0,"step":1,"points":9},)"
                 R"("reference":{"grid":{"from":0,"step":1,"points":4000000000000}}})") ==
        "snapshot: reference.grid.points: 4000000000000 points are more than the file can hold");
  CHECK(error_of(head + R"(,"apps":[{"id":"a")") == "snapshot: the JSON is broken near byte 86");
  CHECK(error_of("hello") == "snapshot: the JSON is broken near byte 0");
}

TEST_CASE("a value ends at its own bracket, not at brackets in texts") {
  for (const std::string value : {R"("x]}\"")", R"([1,2,[3,"]"]])", R"({"e":{}})", "-1.5e3"})
    CHECK_MESSAGE(end_of_value(value + ",", 0) == value.size(), value);
  for (const std::string cut : {"", "[", "[1", "[{]", "\"x", R"({"a":[1])"})
    CHECK_MESSAGE(end_of_value(cut, 0) == std::string::npos, cut);
}

TEST_CASE("broken JSON is named by the place where it breaks") {
  CHECK(error_of("") == "snapshot: the JSON is broken near byte 0");
  CHECK(error_of("[") == "snapshot: the JSON is broken near byte 1");
  CHECK(error_of(R"({"a"})") == "snapshot: the JSON is broken near byte 4");
  CHECK(error_of(R"({"a":})") == "snapshot: the JSON is broken near byte 5");
  CHECK(error_of(R"({"a":1,})") == "snapshot: the JSON is broken near byte 7");
  CHECK(error_of(R"({"a":1 "b":2})") == "snapshot: the JSON is broken near byte 7");
  CHECK(error_of(head + R"(,"apps":[{"id":"a"} {"id":"b"}]})") == "snapshot: apps[1]: the JSON is broken");
  CHECK(error_of(head + R"(,"apps":[{"id":"a"},]})") == "snapshot: apps[1]: the JSON is broken");
  CHECK(error_of(head + R"(,"apps":[],"edges":[{"from":"a","to":5},{)") == "snapshot: the JSON is broken near byte 97");
  CHECK(error_of(R"([{"schema":1}])") == "snapshot: schema: is missing, \"corootctl.snapshot/v1\" was expected");
}

TEST_CASE("a long file is read in pieces: the same with any number of threads, also one app larger than a piece") {
  const std::string filler(900'000, 'x');
  std::string text = R"({"apps":[)";
  for (int i = 0; i < 4000; ++i)
    text += fmt::format(R"({}{{"id":"a:n:Deployment:x{}","unknown":"{}","series":{{"requests":[{},2.5,null]}}}})",
                        i > 0 ? "," : "", i, i == 2000 ? filler : filler.substr(0, 300), i);
  const std::string tail = "]," + head.substr(1) + "}\n";
  const auto whole = parse_snapshot(text + tail, 1);
  REQUIRE(whole.has_value());
  CHECK(whole->apps.size() == 4000);
  CHECK(whole->apps[3999].series.find("requests")->values[0] == 3999.0F);
  const auto packed = gzip(text + tail);
  for (const std::size_t threads : {2U, 7U}) {
    CHECK(write_snapshot(*parse_snapshot(text + tail, threads)) == write_snapshot(*whole));
    CHECK(write_snapshot(*parse_snapshot(*packed, threads)) == write_snapshot(*whole));
    const auto broken = parse_snapshot(text + R"(,{"id":5},{"id":6},)" + filler + tail, threads);
    REQUIRE_FALSE(broken.has_value());
    CHECK(describe(broken.error()) == "snapshot: apps[4000].id: is not a text");
  }
}

TEST_CASE("what begins like null and is not is named, never the end of the program") {
  CHECK(error_of(head + R"(,"apps":[{"id":"a","series":{"requests":[1,nunull,3]}}]})") ==
        "snapshot: apps[0].series.requests[1]: is neither a number nor null");
  CHECK(error_of(head + R"(,"apps":[{"id":"a","sli_source":nuul}]})") == "snapshot: apps[0].sli_source: is not a text");
  CHECK(error_of(head + R"(,"incidents":[{"subject":"a","slo":nope,"opened_at":1}]})") ==
        "snapshot: incidents[0].slo: is not a text");
}

TEST_CASE("a small file cannot ask for much memory by series without values") {
  std::string text = R"({"schema":"corootctl.snapshot/v1","grid":{"from":0,"step":1,"points":900},)"
                     R"("reference":{"grid":{"from":0,"step":1,"points":1}},"apps":[{"id":"a","reference_series":{)";
  for (int i = 0; i < 100; ++i) text += (i > 0 ? ",\"s" : "\"s") + std::to_string(i) + "\":[1]";
  CHECK(error_of(text + "}}]}") == "snapshot: a: s5 is one of too many series without values on the grid");
}

}  // namespace corootctl::signals::signals_reader
