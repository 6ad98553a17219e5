/// What execute() sends for each action, and what it makes of the answers.
#include "deploy/execute.hpp"

#include <utility>

#include "deploy/components.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::deploy_execute {
namespace {

using deploy::Action;
using deploy::Step;
using document::Object;
using document::Value;
using Lines = std::vector<std::string>;

const Within no_limit{};
const std::string path = "/apis/coroot.com/v1/namespaces/coroot/coroots/coroot";
const std::string write = "?fieldManager=corootctl&fieldValidation=Strict&force=false";
const std::string dry_write = "?fieldManager=corootctl&fieldValidation=Strict&dryRun=All&force=false";
const kube::ObjectRef coroot{kube::resources::coroots(), "coroot", "coroot"};

std::string live(const std::string& version, const std::string& ttl) {
  return R"({"apiVersion":"coroot.com/v1","kind":"Coroot","metadata":{"name":"coroot","namespace":"coroot",)"
         R"("resourceVersion":")" +
         version + R"("},"spec":{"cacheTTL":")" + ttl + R"("}})";
}

std::string failure(int code, const std::string& reason, const std::string& message, const std::string& causes = "") {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":")" + message + R"(","reason":")" + reason +
         R"(","code":)" + std::to_string(code) + R"(,"details":{"causes":[)" + causes + "]}}";
}

const std::string moved = failure(
    409, "Conflict", R"(Operation cannot be fulfilled on coroots.coroot.com \"coroot\": the object has been modified)");

/// Pauses at once; as many as `patience`, then the user interrupts.
class QuickClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return {}; }
  bool pause(std::chrono::milliseconds, std::stop_token) const override { return ++pauses <= patience; }
  mutable int pauses = 0;
  int patience = 100;
};

class NoConnector final : public fleet::Connector {
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef&) const override {
    return fail(ErrorKind::internal, "nobody connects here");
  }
};

struct Fixture {
  std::shared_ptr<ScriptedSession> session = std::make_shared<ScriptedSession>();
  kube::Client client{session};
  NoConnector connector{};
  QuickClock clock{};
  Lines told{};

  deploy::Executed run(std::vector<Step> steps, const deploy::ExecuteOptions& options = {}) {
    return run_plan({std::move(steps), {}}, options);
  }
  deploy::Executed run_plan(const deploy::Plan& plan, const deploy::ExecuteOptions& options) {
    const fleet::Surroundings around{
        connector, clock, {}, {}, [this](const fleet::Progress& p) { told.push_back(p.cluster + ": " + p.step); }};
    return deploy::execute({client, "coroot", around, {}}, plan, options, no_limit);
  }
  std::string sent(std::size_t call) const { return session->calls[call].body; }
};

Lines lines(const deploy::Executed& done) {
  Lines out;
  for (const auto& report : done.reports) out.push_back(report.outcome + " " + report.object);
  if (done.error) out.push_back(std::to_string(*done.failed) + ": " + describe(*done.error));
  return out;
}

/// Wants a TTL, over whatever is live.
Step wish(Action action, const std::string& ttl) {
  const Value document = json(live("", ttl));
  return {"prod-a", coroot, action, document, "", "", [document](const std::optional<Value>& before) -> Result<Value> {
            Value out = document;
            if (before) out.make({"metadata", "resourceVersion"}) = before->at({"metadata", "resourceVersion"});
            return out;
          }};
}

}  // namespace

TEST_CASE_FIXTURE(Fixture, "execute: an apply is merged with what is live and carries the version that was read") {
  session->on("GET " + path, 200, live("7", "1d")).on("PATCH " + path + write, 200, live("8", "7d"));
  CHECK(lines(run({wish(Action::apply, "7d")})) == Lines{"changed Coroot coroot/coroot"});
  CHECK(sent(1) == live("7", "7d"));
}

