#include <openssl/ssl.h>

#include "component/http/support.hpp"
#include "support/error_of.hpp"

namespace corootctl::tests::http_tls {
namespace {

std::string https(const Loopback& server) { return "https://" + server.address() + "/version"; }
std::string prefix(const Loopback& server) { return "unreachable GET https://" + server.address() + ": "; }

http::ConnectionOptions trusting(const Issuer& authority) {
  http::ConnectionOptions out;
  out.ca_pem = authority.authority_pem();
  return out;
}

}  // namespace

TEST_CASE("http: a server whose certificate comes from the given authority is trusted") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "IP:127.0.0.1")});
  CHECK(outcome(transport_with(trusting(authority))->send(get(https(server)), {})) == "200 hello");
}

TEST_CASE("http: another authority's server is refused, and insecure accepts it (connections 1)") {
  const Issuer authority("test authority"), other("other authority");
  const Loopback server(says("hello"), TlsSetup{other.issue("a", "IP:127.0.0.1")});
  CHECK(outcome(transport_with(trusting(authority))->send(get(https(server)), {})) ==
        prefix(server) + "TLS: the server's certificate is not trusted: unable to get local issuer certificate");
  http::ConnectionOptions insecure;
  insecure.insecure = true;
  CHECK(outcome(transport_with(insecure)->send(get(https(server)), {})) == "200 hello");
}

TEST_CASE("http: the system's roots do not know a test authority (connections 1)") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "IP:127.0.0.1")});
  const auto answer = transport_with({})->send(get(https(server)), {});
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::unreachable);
  CHECK(answer.error().hint == "Check the certificate authority given for this server.");
}

TEST_CASE("http: a certificate for another name is refused") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "DNS:elsewhere.example")});
  const auto answer = transport_with(trusting(authority))->send(get(https(server)), {});
  CHECK(outcome(answer).starts_with(prefix(server) + "TLS: the server's certificate is for another name: "));
  CHECK(error_of(answer).hint == "Use the name in the certificate, or set tls-server-name.");
}

TEST_CASE("http: a name in the subject alone does not count (connections 4)") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("localhost", "")});
  const auto url = "https://localhost:" + std::to_string(server.port()) + "/";
  CHECK(outcome(transport_with(trusting(authority))->send(get(url), {})) ==
        "unreachable GET https://localhost:" + std::to_string(server.port()) +
            ": TLS: the server's certificate is for no host (it has no subject alternative name)");
}

TEST_CASE("http: a leaf or an intermediate authority may be the trust anchor (connections 3)") {
  const Issuer root("root");
  const Issuer middle = root.issue_authority("middle");
  const auto leaf = middle.issue("a", "IP:127.0.0.1");
  const Loopback server(says("hello"), TlsSetup{leaf});
  http::ConnectionOptions by_leaf;
  by_leaf.ca_pem = leaf.certificate_pem;
  CHECK(outcome(transport_with(by_leaf)->send(get(https(server)), {})) == "200 hello");
  CHECK(outcome(transport_with(trusting(middle))->send(get(https(server)), {})) == "200 hello");
}

TEST_CASE("http: junk and one broken block beside a good authority do no harm (connections 2)") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "IP:127.0.0.1")});
  http::ConnectionOptions options;
  options.ca_pem = "# comment\n-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n" +
                   authority.authority_pem() + "trailing";
  CHECK(outcome(transport_with(options)->send(get(https(server)), {})) == "200 hello");
}

TEST_CASE("http: an authority text without any certificate is refused before the first request (connections 2, 9)") {
  for (const std::string text : {"", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"}) {
    http::ConnectionOptions options;
    options.ca_pem = text;
    const auto made = http::make_curl_transport(options, {});
    REQUIRE_FALSE(made.has_value());
    CHECK(describe(made.error()) == "unable to load root certificates: no usable certificate in the CA data");
  }
}

TEST_CASE("http: client certificate and key are presented from memory") {
  const Issuer authority("test authority"), clients("client authority");
  Notes seen;
  const auto behaviour = [&](Connection& connection) {
    while (hear(connection)) {
      seen.add(connection.client_subject());
      connection.write(answer(200, {}, "hello"));
    }
  };
  const Loopback server(behaviour, TlsSetup{authority.issue("a", "IP:127.0.0.1"), clients.authority_pem()});
  const auto alice = clients.issue("alice", "");
  auto options = trusting(authority);
  options.client_certificate_pem = alice.certificate_pem;
  options.client_key_pem = SecretString(alice.key_pem);
  CHECK(outcome(transport_with(options)->send(get(https(server)), {})) == "200 hello");
  CHECK(seen.lines() == std::vector<std::string>{"alice"});
  CHECK_FALSE(transport_with(trusting(authority))->send(get(https(server)), {}).has_value());
}

TEST_CASE("http: what stands after the client's own certificate goes along as its chain (connections 8)") {
  const Issuer authority("test authority"), root("client root");
  const Issuer middle = root.issue_authority("client middle");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "IP:127.0.0.1"), root.authority_pem()});
  const auto alice = middle.issue("alice", "");
  auto options = trusting(authority);
  options.client_certificate_pem = alice.certificate_pem;
  options.client_key_pem = SecretString(alice.key_pem);
  CHECK_FALSE(transport_with(options)->send(get(https(server)), {}).has_value());
  options.client_certificate_pem += middle.authority_pem();
  CHECK(outcome(transport_with(options)->send(get(https(server)), {})) == "200 hello");
}

