#include "kube/objects/client.hpp"

#include <functional>
#include <type_traits>

#include "kube/config/server_url.hpp"
#include "kube/objects/paths.hpp"
#include "support/error_of.hpp"
#include "unit/kube/scripted_session.hpp"

namespace corootctl::tests::kube_client {
namespace {

using kube::ObjectRef;
using kube::Outcome;
namespace resources = kube::resources;

const Within no_limit{};

struct Fixture {
  std::shared_ptr<ScriptedSession> session = std::make_shared<ScriptedSession>();
  kube::Client client{session};
};

std::string failure_status(int code, const std::string& reason, const std::string& message) {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":")" + message + R"(","reason":")" + reason +
         R"(","code":)" + std::to_string(code) + "}";
}

std::string page(const std::vector<std::string>& names, const std::string& token) {
  std::string items;
  for (const auto& name : names)
    items += std::string(items.empty() ? "" : ",") + R"({"metadata":{"name":")" + name + R"("}})";
  return R"({"kind":"PodList","apiVersion":"v1","metadata":{"continue":")" + token + R"("},"items":[)" + items + "]}";
}

std::vector<std::string> names_of(const std::vector<document::Value>& items) {
  std::vector<std::string> out;
  for (const auto& item : items) {
    CHECK(item["kind"].as_string() == "Pod");
    CHECK(item["apiVersion"].as_string() == "v1");
    out.push_back(item.at({"metadata", "name"}).as_string());
  }
  return out;
}

const std::string secret_path = "/api/v1/namespaces/coroot/secrets/keys";
const ObjectRef secret{resources::secrets(), "coroot", "keys"};
const std::string secret_text =
    R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","namespace":"coroot"}})";
const std::string write_query = "?fieldManager=corootctl&fieldValidation=Strict";

}  // namespace

TEST_CASE_FIXTURE(Fixture, "kube client: an object is found, absent, or refused") {
  session->on("GET " + secret_path, 200, secret_text)
      .on("GET " + secret_path, 404, failure_status(404, "NotFound", "secrets keys not found"))
      .on("GET " + secret_path, 404, "404 page not found\n")
      .on("GET " + secret_path, 404, "<html>", {{"Content-Type", "text/html"}})
      .on("GET " + secret_path, 403, failure_status(403, "Forbidden", "user x cannot get secrets"))
      .on("GET " + secret_path, 404, failure_status(404, "NotFound", "secrets keys not found"));
  CHECK(client.find(secret, no_limit)->has_value());
  CHECK_FALSE(client.find(secret, no_limit)->has_value());
  CHECK_FALSE(client.find(secret, no_limit)->has_value());
  CHECK(describe(error_of(client.find(secret, no_limit))) ==
        "get Secret coroot/keys: the server answers 404 Not Found");
  const auto refused = error_of(client.find(secret, no_limit));
  CHECK(describe(refused) == "get Secret coroot/keys: user x cannot get secrets");
  CHECK(refused.kind == ErrorKind::unauthorized);
  const auto absent = error_of(client.get(secret, no_limit));
  CHECK(describe(absent) == "Secret coroot/keys does not exist");
  CHECK(absent.kind == ErrorKind::not_found);
  CHECK(session->calls.front().secret);
}

TEST_CASE_FIXTURE(Fixture, "kube client: a login page is not taken for an object") {
  session->on("GET " + secret_path, 200, "<html>", {{"Content-Type", "text/html"}})
      .on("GET " + secret_path, 200, "{\"a\":");
  CHECK(describe(error_of(client.find(secret, no_limit))) ==
        "get Secret coroot/keys: the answer is an HTML page, not Kubernetes");
  CHECK_FALSE(client.find(secret, no_limit).has_value());
}

TEST_CASE_FIXTURE(Fixture, "kube client: names that would change the path are refused unsent (connections 19)") {
  for (const std::string name : {"", ".", "..", "a/b", "a%2Fb"}) {
    CHECK(error_of(client.find({resources::secrets(), "coroot", name}, no_limit)).kind == ErrorKind::invalid);
    CHECK_FALSE(client.find({resources::nodes(), "", name}, no_limit).has_value());
  }
  CHECK_FALSE(client.find({resources::secrets(), "", "keys"}, no_limit).has_value());
  CHECK_FALSE(client.find({resources::secrets(), "../x", "keys"}, no_limit).has_value());
  CHECK(session->calls.empty());
}