TEST_CASE_FIXTURE(Fixture, "execute: a stale version is read and merged again") {
  session->on("GET " + path, 200, live("7", "1d"))
      .on("PATCH " + path + write, 409, moved)
      .on("GET " + path, 200, live("9", "2d"))
      .on("PATCH " + path + write, 200, live("10", "7d"));
  CHECK(lines(run({wish(Action::apply, "7d")})) == Lines{"changed Coroot coroot/coroot"});
  CHECK(sent(3) == live("9", "7d"));
}

TEST_CASE_FIXTURE(Fixture, "execute: an object that always moves is given up after five tries") {
  for (int i = 0; i < 5; ++i) session->on("GET " + path, 200, live("7", "1d")).on("PATCH " + path + write, 409, moved);
  const auto done = run({wish(Action::apply, "7d")});
  REQUIRE(done.error.has_value());
  CHECK(done.error->reason == Reason::stale_version);
  CHECK(done.reports.empty());
}

TEST_CASE_FIXTURE(Fixture, "execute: a plan that rests on objects read together is made again as a whole") {
  const std::string secret = "/api/v1/namespaces/coroot/secrets/keys";
  const auto secret_text = [](const std::string& version) {
    return R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","namespace":"coroot","resourceVersion":")" +
           version + R"("}})";
  };
  const kube::ObjectRef keys{kube::resources::secrets(), "coroot", "keys"};
  const auto plan = [&](const std::string& secret_version, const std::string& version) {
    return deploy::Plan{
        {{"prod-c", keys, Action::apply, json(secret_text(secret_version)), "", "", {}},
         {"prod-c", coroot, Action::apply, json(live(version, "7d")), "", "", {}}},
        {{keys.describe(), json(secret_text(secret_version))}, {coroot.describe(), json(live(version, "1d"))}}};
  };
  deploy::ExecuteOptions options;
  options.rebuild = [&]() -> Result<deploy::Rebuilt> { return deploy::Rebuilt{plan("4", "9"), no_limit}; };
  session->on("PATCH " + secret + write, 200, secret_text("4"))
      .on("PATCH " + path + write, 409, moved)
      .on("PATCH " + secret + write, 200, secret_text("4"))
      .on("PATCH " + path + write, 200, live("10", "7d"));
  // The Secret was changed by the first pass; the second finds it as it shall be.
  CHECK(lines(run_plan(plan("3", "7"), options)) ==
        Lines{"changed Secret coroot/keys", "changed Coroot coroot/coroot"});
  CHECK(sent(3) == live("9", "7d"));
}

