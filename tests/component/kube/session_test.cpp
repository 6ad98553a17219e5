#include <doctest/doctest.h>

#include <fstream>

#include "base/base64.hpp"
#include "base/time.hpp"
#include "component/http/loopback.hpp"
#include "document/json.hpp"
#include "http/certificates.hpp"
#include "kube/objects/client.hpp"
#include "kube/session/session.hpp"
#include "support/error_of.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::kube_session {
namespace {

/// An API server that notes who asks, and a connection to it.
struct Fixture {
  Notes notes{};
  std::mutex mutex{};
  Heard last{};
  void remember(const Heard& request) {
    const std::lock_guard lock(mutex);
    last = request;
  }
  std::function<std::string(const Heard&)> reply = [](const Heard&) { return answer(200, {}, "{}"); };
  Issuer authority{"test authority"};
  Loopback server{[this](Connection& connection) {
                    while (const auto request = hear(connection)) {
                      notes.add(request->method + " " + request->target + " " + request->header("Authorization"));
                      remember(*request);
                      connection.write(reply(*request));
                    }
                  },
                  TlsSetup{authority.issue("api", "IP:127.0.0.1")}};
  kube::ConnectionSpec spec = spec_of();

  kube::ConnectionSpec spec_of() const {
    kube::ConnectionSpec out;
    out.context = "prod-a";
    out.cluster_name = "c";
    out.user_name = "u";
    out.cluster.server = "https://" + server.address() + "/base/";
    out.cluster.certificate_authority_data = authority.authority_pem();
    return out;
  }

  Result<http::Response> send(kube::Session& session, const kube::Call& call = {"GET", "/version"}) const {
    return session.send(call, Deadline::in(std::chrono::seconds(20)), {});
  }

