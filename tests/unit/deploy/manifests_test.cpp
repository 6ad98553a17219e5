#include <doctest/doctest.h>

#include <algorithm>
#include <deque>

#include "deploy/manifests.hpp"
#include "kube/session/session.hpp"

namespace corootctl::tests::deploy_manifests {
namespace {

using Lines = std::vector<std::string>;

/// An API server with one definition: each list or watch gets the next answer.
class OneDefinition final : public kube::Session {
 public:
  explicit OneDefinition(std::deque<std::string> answers) : answers_(std::move(answers)) {}

  Result<http::Response> send(const kube::Call& call, Deadline, std::stop_token) override {
    const bool watches =
        std::any_of(call.query.begin(), call.query.end(), [](const auto& q) { return q.first == "watch"; });
    asked.push_back((watches ? "watch " : "list ") + call.path);
    REQUIRE_MESSAGE(!answers_.empty(), "not in the script: ", asked.back());
    http::Response out{200, {}, std::move(answers_.front())};
    answers_.pop_front();
    if (call.sink) call.sink(std::exchange(out.body, {}));
    return out;
  }
  const kube::ConnectionSpec& connection() const override { return spec_; }

  Lines asked{};

 private:
  std::deque<std::string> answers_;
  kube::ConnectionSpec spec_{};
};

std::string definition(const std::string& names_accepted, const std::string& established) {
  return R"({"metadata":{"name":"coroots.coroot.com","resourceVersion":"7"},"status":{"conditions":[)"
         R"({"type":"NamesAccepted","status":")" +
         names_accepted +
         R"("},)"
         R"({"type":"Established","status":")" +
         established + R"("}]}})";
}

std::string list_of(const std::string& items) {
  return R"({"kind":"List","metadata":{"resourceVersion":"7"},"items":[)" + items + "]}";
}

std::string event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

Result<> wait_on(const std::shared_ptr<OneDefinition>& server) {
  return deploy::wait_for_definition(kube::Reader(server), system_clock(),
                                     {Deadline::in(std::chrono::minutes(10)), {}});
}

const std::string list = "list /apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const std::string watch = "watch /apis/apiextensions.k8s.io/v1/customresourcedefinitions";

}  // namespace

TEST_CASE("operator manifests: accepted names are not enough, the definition has to be established (objects 20)") {
  const auto server = std::make_shared<OneDefinition>(std::deque<std::string>{
      list_of(""), event("ADDED", definition("Unknown", "False")) + event("MODIFIED", definition("True", "False")) +
                       event("MODIFIED", definition("True", "True"))});
  const auto waited = wait_on(server);
  CHECK_MESSAGE(waited.has_value(), (waited ? "" : describe(waited.error())));
  CHECK(server->asked == Lines{list, watch});
}

TEST_CASE("operator manifests: names that another definition holds end the wait at once (objects 20)") {
  const auto server = std::make_shared<OneDefinition>(std::deque<std::string>{list_of(definition("False", "False"))});
  const auto waited = wait_on(server);
  REQUIRE_FALSE(waited.has_value());
  CHECK(waited.error().kind == ErrorKind::conflict);
  CHECK(describe(waited.error()) ==
        "wait until it is established: CustomResourceDefinition coroots.coroot.com: its names are taken by another "
        "definition");
  CHECK(server->asked == Lines{list});
}

}  // namespace corootctl::tests::deploy_manifests