TEST_CASE_FIXTURE(Fixture, "execute: a field of another manager ends the plan, and what was done before is reported") {
  const std::string space = "/api/v1/namespaces/coroot";
  const Object object{{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", Object{{"name", "coroot"}}}};
  session->on("GET " + space, 404, failure(404, "NotFound", "namespaces coroot not found"))
      .on("POST /api/v1/namespaces?fieldManager=corootctl&fieldValidation=Strict", 201, document::to_json(object))
      .on("GET " + path, 200, live("7", "1d"))
      .on("PATCH " + path + write, 409,
          failure(
              409, "Conflict", "Apply failed with 1 conflict",
              R"({"reason":"FieldManagerConflict","message":"conflict with \"kubectl\"","field":".spec.cacheTTL"})"));
  const auto done = run({{"prod-a", {kube::resources::namespaces(), "", "coroot"}, Action::create, object, "", "", {}},
                         wish(Action::apply, "7d"),
                         wish(Action::apply, "never")});
  REQUIRE(done.error.has_value());
  CHECK(done.error->kind == ErrorKind::conflict);
  CHECK(done.error->reason == Reason::none);
  CHECK(describe(*done.error) ==
        "apply Coroot coroot/coroot: conflict with other field managers: kubectl owns .spec.cacheTTL");
  CHECK(done.failed == std::size_t{1});
  REQUIRE(done.reports.size() == 1);
  CHECK(done.reports[0].outcome == "created");
}

TEST_CASE_FIXTURE(Fixture, "execute: a kind that is not served yet is asked for again, but only after its definition") {
  const std::string list =
      "GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldSelector=metadata.name%3Dcoroots.coroot.com";
  const Step await{"prod-a", deploy::coroot_definition(), Action::await, {}, "", "", {}};
  SUBCASE("after it") {
    session
        ->on(list, 200,
             R"({"metadata":{"resourceVersion":"7"},"items":[{"status":{"conditions":[)"
             R"({"type":"Established","status":"True"}]}}]})")
        .on("GET " + path, 404, "404 page not found\n")
        .on("PATCH " + path + write, 404, "404 page not found\n")
        .on("GET " + path, 404, failure(404, "NotFound", "coroots coroot not found"))
        .on("PATCH " + path + write, 201, live("8", "7d"));
    CHECK(lines(run({await, wish(Action::apply, "7d")})) == Lines{"created Coroot coroot/coroot"});
    CHECK(clock.pauses == 1);
  }
  SUBCASE("without it") {
    session->on("GET " + path, 404, "404 page not found\n").on("PATCH " + path + write, 404, "404 page not found\n");
    const auto done = run({wish(Action::apply, "7d")});
    REQUIRE(done.error.has_value());
    CHECK(done.error->reason == Reason::not_served);
  }
}

TEST_CASE_FIXTURE(Fixture, "execute: a dry run writes nothing and shows the fields that would change") {
  session->on("GET " + path, 200, live("7", "1d"))
      .on("PATCH " + path + dry_write, 200, live("7", "7d"))
      .on("DELETE " + path, 200, "{}");
  const auto done = run({wish(Action::check, "7d"),  // the apply's answer, too: it is not asked twice
                         wish(Action::apply, "7d"),
                         {"prod-a", coroot, Action::remove, {}, "", "", {}}},
                        {true, false, {}});
  CHECK(lines(done) == Lines{"changed Coroot coroot/coroot", "deleted Coroot coroot/coroot"});
  REQUIRE(done.reports[0].changes.size() == 1);
  CHECK(done.reports[0].changes[0].path == "spec.cacheTTL");
}

TEST_CASE_FIXTURE(Fixture, "execute: a check is a dry run of its own and reports nothing") {
  session->on("GET " + path, 200, live("7", "1d"))
      .on("PATCH " + path + dry_write, 200, live("7", "7d"))
      .on("GET " + path, 200, live("7", "1d"))
      .on("PATCH " + path + write, 200, live("8", "7d"));
  CHECK(lines(run({wish(Action::check, "7d"), wish(Action::apply, "7d")})) == Lines{"changed Coroot coroot/coroot"});
}

TEST_CASE_FIXTURE(Fixture, "execute: what exists is not created, what is absent is not deleted") {
  const std::string space = "/api/v1/namespaces/coroot";
  session->on("GET " + space, 200, "{}")
      .on("DELETE " + path, 404, failure(404, "NotFound", "coroots coroot not found"));
  CHECK(lines(run({{"prod-a", {kube::resources::namespaces(), "", "coroot"}, Action::create, {}, "", "", {}},
                   {"prod-a", coroot, Action::remove, {}, "", "", {}}})) ==
        Lines{"unchanged Namespace coroot", "unchanged Coroot coroot/coroot"});
}

TEST_CASE_FIXTURE(Fixture, "execute: an unknown kind is discovered, and gets the plan's namespace") {
  const std::string budget = R"({"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"op"}})";
  const std::string placed =
      R"({"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"op","namespace":"coroot"}})";
  const std::string there = "/apis/policy/v1/namespaces/coroot/poddisruptionbudgets/op";
  session
      ->on("GET /apis/policy/v1", 200,
           R"({"kind":"APIResourceList","groupVersion":"policy/v1","resources":[)"
           R"({"name":"poddisruptionbudgets","namespaced":true,"kind":"PodDisruptionBudget"}]})")
      .on("GET " + there, 404, failure(404, "NotFound", "poddisruptionbudgets op not found"))
      .on("PATCH " + there + write, 201, placed);
  const auto document = json(budget);
  CHECK(lines(run({{"prod-a", deploy::ref_of_document(document), Action::apply, document, "", "operator", {}}})) ==
        Lines{"created PodDisruptionBudget coroot/op"});
  CHECK(sent(2) == placed);
  CHECK(told == Lines{"prod-a: operator"});
}

