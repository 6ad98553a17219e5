#include <doctest/doctest.h>

#include "kube/objects/client.hpp"
#include "kube/objects/status.hpp"
#include "kube/session/warnings.hpp"

namespace corootctl::kube::kube_status {
namespace {

std::string seen(const Error& error) { return std::string(name_of(error.kind)) + " " + describe(error); }

http::Response status_answer(int code, const std::string& reason, const std::string& message,
                             const std::string& details = "{}") {
  return {code,
          {{"Content-Type", "application/json"}},
          R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":")" + message +
              R"(","reason":")" + reason + R"(","details":)" + details + R"(,"code":)" + std::to_string(code) + "}"};
}

http::Response page(int code, const std::string& type, const std::string& body) {
  return {code, {{"Content-Type", type}}, body};
}

}  // namespace

TEST_CASE("kube status: the reason decides, then the code (objects 1)") {
  struct Row {
    int code;
    const char* reason;
    const char* kind;
  };
  const Row rows[] = {{401, "Unauthorized", "unauthorized"},
                      {403, "Forbidden", "unauthorized"},
                      {404, "NotFound", "not-found"},
                      {409, "AlreadyExists", "conflict"},
                      {410, "Expired", "failed"},
                      {400, "BadRequest", "invalid"},
                      {415, "UnsupportedMediaType", "invalid"},
                      {413, "RequestEntityTooLarge", "invalid"},
                      {429, "TooManyRequests", "failed"},
                      {500, "InternalError", "failed"},
                      {503, "ServiceUnavailable", "unreachable"},
                      {504, "Timeout", "timeout"},
                      {500, "ServerTimeout", "timeout"},
                      {403, "SomethingNew", "unauthorized"},
                      {404, "", "not-found"},
                      {422, "", "invalid"}};
  for (const auto& row : rows) {
    CAPTURE(row.code);
    CAPTURE(row.reason);
    CHECK(seen(status_error(status_answer(row.code, row.reason, "the message"), "do it")) ==
          std::string(row.kind) + " do it: the message");
  }
}

TEST_CASE("kube status: a namespace on its way out is no matter of roles (objects 27)") {
  const auto error = status_error(
      status_answer(
          403, "Forbidden", "unable to create new content in namespace coroot because it is being terminated",
          R"({"causes":[{"reason":"NamespaceTerminating","message":"namespace coroot is being terminated"}]})"),
      "create Secret coroot/x");
  CHECK(
      seen(error) ==
      "failed create Secret coroot/x: unable to create new content in namespace coroot because it is being terminated");
  CHECK(error.hint == "Wait until the namespace is gone, then run this again; its conditions say what holds it.");
}

TEST_CASE("kube status: refused credentials come with a next step") {
  CHECK(seen(status_error(status_answer(401, "Unauthorized", "Unauthorized"), "get")) ==
        "unauthorized get: the server does not accept these credentials (Unauthorized)");
  CHECK(status_error(status_answer(401, "Unauthorized", "Unauthorized"), "x").hint ==
        "Check the credentials of this context: corootctl contexts show names them.");
  CHECK(status_error(status_answer(403, "Forbidden", "no"), "x").hint ==
        "Ask for a role that allows this, or choose another context.");
}

TEST_CASE("a role that gives more than one has is refused with the verbs that RBAC wants for it") {
  const auto error = status_error(
      status_answer(
          403, "Forbidden",
          "clusterroles.rbac.authorization.k8s.io \"coroot-operator\" is forbidden: user \"jane\" is attempting "
          "to grant RBAC permissions not currently held:"),
      "apply ClusterRole coroot-operator");
  CHECK(error.kind == ErrorKind::unauthorized);
  CHECK(error.hint == std::string(escalation_hint));
}

TEST_CASE("kube status: a field conflict names each manager with its fields, once and in order (objects 7)") {
  const auto error = status_error(
      status_answer(
          409, "Conflict", "Apply failed with 3 conflicts",
          R"({"causes":[)"
          R"({"reason":"FieldManagerConflict",)"
          R"("message":"conflict with \"kubectl-client-side-apply\" using coroot.com/v1","field":".spec.projects"},)"
          R"({"reason":"FieldManagerConflict","message":"conflict with \"helm\" using coroot.com/v1",)"
          R"("field":".spec.z"},)"
          R"({"reason":"FieldManagerConflict","message":"conflict with \"helm\" using coroot.com/v1",)"
          R"("field":".spec.a"},)"
          R"({"reason":"FieldManagerConflict","message":"conflict with \"helm\" using coroot.com/v1",)"
          R"("field":".spec.a"}]})"),
      "apply Coroot coroot/coroot");
  CHECK(seen(error) ==
        "conflict apply Coroot coroot/coroot: conflict with other field managers: helm owns .spec.a, .spec.z; "
        "kubectl-client-side-apply owns .spec.projects");
  CHECK(
      error.hint ==
      "Use --force-conflicts to take these fields over. A later kubectl apply of the old file would then silently undo "
      "the change.");
  CHECK(error.reason == Reason::none);
}

TEST_CASE("kube status: a moved object is stale, an existing one is not (objects 4)") {
  const auto moved =
      status_error(status_answer(409, "Conflict", "Operation cannot be fulfilled: the object has been modified"),
                   "apply Secret a/b");
  CHECK(
      seen(moved) ==
      "conflict apply Secret a/b: the object changed since it was read: Operation cannot be fulfilled: the object has "
      "been modified");
  CHECK(moved.reason == Reason::stale_version);
  CHECK(status_error(status_answer(409, "AlreadyExists", "it exists"), "create Secret a/b").reason == Reason::none);
}