TEST_CASE_FIXTURE(Fixture, "kube client: a list follows its pages (objects 14)") {
  const std::string path = "GET /api/v1/namespaces/coroot/pods?labelSelector=a%3Db&limit=500";
  session->on(path, 200, page({"a", "b"}, "t1")).on(path + "&continue=t1", 200, page({"c"}, ""));
  const auto items = client.list(resources::pods(), "coroot", "a=b", no_limit);
  REQUIRE(items.has_value());
  CHECK(names_of(*items) == std::vector<std::string>{"a", "b", "c"});
}

TEST_CASE_FIXTURE(Fixture, "kube client: an expired page starts the list anew, in one piece (objects 15)") {
  session->on("GET /api/v1/pods?limit=500", 200, page({"a", "b"}, "t1"))
      .on("GET /api/v1/pods?limit=500&continue=t1", 410, failure_status(410, "Expired", "too old"))
      .on("GET /api/v1/pods", 200, page({"a", "c"}, ""));
  const auto items = client.list(resources::pods(), "", "", no_limit);
  REQUIRE(items.has_value());
  CHECK(names_of(*items) == std::vector<std::string>{"a", "c"});
}

TEST_CASE_FIXTURE(Fixture, "kube client: a list ends where a server repeats itself, and is empty for an unknown kind") {
  session->on("GET /api/v1/pods?limit=500", 200, page({"a"}, "t1"))
      .on("GET /api/v1/pods?limit=500&continue=t1", 200, page({"b"}, "t1"))
      .on("GET /apis/coroot.com/v1/coroots?limit=500", 404, "404 page not found");
  CHECK(describe(error_of(client.list(resources::pods(), "", "", no_limit))) == "list Pod: the server repeats a page");
  CHECK(client.list(resources::coroots(), "", "", no_limit)->empty());
}

TEST_CASE_FIXTURE(Fixture, "kube client: the version is read, also with a vendor's suffix") {
  session->on("GET /version", 200, R"({"major":"1","minor":"34+","gitVersion":"v1.34.4-eks-1"})")
      .on("GET /version", 200, R"({"hello":"world"})");
  const auto version = client.version(no_limit);
  REQUIRE(version.has_value());
  CHECK(version->git_version == "v1.34.4-eks-1");
  CHECK(version->major == 1);
  CHECK(version->minor == 34);
  CHECK(describe(error_of(client.version(no_limit))) == "get the server's version: no Kubernetes server answers there");
}

TEST_CASE_FIXTURE(Fixture, "kube client: a kind is discovered once, a missing one asked for again (objects 19)") {
  const std::string list = R"({"resources":[{"name":"deployments/scale","kind":"Scale","namespaced":true},)"
                           R"({"name":"deployments","kind":"Deployment","namespaced":true}]})";
  session->on("GET /apis/apps/v1", 200, list)
      .on("GET /apis/coroot.com/v1", 404, "404 page not found")
      .on("GET /apis/coroot.com/v1", 200, R"({"resources":[{"name":"coroots","kind":"Coroot","namespaced":true}]})")
      .on("GET /api/v1", 200, R"({"resources":[{"name":"nodes","kind":"Node","namespaced":false}]})");
  for (int i = 0; i < 2; ++i) CHECK(client.discover("apps/v1", "Deployment", no_limit)->plural == "deployments");
  const auto missing = error_of(client.discover("coroot.com/v1", "Coroot", no_limit));
  CHECK(describe(missing) == "the server has no kind Coroot in coroot.com/v1");
  CHECK(missing.kind == ErrorKind::not_found);
  const auto copy = client;
  CHECK(copy.discover("coroot.com/v1", "Coroot", no_limit)->group == "coroot.com");
  CHECK_FALSE(client.discover("v1", "Node", no_limit)->namespaced);
}

