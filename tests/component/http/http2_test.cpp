#include <doctest/doctest.h>
#include <sys/socket.h>

#include <atomic>
#include <cstdint>

#include "component/http/support.hpp"

namespace corootctl::tests::http_http2 {
namespace {

// Just enough of HTTP/2 (RFC 9113) to answer: header blocks of requests are passed over, the answers are fixed.
enum : std::uint8_t { data_frame = 0, headers_frame = 1, reset_frame = 3, settings_frame = 4, goaway_frame = 7 };
constexpr std::uint8_t end_stream = 1, acknowledged = 1, end_headers = 4;
constexpr std::uint32_t refused_stream = 7;
constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr std::string_view status_200 = "\x88";  // entry 8 of HPACK's static table

struct Frame {
  std::uint8_t type = 0, flags = 0;
  std::uint32_t stream = 0;
};

std::string big_endian(std::uint32_t number, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
  return out;
}

std::string frame(const Frame& head, std::string_view payload) {
  return big_endian(static_cast<std::uint32_t>(payload.size()), 3) + static_cast<char>(head.type) +
         static_cast<char>(head.flags) + big_endian(head.stream, 4) + std::string(payload);
}

std::uint32_t number_at(const std::string& bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = at; i < at + size; ++i) out = out << 8 | static_cast<unsigned char>(bytes[i]);
  return out;
}

std::optional<Frame> next_frame(Connection& connection) {
  const auto head = connection.read_exactly(9);
  if (head.size() < 9) return std::nullopt;
  const auto size = number_at(head, 0, 3);
  if (connection.read_exactly(size).size() < size) return std::nullopt;
  return Frame{static_cast<std::uint8_t>(head[3]), static_cast<std::uint8_t>(head[4]), number_at(head, 5, 4)};
}

std::string go_away(std::uint32_t last_stream) {
  return frame({goaway_frame, 0, 0}, big_endian(last_stream, 4) + big_endian(0, 4));
}

std::string ok_on(std::uint32_t stream) {
  return frame({headers_frame, end_headers, stream}, status_200) + frame({data_frame, end_stream, stream}, "ok");
}

/// The number of the next request's stream; nullopt at the end of the connection.
std::optional<std::uint32_t> hear_stream(Connection& connection) {
  while (const auto heard = next_frame(connection)) {
    if (heard->type == headers_frame) return heard->stream;
    const bool settings = heard->type == settings_frame && (heard->flags & acknowledged) == 0;
    if (settings) connection.write(frame({settings_frame, acknowledged, 0}, ""));
  }
  return std::nullopt;
}

bool greet(Connection& connection) {
  if (connection.read_exactly(preface.size()) != preface) return false;
  connection.write(frame({settings_frame, 0, 0}, ""));
  return true;
}

struct Fixture {
  Issuer authority{"test authority"};
  std::atomic<int> heard{0};

  Loopback server_that(Loopback::Behaviour behaviour) {
    TlsSetup tls{authority.issue("api", "IP:127.0.0.1")};
    tls.http2 = true;
    return Loopback(std::move(behaviour), std::move(tls));
  }
  std::unique_ptr<http::Transport> transport() const {
    http::ConnectionOptions options;
    options.ca_pem = authority.authority_pem();
    return transport_with(std::move(options));
  }
};

http::Request ask(const Loopback& server, const char* method = "GET") {
  auto out = get("https://" + server.address() + "/version");
  out.method = method;
  return out;
}

}  // namespace

TEST_CASE_FIXTURE(Fixture,
                  "http: HTTP/2 is spoken where it is offered, all requests on one connection (connections 5)") {
  const auto server = server_that([](Connection& connection) {
    if (!greet(connection)) return;
    while (const auto stream = hear_stream(connection)) connection.write(ok_on(*stream));
  });
  const auto client = transport();
  for (int i = 0; i < 5; ++i) CHECK(outcome(client->send(ask(server), {})) == "200 ok");
  CHECK(server.connections() == 1);
}