TEST_CASE("kube status: invalid content is told field by field (objects 3)") {
  const std::string one =
      R"({"name":"coroot","kind":"Coroot","causes":[{"message":"Invalid value: 1","field":"spec.a"}]})";
  CHECK(seen(status_error(status_answer(422, "Invalid", "long text", one), "apply")) ==
        "invalid apply: the Coroot coroot is invalid: spec.a: Invalid value: 1");
  const std::string two = R"({"name":"coroot","kind":"Coroot","causes":[{"message":"Required","field":"spec.a"},)"
                          R"({"message":"too many","field":"<nil>"},{"message":"Required","field":"spec.a"}]})";
  CHECK(seen(status_error(status_answer(422, "Invalid", "long text", two), "apply")) ==
        "invalid apply: the Coroot coroot is invalid:\n* spec.a: Required\n* too many");
  CHECK(seen(status_error(status_answer(422, "Invalid", "only a text"), "apply")) == "invalid apply: only a text");
}

TEST_CASE("kube status: a field that the schema lacks is the content's fault, even as a 500") {
  const auto error = status_error(
      status_answer(500, "", "failed to create typed patch object (...): .spec.new: field not declared in schema"),
      "apply");
  CHECK(error.kind == ErrorKind::invalid);
  CHECK(error.hint ==
        "The installed custom resource definition does not know the field: upgrade it, or leave the field out.");
  const auto strict =
      status_error(status_answer(400, "BadRequest", "strict decoding error: unknown field spec.new"), "apply");
  CHECK(strict.kind == ErrorKind::invalid);
  CHECK(strict.hint == error.hint);
}

TEST_CASE("kube status: answers that are no Status are told by their code (objects 2)") {
  CHECK(seen(status_error(page(502, "text/plain", "upstream gone\r\n\x1b[31m"), "get")) ==
        "unreachable get: the server answers 502 Bad Gateway: \"upstream gone   [31m\"");
  CHECK(seen(status_error(page(503, "text/html; charset=utf-8", "<html>secret form</html>"), "get")) ==
        "unreachable get: the server answers 503 Service Unavailable: an HTML page; is a proxy or login page in "
        "between?");
  CHECK(seen(status_error(page(500, "application/octet-stream", "\x01\x02"), "get")) ==
        "failed get: the server answers 500 Internal Server Error");
  CHECK(seen(status_error(page(404, "text/plain", "404 page not found"), "get")) ==
        "not-found get: the server answers 404 Not Found");
  CHECK(seen(status_error(page(403, "text/plain", "blocked"), "get")) ==
        "unauthorized get: the server answers 403 Forbidden: \"blocked\"");
  CHECK(seen(status_error(page(418, "text/plain", "short and stout"), "get")) == "failed get: the server answers 418");
  http::Response moved{302, {{"Location", "https://sso.example/login?token=hunter2"}}, ""};
  CHECK(seen(status_error(moved, "get")) == "failed get: the server answers 302 to https://sso.example/login");
}

TEST_CASE("kube status: a path that the server does not know is told apart from an object that is not there") {
  CHECK(status_error(page(404, "text/plain", "404 page not found"), "get").reason == Reason::not_served);
  CHECK(status_error(status_answer(404, "NotFound", "secrets \\\"x\\\" not found"), "get").reason == Reason::none);
}

TEST_CASE("kube status: a long or wild text is cut and made harmless") {
  CHECK(status_error(page(500, "text/plain", std::string(5000, 'x')), "").what.size() < 2200);
  CHECK(status_error(status_answer(500, "InternalError", "a\\u001b[2Jb\\nc"), "").what == "a [2Jb c");
  CHECK_FALSE(parse_status(page(200, "application/json", R"({"kind":"Pod","apiVersion":"v1"})")).has_value());
  CHECK_FALSE(parse_status(page(500, "application/json", "{broken")).has_value());
}

TEST_CASE("kube warnings: only well-formed texts of code 299 count (connections 23)") {
  using Texts = std::vector<std::string>;
  CHECK(warning_texts(R"(299 - "spec.a is deprecated")") == Texts{"spec.a is deprecated"});
  CHECK(warning_texts(R"(299 agent:80 "one", 199 - "no", 299 - "two" "Wed, 21 Oct 2015 07:28:00 GMT")") ==
        Texts{"one", "two"});
  CHECK(warning_texts(R"(299 - "a \"quoted\" \\ word")") == Texts{R"(a "quoted" \ word)"});
  CHECK(warning_texts("299 - \"a\x1b[2Jb\"") == Texts{"a[2Jb"});
  for (const std::string bad :
       {"", "299", "299 -", "299 - text", "299 - \"open", "29 - \"x\"", "299 - \"x\" y", "- \"x\""}) {
    INFO(bad);
    CHECK(warning_texts(bad).empty());
  }
}

TEST_CASE("kube warnings: each distinct text is said once a session, with its context") {
  std::vector<std::string> lines;
  const Log log(0, [&](std::string_view line) { lines.emplace_back(line); });
  WarningReporter reporter("prod-a");
  const http::Response response{200, {{"Warning", R"(299 - "one")"}, {"warning", R"(299 - "two", 299 - "one")"}}, ""};
  reporter.report(response, log);
  reporter.report(response, log);
  CHECK(lines == std::vector<std::string>{"Warning: one (context prod-a)", "Warning: two (context prod-a)"});
}

}  // namespace corootctl::kube::kube_status