TEST_CASE_FIXTURE(Fixture, "kube client: a right is asked for, also of a subresource (objects 21)") {
  session->on("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 201, R"({"status":{"allowed":true}})")
      .on("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 201, R"({"status":{"allowed":false}})");
  CHECK(*client.allowed("create", resources::secrets(), "coroot", no_limit));
  auto proxied = resources::services();
  proxied.plural = "services/proxy";
  CHECK_FALSE(*client.allowed("get", proxied, "", no_limit));
  CHECK(session->calls[0].body ==
        R"({"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":)"
        R"({"verb":"create","group":"","version":"v1","resource":"secrets","namespace":"coroot"}}})");
  CHECK(session->calls[1].body ==
        R"({"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":)"
        R"({"verb":"get","group":"","version":"v1","resource":"services","subresource":"proxy"}}})");
  CHECK(session->calls[0].reads_only);
}

TEST_CASE_FIXTURE(Fixture, "kube client: apply tells created, changed and unchanged apart (objects 6)") {
  const auto at = [](const std::string& version) {
    return R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","namespace":"coroot","resourceVersion":")" +
           version + R"("}})";
  };
  const auto patch = "PATCH " + secret_path + write_query + "&force=false";
  session->on("GET " + secret_path, 404, "").on(patch, 201, at("7"));
  session->on("GET " + secret_path, 200, at("7")).on(patch, 200, at("7"));
  session->on("GET " + secret_path, 200, at("7")).on(patch, 200, at("8"));
  auto object = json(secret_text);
  object.make({"metadata", "managedFields"}) = document::List{};
  CHECK(client.apply(object, resources::secrets(), {}, no_limit)->outcome == Outcome::created);
  CHECK(client.apply(object, resources::secrets(), {}, no_limit)->outcome == Outcome::unchanged);
  CHECK(client.apply(object, resources::secrets(), {}, no_limit)->outcome == Outcome::changed);
  CHECK(session->calls[1].body == secret_text);
  CHECK(session->calls[1].content_type == "application/apply-patch+yaml");
  CHECK(session->calls[1].secret);
}

TEST_CASE_FIXTURE(Fixture, "kube client: a dry run compares content, because versions do not move in it") {
  const auto with = [](const std::string& data) {
    return R"({"apiVersion":"v1","kind":"Secret","metadata":{"name":"keys","resourceVersion":"7"},"data":)" + data +
           "}";
  };
  const auto patch = "PATCH " + secret_path + write_query + "&dryRun=All&force=true";
  session->on("GET " + secret_path, 200, with(R"({"a":"b"})")).on(patch, 200, with(R"({"a":"c"})"));
  session->on("GET " + secret_path, 200, with(R"({"a":"b"})")).on(patch, 200, with(R"({"a":"b"})"));
  const kube::ApplyOptions options{true, true};
  CHECK(client.apply(json(secret_text), resources::secrets(), options, no_limit)->outcome == Outcome::changed);
  CHECK(client.apply(json(secret_text), resources::secrets(), options, no_limit)->outcome == Outcome::unchanged);
}

TEST_CASE_FIXTURE(Fixture, "kube client: create and remove name their manager and can be dry (objects 10-12)") {
  session->on("POST /api/v1/namespaces/coroot/secrets" + write_query, 201, secret_text)
      .on("DELETE " + secret_path, 200, "{}")
      .on("DELETE " + secret_path, 200, "{}");
  CHECK(client.create(json(secret_text), resources::secrets(), false, no_limit).has_value());
  CHECK(client.remove(secret, false, no_limit).has_value());
  CHECK(client.remove(secret, true, no_limit).has_value());
  CHECK(session->calls[1].body == R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background"})");
  CHECK(session->calls[2].body ==
        R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background","dryRun":["All"]})");
}

// Who holds a Reader has no way to a Client: what a Reader gives away is not a Session.
static_assert(!std::is_constructible_v<kube::Client, kube::Reader>);
static_assert(!std::is_constructible_v<kube::Client, decltype(std::declval<kube::Reader>().session())>);
static_assert(!std::is_convertible_v<kube::ReadSession, std::shared_ptr<kube::Session>>);
static_assert(!std::is_base_of_v<kube::Session, kube::ReadSession>);

Result<http::Response> call_with(const std::string& method, std::vector<std::pair<std::string, std::string>> query,
                                 const std::function<Result<http::Response>(const kube::Call&)>& send) {
  kube::Call call;
  call.method = method;
  call.path = method == "GET" ? "/version" : "/api/v1/x";
  call.query = std::move(query);
  return send(call);
}