TEST_CASE_FIXTURE(Fixture, "execute: a kind that every server has is not looked up, and gets the plan's namespace") {
  const std::string placed =
      R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"op","namespace":"coroot"}})";
  const std::string there = "/api/v1/namespaces/coroot/serviceaccounts/op";
  session->on("GET " + there, 404, failure(404, "NotFound", "serviceaccounts op not found"))
      .on("PATCH " + there + write, 201, placed);
  const auto document = json(R"({"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"op"}})");
  CHECK(lines(run({{"prod-a", deploy::ref_of_document(document), Action::apply, document, "", "operator", {}}})) ==
        Lines{"created ServiceAccount coroot/op"});
  CHECK(sent(1) == placed);
}

TEST_CASE_FIXTURE(Fixture, "execute: what was not there is made and never written over (objects 32)") {
  session->on("GET " + path, 404, failure(404, "NotFound", "coroots coroot not found"))
      .on("PATCH " + path + write, 409, moved)
      .on("GET " + path, 200, live("9", "2d"))
      .on("PATCH " + path + write, 200, live("10", "7d"));
  CHECK(lines(run({wish(Action::apply, "7d")})) == Lines{"changed Coroot coroot/coroot"});
  CHECK(sent(1) == live("1", "7d"));
  CHECK(sent(3) == live("9", "7d"));
}

TEST_CASE_FIXTURE(Fixture,
                  "execute: what Coroot keeps of a project is deleted by its server, once, and not in a dry run") {
  const Step step{"prod-c", {{"", "", "Coroot project", "", false}, "", "prod-b"}, Action::forget, {}, "", "", {}};
  Lines asked;
  bool is_there = true;
  const fleet::Surroundings around{connector, clock, {}, {}, {}};
  deploy::Site site{client, "coroot", around, {}, {}};
  site.forget = [&](const std::string& project, const Within&) -> Result<bool> {
    asked.push_back(project);
    return std::exchange(is_there, false);
  };
  const deploy::Plan plan{{step}, {}};
  const auto tried = deploy::execute(site, plan, {true, false, {}}, no_limit);
  CHECK(lines(tried) == Lines{"deleted Coroot project prod-b"});
  CHECK_FALSE(tried.reports[0].is_checked);
  CHECK(asked.empty());
  CHECK(lines(deploy::execute(site, plan, {}, no_limit)) == Lines{"deleted Coroot project prod-b"});
  CHECK(lines(deploy::execute(site, plan, {}, no_limit)) == Lines{"unchanged Coroot project prod-b"});
  CHECK(asked == Lines{"prod-b", "prod-b"});
}

TEST_CASE_FIXTURE(Fixture, "execute: what an error left undone is each write from there on, in doubt or not") {
  const deploy::Plan plan{{wish(Action::check, "7d"), wish(Action::apply, "7d"), wish(Action::remove, "7d")}, {}};
  deploy::Executed done;
  done.failed = 1;
  done.error = make_error(ErrorKind::cancelled, "interrupted");
  CHECK(deploy::unfinished(plan, done).in_doubt.empty());
  CHECK(deploy::unfinished(plan, done).left == Lines{"Coroot coroot/coroot", "Coroot coroot/coroot"});
  done.error->reason = Reason::outcome_unknown;
  CHECK(deploy::unfinished(plan, done).in_doubt == Lines{"Coroot coroot/coroot"});
  CHECK(deploy::unfinished(plan, done).left == Lines{"Coroot coroot/coroot"});
  done = {};
  CHECK(deploy::unfinished(plan, done).left.empty());
}

}  // namespace corootctl::tests::deploy_execute
