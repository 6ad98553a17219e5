#include <doctest/doctest.h>

#include <deque>

#include "kube/objects/watch.hpp"

namespace corootctl::tests::kube_watch {
namespace {

using Lines = std::vector<std::string>;

/// An API server that answers lists, watches and gets from a script, each body in small pieces, and notes what was
/// asked.
class Script final : public kube::Session {
 public:
  struct Answer {
    int status = 200;
    std::string body{};
    std::optional<Error> error{};
  };
  std::deque<Answer> answers{};
  Lines asked{};

  Result<http::Response> send(const kube::Call& call, Deadline, std::stop_token) override {
    asked.push_back(name_of(call));
    REQUIRE_MESSAGE(!answers.empty(), "not in the script: ", asked.back());
    auto answer = std::move(answers.front());
    answers.pop_front();
    if (answer.error) return tl::unexpected<Error>(*answer.error);
    http::Response out{answer.status, {}, {}};
    if (!call.sink || answer.status != 200) {
      out.body = answer.body;
      return out;
    }
    for (std::size_t at = 0; at < answer.body.size(); at += 7) {
      if (!call.sink(std::string_view(answer.body).substr(at, 7))) break;
    }
    return out;
  }
  const kube::ConnectionSpec& connection() const override { return spec_; }

 private:
  static std::string name_of(const kube::Call& call) {
    std::string out = call.path == "/api/v1/namespaces/ns/pods/p" ? "get" : "list";
    for (const auto& [name, value] : call.query) {
      if (name == "watch") out = "watch";
      if (name == "resourceVersion") out += " from " + value;
      if (name == "fieldSelector") CHECK(value == "metadata.name=p");
      if (name == "allowWatchBookmarks") CHECK(value == "true");
      if (name == "timeoutSeconds") CHECK((std::stoi(value) >= 300 && std::stoi(value) < 600));
    }
    return out;
  }

  kube::ConnectionSpec spec_{};
};

class CountingClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return {}; }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    pauses.push_back(std::to_string(span.count()));
    return !stop.stop_requested();
  }
  mutable Lines pauses{};
};

std::string pod(const std::string& version, const std::string& phase) {
  return R"({"kind":"Pod","metadata":{"name":"p","resourceVersion":")" + version + R"("},"status":{"phase":")" + phase +
         "\"}}";
}
std::string list_of(const std::string& version, const std::string& items) {
  return R"({"kind":"PodList","metadata":{"resourceVersion":")" + version + R"("},"items":[)" + items + "]}";
}
std::string event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}
std::string bookmark(const std::string& version) {
  return event("BOOKMARK", R"({"kind":"Pod","metadata":{"resourceVersion":")" + version + "\"}}");
}
std::string status(int code, const std::string& more = "") {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"m","code":)" + std::to_string(code) +
         more + "}";
}

struct Fixture {
  std::shared_ptr<Script> server = std::make_shared<Script>();
  CountingClock clock{};
  Lines phases{};
  std::stop_source stop{};

  /// Waits until the pod runs; "ok" or the error.
  std::string wait(Deadline deadline = {}) {
    const auto runs = [this](const std::optional<document::Value>& object) -> Result<bool> {
      phases.push_back(object ? object->at({"status", "phase"}).as_string() : "absent");
      if (phases.back() == "Failed") return fail(ErrorKind::failed, "the pod failed");
      return phases.back() == "Running";
    };
    const kube::ObjectRef ref{kube::resources::pods(), "ns", "p"};
    const auto waited = kube::wait_for(kube::Reader(server), ref, runs, clock, {deadline, stop.get_token()});
    CHECK(server->answers.empty());
    return waited ? "ok" : describe(waited.error());
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "kube watch: what is there already needs no watch") {
  server->answers = {{200, list_of("5", pod("4", "Running"))}};
  CHECK(wait() == "ok");
  CHECK(server->asked == Lines{"list"});
}

TEST_CASE_FIXTURE(Fixture,
                  "kube watch: every change is looked at, and a stream that ends goes on where it was (objects 16)") {
  server->answers = {{200, list_of("5", "")},
                     {200, event("ADDED", pod("6", "Pending")) + bookmark("9")},
                     {200, ""},
                     {200, event("DELETED", pod("11", "Pending")) + event("MODIFIED", pod("12", "Running"))}};
  CHECK(wait() == "ok");
  CHECK(server->asked == Lines{"list", "watch from 5", "watch from 9", "watch from 9"});
  CHECK(phases == Lines{"absent", "Pending", "absent", "Running"});
  CHECK(clock.pauses == Lines{"1000", "1000"});
}

TEST_CASE_FIXTURE(Fixture,
                  "kube watch: a forgotten place means a new list, as status or within the stream (objects 17)") {
  server->answers = {{200, list_of("5", "")},
                     {410, status(410)},
                     {200, list_of("20", "")},
                     {200, event("ERROR", status(410))},
                     {200, list_of("30", pod("29", "Running"))}};
  CHECK(wait() == "ok");
  CHECK(server->asked == Lines{"list", "watch from 5", "list", "watch from 20", "list"});
}

TEST_CASE_FIXTURE(Fixture,
                  "kube watch: a server in trouble is asked again when it says, a refusal ends the wait (objects 17)") {
  server->answers = {{200, list_of("5", "")},
                     {200, event("ERROR", status(504, R"(,"details":{"retryAfterSeconds":3})"))},
                     {503, status(503)},
                     {200, event("ERROR", status(403))}};
  CHECK(wait() == "watch Pod ns/p: m");
  CHECK(server->asked == Lines{"list", "watch from 5", "watch from 5", "watch from 5"});
  CHECK(clock.pauses == Lines{"3000", "1000"});
}

TEST_CASE_FIXTURE(Fixture, "kube watch: who may not list or watch asks again and again (objects 18)") {
  server->answers = {{403, status(403)}, {404, status(404)}, {200, pod("7", "Running")}};
  CHECK(wait() == "ok");
  CHECK(server->asked == Lines{"list", "get", "get"});
  CHECK(clock.pauses == Lines{"250"});
  server->answers = {{200, list_of("5", "")}, {405, status(405)}, {200, pod("7", "Running")}};
  CHECK(wait() == "ok");
}

TEST_CASE_FIXTURE(Fixture, "kube watch: the awaited condition may fail, and the time may be over") {
  server->answers = {{200, list_of("5", "")}, {200, event("ADDED", pod("6", "Failed"))}};
  CHECK(wait() == "the pod failed");
  CHECK(wait(Deadline::in(std::chrono::milliseconds(0))) == "no time left to wait for Pod ns/p");
  server->answers = {{200, list_of("5", "")}, {200, ""}};
  stop.request_stop();
  CHECK(wait() == "interrupted while waiting for Pod ns/p");
}

}  // namespace corootctl::tests::kube_watch