TEST_CASE("kube session: a reader's session refuses writes, dry ones as well, and lets questions pass") {
  const auto inner = std::make_shared<ScriptedSession>();
  inner->on("GET /version", 200, "{}")
      .on("POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 201, R"({"status":{"allowed":true}})");
  const kube::Reader reader(inner);
  const auto send = [&](const kube::Call& call) { return reader.session().send(call, Deadline::never(), {}); };
  const auto stream = [&](const kube::Call& call) {
    auto streamed = call;
    streamed.sink = [](std::string_view) { return true; };
    return send(streamed);
  };
  CHECK(call_with("GET", {}, send).has_value());
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
    const auto words = method + " /api/v1/x from a command that only reads";
    CHECK(describe(error_of(call_with(method, {}, send))) == words);
    CHECK(describe(error_of(call_with(method, {{"dryRun", "All"}}, send))) == words);
    CHECK(describe(error_of(call_with(method, {}, stream))) == words);
  }
  CHECK(*reader.allowed("get", resources::pods(), "", no_limit));
  CHECK(inner->calls.size() == 2);
}

TEST_CASE("kube session: a dry run's session refuses writes that are not dry") {
  const auto inner = std::make_shared<ScriptedSession>();
  inner->on("GET /version", 200, "{}").on("PATCH /api/v1/x?dryRun=All", 200, "{}");
  const auto session = kube::dry_only(inner);
  const auto send = [&](const kube::Call& call) { return session->send(call, Deadline::never(), {}); };
  CHECK(call_with("GET", {}, send).has_value());
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"}) {
    CHECK(describe(error_of(call_with(method, {}, send))) == method + " /api/v1/x from a dry run");
    CHECK_FALSE(call_with(method, {{"dryRun", "None"}}, send).has_value());
  }
  CHECK(call_with("PATCH", {{"dryRun", "All"}}, send).has_value());
}

TEST_CASE(
    "kube session: a dry run's session lets a DELETE pass only when the options in its body are dry (objects 10)") {
  const auto inner = std::make_shared<ScriptedSession>();
  inner->on("DELETE /api/v1/x", 200, "{}");
  const auto session = kube::dry_only(inner);
  const auto remove = [&](const std::string& body, std::vector<std::pair<std::string, std::string>> query) {
    kube::Call call;
    call.method = "DELETE";
    call.path = "/api/v1/x";
    call.body = body;
    call.query = std::move(query);
    return session->send(call, Deadline::never(), {}).has_value();
  };
  CHECK(remove(R"({"kind":"DeleteOptions","dryRun":["All"]})", {}));
  CHECK_FALSE(remove(R"({"kind":"DeleteOptions"})", {{"dryRun", "All"}}));
  CHECK_FALSE(remove("not JSON", {{"dryRun", "All"}}));
}

TEST_CASE("kube session: the server's address becomes one clean prefix (kubeconfig 45)") {
  const auto clean = [](const std::string& server) {
    const auto out = kube::normalized_server(server);
    return out ? *out : "E " + describe(out.error());
  };
  CHECK(clean("https://host:6443") == "https://host:6443");
  CHECK(clean("HTTPS://host:6443/") == "https://host:6443");
  CHECK(clean("https://host/k8s//clusters/c-1/?q=1#f") == "https://host/k8s/clusters/c-1");
  CHECK(clean("https://host/a/../b/./c") == "https://host/b/c");
  CHECK(clean("https://host/../..") == "https://host");
  CHECK(clean("https://host/a%2Fb/c:d@e") == "https://host/a/b/c:d@e");
  CHECK(clean("https://host/a b%20c") == "https://host/a%20b%20c");
  CHECK(clean("https://[::1]:6443/x") == "https://[::1]:6443/x");
  CHECK(clean("http://localhost:8001") == "http://localhost:8001");
  CHECK(clean("host:6443") == "E server: URL has no scheme");
  CHECK(clean(" https://host") == "E server: URL holds a blank or control character");
  CHECK(clean("https://u:hunter2@host") == "E server: a user or password in the URL is not supported");
  CHECK(clean("ftp://host") == "E server: unknown scheme 'ftp', wanted https");
}

TEST_CASE("kube client: bodies of kinds that may hold keys are never shown") {
  CHECK_FALSE(kube::holds_no_secrets(resources::secrets()));
  CHECK_FALSE(kube::holds_no_secrets(resources::coroots()));
  CHECK_FALSE(kube::holds_no_secrets(resources::pods()));
  CHECK_FALSE(kube::holds_no_secrets(resources::config_maps()));
  CHECK(kube::holds_no_secrets(resources::nodes()));
}

}  // namespace corootctl::tests::kube_client