  std::unique_ptr<kube::Session> open(kube::SessionOptions options = {}) const {
    auto session = kube::open_session(spec, options);
    REQUIRE_MESSAGE(session.has_value(), (session ? "" : describe(session.error())));
    return std::move(*session);
  }
};

using Lines = std::vector<std::string>;

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

TEST_CASE_FIXTURE(Fixture, "kube session: token, prefix, query and impersonation arrive") {
  spec.user.token = SecretString("abc");
  spec.user.as = "alice";
  spec.user.as_groups = {"g1", "g2"};
  kube::SessionOptions options;
  options.user_agent = "corootctl/1 (linux/amd64)";
  const auto session = open(options);
  kube::Call call{"GET", "/api/v1/namespaces"};
  call.query = {{"limit", "5"}};
  CHECK(send(*session, call).has_value());
  CHECK(notes.lines() == Lines{"GET /base/api/v1/namespaces?limit=5 Bearer abc"});
  CHECK(last.header("Impersonate-User") == "alice");
  CHECK(last.header("Impersonate-Group") == "g1|g2");
  CHECK(last.header("User-Agent") == "corootctl/1 (linux/amd64)");
  CHECK(last.header("Accept") == "application/json");
}

TEST_CASE_FIXTURE(Fixture,
                  "kube session: user and password become a Basic header, none is anonymous (connections 27, 28)") {
  spec.user.username = "alice";
  spec.user.password = SecretString("p:w");
  CHECK(send(*open()).has_value());
  spec.user = {};
  CHECK(send(*open()).has_value());
  CHECK(notes.lines() == Lines{"GET /base/version Basic " + base64_encode("alice:p:w"), "GET /base/version "});
}

TEST_CASE("kube session: no credential travels over plain http (connections 15)") {
  Notes notes;
  const Loopback plain([&](Connection& connection) {
    while (const auto request = hear(connection)) {
      notes.add(request->target + " " + request->header("Authorization") + "/" + request->header("Impersonate-User"));
      connection.write(answer(200, {}, "{}"));
    }
  });
  kube::ConnectionSpec spec;
  spec.cluster.server = "http://" + plain.address();
  spec.user.token = SecretString("abc");
  spec.user.as = "alice";
  const auto session = kube::open_session(spec, {});
  REQUIRE(session.has_value());
  CHECK((*session)->send({"GET", "/version"}, Deadline::in(std::chrono::seconds(20)), {}).has_value());
  CHECK(notes.lines() == Lines{"/version /alice"});
}

TEST_CASE_FIXTURE(
    Fixture, "kube session: after a 401 a token that changed is tried once, an unchanged one not (connections 42)") {
  const auto directory = TemporaryDirectory::create();
  REQUIRE(directory.has_value());
  spec.user.token_file = directory->path() + "/token";
  write_file(spec.user.token_file, "old\n");
  reply = [](const Heard& in) { return answer(in.header("Authorization") == "Bearer new" ? 200 : 401, {}, "{}"); };
  const auto session = open();
  CHECK(send(*session)->status == 401);
  write_file(spec.user.token_file, "new\n");
  CHECK(send(*session)->status == 200);
  CHECK(notes.lines() ==
        Lines{"GET /base/version Bearer old", "GET /base/version Bearer old", "GET /base/version Bearer new"});
}

TEST_CASE_FIXTURE(Fixture, "kube session: warnings are said once, with their context") {
  reply = [](const Heard&) { return answer(404, {"Warning: 299 - \"old API\"", "Warning: 199 - \"no\""}, "{}"); };
  Lines said;
  kube::SessionOptions options;
  options.log = Log(0, [&](std::string_view line) { said.emplace_back(line); });
  const auto session = open(options);
  CHECK(send(*session).has_value());
  CHECK(send(*session).has_value());
  CHECK(said == Lines{"Warning: old API (context prod-a)"});
}

TEST_CASE_FIXTURE(Fixture,
                  "kube session: a lost connection is repeated for a read, and never for a write (connections 47)") {
  class NoPause final : public Clock {
   public:
    std::chrono::system_clock::time_point now() const override { return {}; }
    bool pause(std::chrono::milliseconds, std::stop_token) const override { return true; }
  };
  const NoPause clock;
  std::atomic<int> cut{2};
  const Loopback flaky(
      [&](Connection& connection) {
        while (const auto request = hear(connection)) {
          notes.add(request->method);
          if (cut-- > 0) return;
          connection.write(answer(200, {}, "{}"));
        }
      },
      TlsSetup{authority.issue("api", "IP:127.0.0.1")});
  spec.cluster.server = "https://" + flaky.address();
  kube::SessionOptions options;
  options.clock = &clock;
  const auto session = open(options);
  CHECK(send(*session)->status == 200);
  cut = 1;
  options.transports = kube::make_transport_pool();  // with a connection of its own
  const auto fresh = open(options);
  CHECK(error_of(send(*fresh, {"DELETE", "/api/v1/x"})).kind == ErrorKind::unreachable);
  CHECK(notes.lines() == Lines{"GET", "GET", "GET", "DELETE"});
}

TEST_CASE_FIXTURE(Fixture, "kube session: what cannot be used is refused with its place") {
  spec.cluster.server = "https://u:hunter2@" + server.address();
  CHECK(describe(error_of(kube::open_session(spec, {}))) ==
        "cluster c: server: a user or password in the URL is not supported");
  spec = spec_of();
  spec.user.client_certificate_data = authority.issue("alice", "").certificate_pem;
  spec.user.client_key_data = SecretString(authority.issue("bob", "").key_pem);
  CHECK(describe(error_of(send(*open()))) ==
        "cluster c, user u: client certificate: the client key does not belong to the client certificate");
  CHECK(server.connections() == 0);
}

TEST_CASE_FIXTURE(Fixture, "kube session: a plugin's new certificate closes what the old one opened (connections 43)") {
  const auto directory = TemporaryDirectory::create();
  REQUIRE(directory.has_value());
  Notes seen;
  const Loopback strict(
      [&](Connection& connection) {
        const auto subject = connection.client_subject();
        while (hear(connection))
          connection.write(answer(subject.find("bob") == std::string::npos ? 401 : 200, {}, "{}"));
        seen.add(subject + " left");
      },
      TlsSetup{authority.issue("api", "IP:127.0.0.1"), authority.authority_pem()});
  spec.cluster.server = "https://" + strict.address();
  for (const auto* name : {"alice", "bob"}) {
    const auto issued = authority.issue(name, "");
    const document::Value status = document::Object{{"clientCertificateData", issued.certificate_pem},
                                                    {"clientKeyData", std::string(issued.key_pem)}};
    write_file(directory->path() + "/" + name,
               document::to_json(document::Object{
                   {"apiVersion", "client.authentication.k8s.io/v1"}, {"kind", "ExecCredential"}, {"status", status}}));
  }
  kube::ExecEntry exec;
  exec.command = "/bin/sh";
  exec.api_version = "client.authentication.k8s.io/v1";
  exec.interactive_mode = "Never";
  exec.args = {"-c", "cd '" + directory->path() + "' && cat alice && { mv bob alice 2>&- || :; }"};
  spec.user.exec = exec;
  {
    const auto session = open();
    const auto second = send(*session);  // 401 for alice, then the plugin's next answer
    REQUIRE_MESSAGE(second.has_value(), (second ? "" : describe(second.error())));
    CHECK(second->status == 200);
    CHECK(strict.connections() == 2);
    CHECK(seen.first_line() == "alice left");
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "kube session: contexts of one server and certificate share its connections (connections 21)") {
  kube::SessionOptions options;
  spec.user.token = SecretString("abc");
  const auto first = open(options);
  spec.user.token = SecretString("def");
  spec.cluster.server += "other-prefix/";
  const auto second = open(options);
  CHECK(send(*first)->status == 200);
  CHECK(send(*second)->status == 200);
  CHECK(notes.lines() == Lines{"GET /base/version Bearer abc", "GET /base/other-prefix/version Bearer def"});
  CHECK(server.connections() == 1);
  const auto alice = authority.issue("alice", "");
  spec.user.client_certificate_data = alice.certificate_pem;
  spec.user.client_key_data = SecretString(alice.key_pem);
  CHECK(send(*open(options))->status == 200);
  CHECK(server.connections() == 2);
}

TEST_CASE_FIXTURE(Fixture, "kube session: many threads share one session") {
  spec.user.token = SecretString("abc");
  const std::shared_ptr<kube::Session> session = open();
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> crew;
    for (int i = 0; i < 4; ++i) {
      crew.emplace_back([&] {
        for (int n = 0; n < 10; ++n)
          good += kube::Reader(session).find({kube::resources::nodes(), "", "n"}, {}).has_value();
      });
    }
  }
  CHECK(good == 40);
}

TEST_CASE_FIXTURE(
    Fixture,
    "kube session: a silent cluster is named, then given up; who may be silent is waited for (connections 50)") {
  const Loopback silent([](Connection& connection) {
    hear(connection);
    connection.read();
  });
  spec.cluster.server = "http://" + silent.address();
  kube::SessionOptions options;
  CHECK(options.notice == std::chrono::seconds(5));
  CHECK(options.silence == std::chrono::seconds(20));
  options.notice = std::chrono::milliseconds(10);
  options.silence = std::chrono::milliseconds(40);
  options.waiting = [&](const std::string& context, const std::string& request) { notes.add(context + " " + request); };
  const auto session = open(options);
  CHECK(describe(send(*session).error()) ==
        "GET http://" + silent.address() + ": nothing came from the server for 0.04 s");
  CHECK(notes.lines() == Lines{"prod-a GET /version"});
  kube::Call patient{"GET", "/version"};
  patient.may_be_silent = true;
  CHECK(describe(session->send(patient, Deadline::in(std::chrono::milliseconds(80)), {}).error()) ==
        "GET http://" + silent.address() + ": timed out waiting for the answer");
  CHECK(notes.lines() == Lines{"prod-a GET /version", "prod-a GET /version"});
}

TEST_CASE_FIXTURE(Fixture,
                  "kube session: a client certificate that has expired is named with its date (connections 51)") {
  struct InTenYears final : Clock {
    std::chrono::system_clock::time_point now() const override {
      return std::chrono::system_clock::now() + std::chrono::hours(24 * 3653);
    }
    bool pause(std::chrono::milliseconds, std::stop_token) const override { return true; }
  };
  const InTenYears later;
  const auto issued = authority.issue("me", "");
  spec.user.client_certificate_data = issued.certificate_pem;
  spec.user.client_key_data = SecretString(issued.key_pem);
  const auto end = http::end_of_certificate(issued.certificate_pem)->time_since_epoch();
  const auto expired = "the client certificate of user u expired on " +
                       format_time(std::chrono::duration_cast<std::chrono::milliseconds>(end).count());
  kube::SessionOptions options;
  options.clock = &later;
  reply = [](const Heard&) { return answer(401, {}, "{}"); };
  const auto refused = send(*open(options)).error();
  CHECK(refused.kind == ErrorKind::unauthorized);
  CHECK(describe(refused) == expired);
  CHECK(refused.hint == "Get a new one from whoever gave out this kubeconfig.");
  CHECK(send(*open())->status == 401);  // it is still good: the server has another reason
  reply = [](const Heard&) { return answer(200, {}, "{}"); };
  CHECK(send(*open(options))->status == 200);  // the server's clock decides
}

}  // namespace corootctl::tests::kube_session