TEST_CASE("http: an authority that we trust does not go along with the client's certificate (connections 8)") {
  const Issuer root("root");
  const Issuer middle = root.issue_authority("middle");
  const Loopback server(says("hello"), TlsSetup{root.issue("a", "IP:127.0.0.1"), root.authority_pem()});
  const auto alice = middle.issue("alice", "");
  for (const bool insecure : {false, true}) {
    http::ConnectionOptions options;
    options.ca_pem = root.authority_pem() + middle.authority_pem();
    options.insecure = insecure;
    options.client_certificate_pem = alice.certificate_pem;
    options.client_key_pem = SecretString(alice.key_pem);
    CHECK_FALSE(transport_with(options)->send(get(https(server)), {}).has_value());
  }
}

TEST_CASE("http: keys that cannot be used are refused without a question on the terminal (connections 9)") {
  const Issuer authority("test authority");
  const auto alice = authority.issue("alice", ""), bob = authority.issue("bob", "");
  const auto refusal = [](const std::string& certificate, const std::string& key) {
    http::ConnectionOptions options;
    options.client_certificate_pem = certificate;
    options.client_key_pem = SecretString(key);
    const auto made = http::make_curl_transport(options, {});
    return made ? "accepted" : describe(made.error());
  };
  CHECK(refusal(alice.certificate_pem, bob.key_pem) ==
        "client certificate: the client key does not belong to the client certificate");
  CHECK(refusal(alice.certificate_pem, encrypted_key(alice.key_pem, "pass")) ==
        "client certificate: the client key is encrypted");
  CHECK(refusal(alice.certificate_pem, "") == "client certificate: the client key is not a PEM private key");
  CHECK(refusal("junk", alice.key_pem) == "client certificate: the client certificate is not a PEM certificate");
  CHECK(refusal(alice.certificate_pem, alice.key_pem) == "accepted");
}

TEST_CASE("http: tls_server_name is asked for and verified, while Host stays the server's (connections 6)") {
  const Issuer authority("test authority");
  Notes seen;
  const auto behaviour = [&](Connection& connection) {
    while (const auto request = hear(connection)) {
      seen.add(connection.server_name() + " " + request->header("Host"));
      connection.write(answer(200, {}, "hello"));
    }
  };
  const Loopback server(behaviour, TlsSetup{authority.issue("a", "DNS:api.example")});
  auto options = trusting(authority);
  options.tls_server_name = "api.example";
  CHECK(outcome(transport_with(options)->send(get(https(server)), {})) == "200 hello");
  CHECK(seen.lines() == std::vector<std::string>{"api.example " + server.address()});
  options.tls_server_name = "other.example";
  CHECK_FALSE(transport_with(options)->send(get(https(server)), {}).has_value());
}

TEST_CASE("http: nothing older than TLS 1.2 is spoken (connections 5)") {
  const Issuer authority("test authority");
  const Loopback old(says("hello"), TlsSetup{authority.issue("a", "IP:127.0.0.1"), "", TLS1_1_VERSION});
  CHECK(outcome(transport_with(trusting(authority))->send(get(https(old)), {})).starts_with(prefix(old) + "TLS: "));
  const Loopback enough(says("hello"), TlsSetup{authority.issue("a", "IP:127.0.0.1"), "", TLS1_2_VERSION});
  CHECK(outcome(transport_with(trusting(authority))->send(get(https(enough)), {})) == "200 hello");
}

TEST_CASE("http: a server that does not speak TLS is unreachable") {
  const Loopback plain([](Connection& connection) {
    connection.read();  // or closing with unread bytes would reset the connection before the answer is seen
    connection.write(answer(400, {}, "no TLS here"));
    connection.read();
  });
  // Nearly always "TLS: ... wrong version number"; other words were seen, rarely, on a machine under heavy load.
  const auto answered = outcome(transport_with({})->send(get(https(plain)), {}));
  CAPTURE(answered);
  CHECK(answered.starts_with(prefix(plain)));
}

}  // namespace corootctl::tests::http_tls
