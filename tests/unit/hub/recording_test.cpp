#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/files.hpp"
#include "base/gzip.hpp"
#include "collect/collect.hpp"
#include "document/json.hpp"
#include "hub/recording.hpp"
#include "signals/snapshot_json.hpp"
#include "support/temporary_directory.hpp"
#include "unit/collect/fixture.hpp"

namespace corootctl::tests::hub_recording {

namespace {

TemporaryDirectory temporary() {
  auto made = TemporaryDirectory::create();
  REQUIRE(made.has_value());
  return *std::move(made);
}

collect::CollectRequest request_for(const FakeHub& hub) {
  collect::CollectRequest request;
  request.project = "prod-global";
  request.now_ms = hub.now_ms;
  request.width = 4;
  return request;
}

std::string snapshot_of(const Result<collect::Collected>& collected) {
  REQUIRE_MESSAGE(collected.has_value(), (collected ? "" : describe(collected.error())));
  return signals::write_snapshot(collected->snapshot);
}

/// Records one collection and gives the snapshot it made.
std::string record(const FakeHub& hub, const std::string& directory) {
  auto recorder = hub::Recorder::start(directory);
  REQUIRE(recorder.has_value());
  auto client = hub.client();
  client.go_through([&](auto link) { return (*recorder)->listen(std::move(link)); });
  const auto collected = collect::collect(client, request_for(hub), {}, {});
  REQUIRE((*recorder)->finish({{"now", hub.now_ms}}).has_value());
  return collected ? signals::write_snapshot(collected->snapshot) : describe(collected.error());
}

Result<collect::Collected> replay(const FakeHub& hub, const std::string& directory) {
  auto opened = hub::open_replay(directory);
  REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : describe(opened.error())));
  CHECK(opened->about["now"].as_integer() == hub.now_ms);
  const coroot::Client client(std::move(opened->link));
  return collect::collect(client, request_for(hub), {}, {});
}

/// Every file of a recording, unpacked, by its name.
std::map<std::string, std::string> files_of(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    const auto bytes = read_file(entry.path().string());
    REQUIRE(bytes.has_value());
    const auto name = std::filesystem::relative(entry.path(), directory).string();
    files[name] = is_gzip(*bytes) ? *gunzip(*bytes) : *bytes;
  }
  return files;
}

}  // namespace

TEST_CASE("recording: a replay gives the same snapshot, byte for byte, and needs no server") {
  const auto hub = two_clusters();
  const auto directory = temporary();
  const auto live = record(hub, directory.path() + "/r");
  CHECK(snapshot_of(replay(hub, directory.path() + "/r")) == live);
  CHECK(snapshot_of(replay(hub, directory.path() + "/r")) == live);
}

TEST_CASE("recording: the same answers give the same files, whatever order they came in") {
  const auto hub = two_clusters();
  const auto directory = temporary();
  record(hub, directory.path() + "/1");
  record(hub, directory.path() + "/2");
  CHECK(files_of(directory.path() + "/1") == files_of(directory.path() + "/2"));
}

TEST_CASE("recording: failures are kept and fail again in the same words") {
  auto hub = two_clusters();
  hub.member("prod-b").refusal = recorded("wrong_key/t75_panel_prod-b");
  const auto directory = temporary();
  const auto live = record(hub, directory.path() + "/r");
  CHECK(document::to_json((*document::parse_json(live, "snapshot"))["gaps"]) ==
        "[{\"subject\":\"prod-b\",\"what\":\"wrong key: 404 Not Found\"}]");
  CHECK(snapshot_of(replay(hub, directory.path() + "/r")) == live);
}