TEST_CASE_FIXTURE(Fixture, "http: a server that goes away between two requests is not noticed (connections 21)") {
  const auto server = server_that([](Connection& connection) {
    if (!greet(connection)) return;
    if (const auto stream = hear_stream(connection)) connection.write(ok_on(*stream) + go_away(*stream));
    while (next_frame(connection)) continue;
  });
  const auto client = transport();
  for (int i = 0; i < 3; ++i) CHECK(outcome(client->send(ask(server, "PATCH"), {})) == "200 ok");
  CHECK(server.connections() == 3);
}

TEST_CASE_FIXTURE(Fixture,
                  "http: a request that a leaving server did not take is sent to a new connection (connections 21)") {
  const auto server = server_that([this](Connection& connection) {
    if (!greet(connection)) return;
    while (const auto stream = hear_stream(connection)) {
      // The second request arrives when the first connection is already on its way out.
      connection.write(++heard == 2 ? go_away(1) : ok_on(*stream));
    }
  });
  const auto client = transport();
  CHECK(outcome(client->send(ask(server), {})) == "200 ok");
  CHECK(outcome(client->send(ask(server, "PATCH"), {})) == "200 ok");
  CHECK(server.connections() == 2);
  CHECK(heard == 3);
}

TEST_CASE_FIXTURE(Fixture, "http: a request whose stream was refused unread is sent again (connections 21)") {
  const auto server = server_that([this](Connection& connection) {
    if (!greet(connection)) return;
    while (const auto stream = hear_stream(connection)) {
      connection.write(++heard == 1 ? frame({reset_frame, 0, *stream}, big_endian(refused_stream, 4)) : ok_on(*stream));
    }
  });
  CHECK(outcome(transport()->send(ask(server, "PATCH"), {})) == "200 ok");
  CHECK(heard == 2);
}

TEST_CASE_FIXTURE(Fixture,
                  "http: a write whose stream was refused unread on a kept connection is sent again (connections 21)") {
  const auto server = server_that([this](Connection& connection) {
    if (!greet(connection)) return;
    while (const auto stream = hear_stream(connection)) {
      connection.write(++heard == 2 ? frame({reset_frame, 0, *stream}, big_endian(refused_stream, 4)) : ok_on(*stream));
    }
  });
  const auto client = transport();
  CHECK(outcome(client->send(ask(server), {})) == "200 ok");
  CHECK(outcome(client->send(ask(server, "PATCH"), {})) == "200 ok");
  CHECK(heard == 3);
}

TEST_CASE_FIXTURE(Fixture,
                  "http: a write on an HTTP/2 connection that ends before its answer is sent once (connections 47)") {
  for (const bool reset : {false, true}) {
    CAPTURE(reset);
    heard = 0;
    const auto server = server_that([&](Connection& connection) {
      if (!greet(connection)) return;
      while (const auto stream = hear_stream(connection)) {
        if (++heard == 2) {
          const linger at_once{1, 0};  // the end of the connection is a reset
          if (reset) setsockopt(connection.socket(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
          return;
        }
        connection.write(ok_on(*stream));
      }
    });
    const auto client = transport();
    CHECK(outcome(client->send(ask(server), {})) == "200 ok");
    const auto answered = client->send(ask(server, "PATCH"), {});
    REQUIRE_FALSE(answered.has_value());
    CHECK(answered.error().reason == Reason::connection_lost);
    CHECK(answered.error().hint == "The outcome is unknown: run the command again.");
    CHECK(heard == 2);
  }
}

TEST_CASE_FIXTURE(Fixture, "http: a connection that died in silence is not used again (connections 50)") {
  const auto server = server_that([this](Connection& connection) {
    if (!greet(connection)) return;
    while (const auto stream = hear_stream(connection)) {
      if (++heard != 2) connection.write(ok_on(*stream));
    }
  });
  const auto client = transport();
  auto request = ask(server);
  CHECK(outcome(client->send(request, {})) == "200 ok");
  request.silence.limit = std::chrono::milliseconds(50);
  CHECK(client->send(request, {}).error().kind == ErrorKind::timeout);
  CHECK(outcome(client->send(ask(server), {})) == "200 ok");
  CHECK(server.connections() == 2);
}

}  // namespace corootctl::tests::http_http2
