/// A property over ways to log in and ways to be refused: no secret of the input is in an error or in the log, however
/// verbose. The texts of kubeconfigs and plugin answers have properties of their own
/// (tests/unit/test_kube_*_secrets.cpp).
#include <doctest/doctest.h>

#include <functional>

#include "component/http/loopback.hpp"
#include "document/json.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::tests::kube_secrets {
namespace {

constexpr std::string_view mark = "S3CRET";

struct Login {
  const char* name;
  std::function<void(kube::UserEntry&)> set;
};

SecretString secret(const std::string& rest) { return SecretString(std::string(mark) + rest); }

kube::ExecEntry plugin(const std::string& script) {
  kube::ExecEntry out;
  out.command = "/bin/sh";
  out.args = {"-c", script};
  out.api_version = "client.authentication.k8s.io/v1";
  out.interactive_mode = "Never";
  out.env = {{"PASSWORD", secret("env")}};
  return out;
}

std::vector<Login> logins(const Issued& identity) {
  const std::string answer =
      R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'"$PASSWORD"'"}})";
  return {
      {"token", [](kube::UserEntry& u) { u.token = secret("token"); }},
      {"basic",
       [](kube::UserEntry& u) {
         u.username = "user";
         u.password = secret("password");
       }},
      {"certificate",
       [identity](kube::UserEntry& u) {
         u.client_certificate_data = identity.certificate_pem;
         u.client_key_data = SecretString(identity.key_pem);
       }},
      {"a key that is none",
       [identity](kube::UserEntry& u) {
         u.client_certificate_data = identity.certificate_pem;
         u.client_key_data = secret("key");
       }},
      {"a token that breaks its header", [](kube::UserEntry& u) { u.token = secret("\r\nX: y"); }},
      {"plugin", [answer](kube::UserEntry& u) { u.exec = plugin("printf '%s' '" + answer + "'"); }},
      {"a plugin that fails", [](kube::UserEntry& u) { u.exec = plugin("exit 3"); }},
      {"a plugin that answers nonsense", [](kube::UserEntry& u) { u.exec = plugin("echo \"$PASSWORD\""); }},
      {"a plugin that is not there",
       [](kube::UserEntry& u) {
         u.exec = plugin("");
         u.exec->command = "/nowhere/plugin";
       }},
  };
}

/// What servers do with a request; an API server quotes what it was sent in no answer of its own, a proxy's page might.
std::vector<std::string> answers() {
  return {answer(200, {}, R"({"gitVersion":"v1.34.1","major":"1","minor":"34"})"),
          answer(401, {}, R"({"kind":"Status","apiVersion":"v1","message":"Unauthorized","code":401})"),
          answer(403, {"Content-Type: text/html"}, "<html>no</html>"),
          answer(500, {"Warning: 299 - \"old\""}, "trouble"),
          "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut",
          "no HTTP at all\r\n\r\n"};
}

}  // namespace

TEST_CASE("kube session: no secret of the input is in any error or log line, however verbose (kubeconfig 63)") {
  const Issuer authority("test authority");
  const auto identity = authority.issue("alice", "");
  // The key's own text is secret as well: some of it in the middle, as PEM writes it.
  const auto key_part = identity.key_pem.substr(40, 30);
  std::atomic<std::size_t> turn{0};
  const Loopback server(
      [&](Connection& connection) {
        while (hear(connection)) connection.write(answers()[turn]);
      },
      TlsSetup{authority.issue("api", "IP:127.0.0.1")});
  int errors = 0;
  for (const auto& login : logins(identity)) {
    for (turn = 0; turn < answers().size(); ++turn) {
      kube::ConnectionSpec spec;
      spec.context = "x";
      spec.cluster.server = "https://" + server.address();
      spec.cluster.certificate_authority_data = authority.authority_pem();
      login.set(spec.user);
      std::string said;
      kube::SessionOptions options;
      options.log = Log(10, [&](std::string_view line) { said += std::string(line) + "\n"; });
      auto session = kube::open_session(spec, options);
      const Within within{Deadline::in(std::chrono::milliseconds(900)), {}};  // no time for repeats
      const auto version = session ? kube::Reader(std::move(*session)).version(within)
                                   : Result<kube::ServerVersion>(tl::unexpected<Error>(session.error()));
      if (!version) said += describe(version.error()) + version.error().hint;
      errors += version ? 0 : 1;
      CAPTURE(login.name);
      CAPTURE(turn.load());
      CHECK(said.find(mark) == std::string::npos);
      CHECK(said.find(key_part) == std::string::npos);
    }
  }
  CHECK(errors > 40);
}

}  // namespace corootctl::tests::kube_secrets
