#include "kube/session/visit.hpp"

#include <atomic>
#include <barrier>

#include "fleet/fan_out.hpp"
#include "kube/objects/client.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::kube_visit {

const kube::ObjectRef space{kube::resources::namespaces(), "", "coroot"};
const auto asked = "GET /api/v1/namespaces/coroot";
const auto tried =
    "PATCH /api/v1/namespaces/coroot?fieldManager=corootctl&fieldValidation=Strict&dryRun=All&force=false";
const auto as_read = R"({"kind":"Namespace","metadata":{"name":"coroot","resourceVersion":"1"}})";
const auto moved = R"({"kind":"Namespace","metadata":{"name":"coroot","resourceVersion":"2"}})";
const auto stale = R"({"kind":"Status","status":"Failure","reason":"Conflict","code":409})";

std::string version_of(const Result<std::optional<document::Value>>& found) {
  if (!found) return describe(found.error());
  return *found ? (*found)->at({"metadata", "resourceVersion"}).as_string() : "not found";
}

/// Runs in threes only, and knows how many were under way at most.
class ThreesSession final : public kube::Session {
 public:
  Result<http::Response> send(const kube::Call&, Deadline, std::stop_token) override {
    const int now = ++under_way_;
    for (int most = most_; now > most && !most_.compare_exchange_weak(most, now);) continue;
    three_.arrive_and_wait();
    --under_way_;
    ++answers_;
    return http::Response{200, {}, "{}"};
  }
  const kube::ConnectionSpec& connection() const override { return spec_; }
  int most() const { return most_; }
  int answers() const { return answers_; }

 private:
  std::atomic<int> under_way_{0}, most_{0}, answers_{0};
  std::barrier<> three_{3};
  kube::ConnectionSpec spec_{};
};

class BrokenSession final : public kube::Session {
 public:
  Result<http::Response> send(const kube::Call&, Deadline, std::stop_token) override {
    return fail(ErrorKind::unreachable, "broken {}", ++calls_);
  }
  const kube::ConnectionSpec& connection() const override { return spec_; }

 private:
  int calls_ = 0;
  kube::ConnectionSpec spec_{};
};

TEST_CASE("visit: readers that know nothing of one another read each thing once") {
  const auto session = std::make_shared<ScriptedSession>();
  session->on(asked, 200, as_read).on("GET /api/v1/namespaces/other", 404, R"({"kind":"Status"})");
  const auto visit = kube::dry_visit(session);
  CHECK(version_of(kube::Reader(visit).find(space, {})) == "1");
  CHECK(version_of(kube::Reader(visit).find(space, {})) == "1");
  CHECK(version_of(kube::Reader(visit).find({kube::resources::namespaces(), "", "other"}, {})) == "not found");
  CHECK(version_of(kube::Reader(visit).find({kube::resources::namespaces(), "", "other"}, {})) == "not found");
  CHECK(session->calls.size() == 2);
}

TEST_CASE("visit: what the server refuses to write may have moved, so it is read again") {
  const auto session = std::make_shared<ScriptedSession>();
  session->on(asked, 200, as_read).on(tried, 200, as_read).on(tried, 409, stale).on(asked, 200, moved);
  const kube::Client client(kube::dry_visit(session));
  const auto object = json(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"coroot"}})");
  const kube::ApplyOptions dry{false, true};
  REQUIRE(client.apply(object, kube::resources::namespaces(), dry, {}).has_value());
  REQUIRE_FALSE(client.apply(object, kube::resources::namespaces(), dry, {}).has_value());
  CHECK(version_of(client.find(space, {})) == "2");
}

TEST_CASE("visit: a failure is no answer, so who asks later asks the server") {
  const kube::Reader reader(kube::dry_visit(std::make_shared<BrokenSession>()));
  CHECK(version_of(reader.find(space, {})) == "get Namespace coroot: broken 1");
  CHECK(version_of(reader.find(space, {})) == "get Namespace coroot: broken 2");
}

TEST_CASE("visit: nothing but dry runs can be written") {
  const auto session = std::make_shared<ScriptedSession>();
  const kube::Client client(kube::dry_visit(session));
  const auto object = json(R"({"apiVersion":"v1","kind":"Namespace","metadata":{"name":"coroot"}})");
  const auto made = client.create(object, kube::resources::namespaces(), false, {});
  REQUIRE_FALSE(made.has_value());
  CHECK(describe(made.error()) == "create Namespace coroot: POST /api/v1/namespaces from a dry run");
  CHECK(session->calls.empty());
}

TEST_CASE("visit: no more requests are under way than allowed, and all are answered") {
  const auto session = std::make_shared<ThreesSession>();
  const kube::Reader reader(kube::dry_visit(session, 3));
  const std::vector<std::string> names{"a", "b", "c", "d", "e", "f", "g", "h", "i"};
  const auto found = fleet::fan_out(names, names.size(), {}, [&](const std::string& name, const std::stop_token&) {
    return reader.find({kube::resources::namespaces(), "", name}, {});
  });
  for (const auto& each : found) CHECK(version_of(each).empty());
  CHECK(session->most() == 3);
  CHECK(session->answers() == 9);
}

TEST_CASE("visit: who waits for a turn ends when told, and when the time is over") {
  const kube::Reader reader(kube::dry_visit(std::make_shared<ScriptedSession>(), 0));
  std::stop_source stop;
  stop.request_stop();
  CHECK(version_of(reader.find(space, {{}, stop.get_token()})) ==
        "get Namespace coroot: GET /api/v1/namespaces/coroot: interrupted");
  CHECK(version_of(reader.find(space, {Deadline::in(std::chrono::milliseconds(1)), {}})) ==
        "get Namespace coroot: GET /api/v1/namespaces/coroot: no time left");
}

}  // namespace corootctl::tests::kube_visit
