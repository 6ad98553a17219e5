#include <unistd.h>

#include <stdlib.h>

#include "base/base64.hpp"
#include "component/http/support.hpp"

namespace corootctl::tests::http_proxy {
namespace {

/// An HTTP proxy that knows every name as `target` on loopback and notes what it was asked.
struct TunnelProxy {
  Notes notes{};
  int target = 0;
  void operator()(Connection& connection) {
    const auto request = hear(connection);
    if (!request) return;
    notes.add(request->method + " " + request->target + " " + request->header("Proxy-Authorization") + "/" +
              request->header("Authorization"));
    if (request->method != "CONNECT") {
      connection.write(answer(200, {"Connection: close"}, "from the proxy"));
      return;
    }
    const int upstream = dial(target);
    connection.write("HTTP/1.1 200 Connection established\r\n\r\n");
    pump(connection, upstream);
  }
};

/// A SOCKS5 proxy without authentication (RFC 1928), alike.
struct SocksProxy {
  Notes notes{};
  int target = 0;
  void operator()(Connection& connection) {
    const auto greeting = connection.read_exactly(2);
    if (greeting.size() < 2 || greeting[0] != 5) return;
    connection.read_exactly(static_cast<unsigned char>(greeting[1]));
    connection.write(std::string("\x05\x00", 2));
    const auto head = connection.read_exactly(4);
    if (head.size() < 4) return;
    notes.add(head[3] == 3 ? name(connection) : "an address");
    connection.read_exactly(2);
    connection.write(std::string("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00", 10));
    pump(connection, dial(target));
  }
  static std::string name(Connection& connection) {
    return connection.read_exactly(static_cast<unsigned char>(connection.read_exactly(1).at(0)));
  }
};

http::ConnectionOptions through(const std::string& proxy, const Issuer& authority) {
  http::ConnectionOptions out;
  out.ca_pem = authority.authority_pem();
  out.proxy_url = proxy;
  return out;
}

http::Request with_token(const std::string& url) {
  auto out = get(url);
  out.headers = {{"Authorization", "Bearer abc", true}};
  return out;
}

}  // namespace

TEST_CASE("http: an https server is reached through CONNECT, with the proxy's own credentials only (connections 12)") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "DNS:api.example")});
  TunnelProxy proxy;
  proxy.target = server.port();
  const Loopback tunnel(std::ref(proxy));
  const auto transport = transport_with(through("http://user:p%40ss@" + tunnel.address(), authority));
  CHECK(outcome(transport->send(with_token("https://api.example:6443/version"), {})) == "200 hello");
  CHECK(proxy.notes.lines() ==
        std::vector<std::string>{"CONNECT api.example:6443 Basic " + base64_encode("user:p@ss") + "/"});
}

TEST_CASE(
    "http: an IPv6 address keeps its brackets, is no name to ask for, and has to be in the certificate (connections "
    "7)") {
  const Issuer authority("test authority");
  Notes seen;
  const auto note = [&](Connection& connection) {
    while (const auto request = hear(connection)) {
      seen.add(request->header("Host") + " SNI=" + connection.server_name());
      connection.write(answer(200, {}, "hello"));
    }
  };
  for (const std::string names : {"IP:::1", "DNS:api.example"}) {
    CAPTURE(names);
    const Loopback server(note, TlsSetup{authority.issue("a", names)});
    TunnelProxy proxy;
    proxy.target = server.port();
    const Loopback tunnel(std::ref(proxy));
    const auto transport = transport_with(through("http://" + tunnel.address(), authority));
    const auto answered = outcome(transport->send(get("https://[::1]:6443/version"), {}));
    CHECK(proxy.notes.lines() == std::vector<std::string>{"CONNECT [::1]:6443 /"});
    if (names.starts_with("IP")) {
      CHECK(answered == "200 hello");
    } else {
      CHECK(answered.starts_with(
          "unreachable GET https://[::1]:6443: TLS: the server's certificate is for another name: "));
    }
  }
  CHECK(seen.lines() == std::vector<std::string>{"[::1]:6443 SNI="});
}

TEST_CASE("http: tls_server_name works through CONNECT (connections 6)") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "DNS:inner.example")});
  TunnelProxy proxy;
  proxy.target = server.port();
  const Loopback tunnel(std::ref(proxy));
  auto options = through("http://" + tunnel.address(), authority);
  options.tls_server_name = "inner.example";
  CHECK(outcome(transport_with(options)->send(get("https://outer.example:6443/version"), {})) == "200 hello");
  CHECK(proxy.notes.lines() == std::vector<std::string>{"CONNECT outer.example:6443 /"});
}

TEST_CASE("http: an http server is asked for in absolute form (connections 12)") {
  const Issuer authority("test authority");
  TunnelProxy proxy;
  const Loopback tunnel(std::ref(proxy));
  const auto transport = transport_with(through("http://" + tunnel.address(), authority));
  CHECK(outcome(transport->send(get("http://api.example/version"), {})) == "200 from the proxy");
  CHECK(proxy.notes.lines() == std::vector<std::string>{"GET http://api.example/version /"});
}