TEST_CASE("recording: keys, passwords, mail addresses and headers never reach the disk") {
  auto hub = two_clusters();
  const std::string key = "0123456789abcdef0123456789abcdef";
  hub.answers["/api/project/g6w1l3mz"] = json_answer(
      R"({"name":"prod-global","member_projects":["prod-a","prod-b"],"api_keys":[{"key":")" + key + R"("}]})");
  hub.answers["/api/project/g6w1l3mz/status"] = json_answer(
      R"({"context":{"status":{"status":"warning","prometheus":{"status":"warning","message":"failed:","error":)"
      R"("Post \"http://admin:hunter2@member-b.example.com/x\": key )" +
      key + R"("}}},"data":null})");
  hub.member("prod-b").refusal = text(400, "Post \"http://admin:hunter2@member-b.example.com/\": refused for " + key);
  const auto directory = temporary();
  record(hub, directory.path() + "/r");
  const auto files = files_of(directory.path() + "/r");
  CHECK(files.contains("index.json"));
  for (const auto& [name, content] : files) {
    for (const auto& secret : {key, std::string("hunter2"), std::string("Cookie"), std::string("X-API-Key")})
      CHECK_MESSAGE(content.find(secret) == std::string::npos, name);
  }
}

TEST_CASE("recording: of logs and traces the messages, attributes and names of spans are kept without their secrets") {
  const std::string logs =
      R"({"data":{"patterns":[{"sample":"dial postgres://a:hunter2@db/ with token=abc","hash":"00"}]}})";
  CHECK(hub::without_secrets(logs, "application/json", false) ==
        R"({"data":{"patterns":[{"sample":"dial postgres://db/ with token=<hidden>","hash":"00"}]}})"
        "\n");
  const std::string spans =
      R"({"data":{"spans":[{"trace_id":"0123456789abcdef0123456789abcdef","name":"GET /?api_key=abc",)"
      R"("attributes":{"http.header":"Bearer abcdefgh1","cookie":"abc"},)"
      R"("events":[{"name":"exception","attributes":{"exception.message":"password=abc"}}]}]}})";
  CHECK(hub::without_secrets(spans, "application/json", false) ==
        R"({"data":{"spans":[{"trace_id":"0123456789abcdef0123456789abcdef","name":"GET /?api_key=<hidden>",)"
        R"("attributes":{"http.header":"Bearer <hidden>","cookie":null},)"
        R"("events":[{"name":"exception","attributes":{"exception.message":"password=<hidden>"}}]}]}})"
        "\n");
}

TEST_CASE("recording: what was not asked then is not answered now") {
  const auto hub = two_clusters();
  const auto directory = temporary();
  record(hub, directory.path() + "/r");
  auto opened = hub::open_replay(directory.path() + "/r");
  REQUIRE(opened.has_value());
  const coroot::Client client(std::move(opened->link));
  const auto answer = client.overview("g6w1l3mz", "costs", {});
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::not_found);
  CHECK(answer.error().what == "the recording has no such answer: GET /api/project/g6w1l3mz/overview/costs");
}

TEST_CASE("recording: failures are named as in every JSON, and as old recordings named them") {
  for (const auto* kind : {"not-found", "not_found"}) {
    const auto directory = temporary();
    REQUIRE(write_file_atomically(directory.path() + "/index.json",
                                  std::string(R"({"schema":"corootctl.recording/v1","requests":[{"target":)") +
                                      R"("GET /api/user","error":{"kind":")" + kind + R"(","what":"gone"}}]})",
                                  0600)
                .has_value());
    auto opened = hub::open_replay(directory.path());
    REQUIRE(opened.has_value());
    const auto answer = coroot::Client(std::move(opened->link)).user({});
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().kind == ErrorKind::not_found);
  }
}

TEST_CASE("recording: a directory that holds something is left alone") {
  const auto directory = temporary();
  REQUIRE(write_file_atomically(directory.path() + "/mine", "x", 0600).has_value());
  const auto recorder = hub::Recorder::start(directory.path());
  REQUIRE_FALSE(recorder.has_value());
  CHECK(recorder.error().kind == ErrorKind::usage);
}

}  // namespace corootctl::tests::hub_recording