TEST_CASE("http: an https proxy is verified with the server's authority (connections 14)") {
  const Issuer authority("test authority"), other("other authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "DNS:api.example")});
  TunnelProxy proxy;
  proxy.target = server.port();
  const Loopback good(
      [](Connection& c) {
        hear(c);
        c.write(answer(403, {}, ""));
      },
      TlsSetup{authority.issue("p", "IP:127.0.0.1")});
  const Loopback bad(says(""), TlsSetup{other.issue("p", "IP:127.0.0.1")});
  const auto url = "https://api.example:6443/version";
  CHECK(outcome(transport_with(through("https://" + good.address(), authority))->send(get(url), {})) ==
        "unreachable GET https://api.example:6443: proxy " + good.address() + " answers 403");
  CHECK(outcome(transport_with(through("https://" + bad.address(), authority))->send(get(url), {})) ==
        "unreachable GET https://api.example:6443: TLS: the server's certificate is not trusted: "
        "unable to get local issuer certificate");
}

TEST_CASE("http: an https proxy that asks for the client certificate gets it (connections 14)") {
  const Issuer authority("test authority"), clients("client authority");
  Notes seen;
  const Loopback proxy(
      [&](Connection& c) {
        hear(c);
        seen.add(c.client_subject());
        c.write(answer(403, {}, ""));
      },
      TlsSetup{authority.issue("p", "IP:127.0.0.1"), clients.authority_pem()});
  const auto alice = clients.issue("alice", "");
  auto options = through("https://" + proxy.address(), authority);
  options.client_certificate_pem = alice.certificate_pem;
  options.client_key_pem = SecretString(alice.key_pem);
  CHECK(outcome(transport_with(options)->send(get("https://api.example:6443/version"), {})) ==
        "unreachable GET https://api.example:6443: proxy " + proxy.address() + " answers 403");
  CHECK(seen.lines() == std::vector<std::string>{"alice"});
}

TEST_CASE("http: socks5 leaves names to the proxy (connections 13)") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "DNS:only.the.proxy.knows")});
  SocksProxy proxy;
  proxy.target = server.port();
  const Loopback socks(std::ref(proxy));
  const auto transport = transport_with(through("socks5://" + socks.address(), authority));
  CHECK(outcome(transport->send(get("https://only.the.proxy.knows:6443/version"), {})) == "200 hello");
  CHECK(proxy.notes.lines() == std::vector<std::string>{"only.the.proxy.knows"});
}

TEST_CASE("http: tls_server_name works through socks5") {
  const Issuer authority("test authority");
  const Loopback server(says("hello"), TlsSetup{authority.issue("a", "DNS:inner.example")});
  SocksProxy proxy;
  proxy.target = server.port();
  const Loopback socks(std::ref(proxy));
  auto options = through("socks5://" + socks.address(), authority);
  options.tls_server_name = "inner.example";
  CHECK(outcome(transport_with(options)->send(get("https://outer.example:6443/version"), {})) == "200 hello");
  CHECK(proxy.notes.lines() == std::vector<std::string>{"outer.example"});
}

TEST_CASE("http: a proxy that refuses or is not there is named without its password") {
  const Issuer authority("test authority");
  const Loopback refusing([](Connection& connection) {
    hear(connection);
    connection.write(answer(407, {}, "who are you"));
  });
  const auto ask = [&](const std::string& proxy) {
    return outcome(transport_with(through(proxy, authority))->send(get("https://api.example/version"), {}));
  };
  CHECK(ask("http://user:hunter2@" + refusing.address()) ==
        "unreachable GET https://api.example:443: proxy " + refusing.address() + " answers 407");
  const auto nobody = "127.0.0.1:" + std::to_string(closed_port());
  CHECK(ask("http://user:hunter2@" + nobody) ==
        "unreachable GET https://api.example:443: proxy " + nobody + ": connection refused");
}

TEST_CASE("http: proxy and exceptions of the environment are not libcurl's business (connections 10)") {
  const Loopback server(says("hello"));
  TunnelProxy proxy;
  const Loopback tunnel(std::ref(proxy));
  const auto dead = "http://127.0.0.1:" + std::to_string(closed_port());
  for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::setenv(name, dead.c_str(), 1);
  ::setenv("no_proxy", "*", 1);
  CHECK(outcome(transport_with({})->send(get("http://" + server.address() + "/"), {})) == "200 hello");
  http::ConnectionOptions options;
  options.proxy_url = "http://" + tunnel.address();
  CHECK(outcome(transport_with(options)->send(get("http://" + server.address() + "/"), {})) == "200 from the proxy");
  for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY", "no_proxy"}) ::unsetenv(name);
}

TEST_CASE("http: an unknown proxy scheme is refused") {
  for (const std::string url : {"socks5h://a:1", "ftp://a:1", "a:3128", "http://"}) {
    http::ConnectionOptions options;
    options.proxy_url = url;
    CHECK_FALSE(http::make_curl_transport(options, {}).has_value());
  }
}

}  // namespace corootctl::tests::http_proxy
