#include <regex>
#include <thread>

#include "component/http/support.hpp"
#include "support/error_of.hpp"

namespace corootctl::tests::http_transport {
namespace {

std::string url_of(const Loopback& server, const std::string& path = "/") {
  return "http://" + server.address() + path;
}

/// Reads the request and never answers, until the client goes away.
void hang(Connection& connection) {
  hear(connection);
  connection.read();
}

/// What the server heard of one request.
struct Recorder {
  Notes notes{};
  Loopback::Behaviour behaviour(std::function<std::string(const Heard&)> note) {
    return [this, note = std::move(note)](Connection& connection) {
      while (const auto request = hear(connection)) {
        notes.add(note(*request));
        connection.write(answer(200, {}, "ok"));
      }
    };
  }
};

}  // namespace

TEST_CASE("http: an answer without end is given up after 64 MiB, naming the server; one of just that size is read") {
  constexpr std::size_t limit = 64U << 20U;
  const Loopback server([](Connection& connection) {
    const auto request = hear(connection);
    if (!request) return;
    const auto size = request->target == "/fits" ? limit : limit + 1;
    connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    for (std::size_t sent = 0; sent < size; sent += 1U << 20U)
      connection.write(std::string(std::min<std::size_t>(1U << 20U, size - sent), 'x'));
  });
  const auto transport = transport_with({});
  const auto fits = transport->send(get(url_of(server, "/fits")), {});
  REQUIRE(fits.has_value());
  CHECK(fits->body.size() == limit);
  CHECK(outcome(transport->send(get(url_of(server, "/endless")), {})) ==
        "other GET http://" + server.address() + ": the answer is longer than 64 MiB");
}

TEST_CASE("http: method, path, headers and body arrive as they were given (connections 16, 17)") {
  Recorder recorder;
  const Loopback server(recorder.behaviour([](const Heard& in) {
    return in.method + " " + in.target + " type=" + in.header("Content-Type") + " expect=" + in.header("Expect") +
           " agent=" + in.header("User-Agent") + " accept=" + in.header("Accept") + " x=" + in.header("X-A") + " " +
           in.body;
  }));
  http::ConnectionOptions options;
  options.user_agent = "corootctl/test";
  const auto transport = transport_with(options);
  auto request = get(url_of(server, "/a/../b//c?x=%2F"));
  request.headers = {{"Accept", "application/json"}, {"X-A", "1"}, {"X-A", "2"}};
  CHECK(outcome(transport->send(request, {})) == "200 ok");
  request.method = "PATCH";
  request.body = std::string(2000, 'b');
  request.headers = {{"Accept", "application/json"}, {"Content-Type", "application/apply-patch+yaml"}};
  CHECK(outcome(transport->send(request, {})) == "200 ok");
  request.method = "DELETE";
  request.body.clear();
  request.headers.clear();
  CHECK(outcome(transport->send(request, {})) == "200 ok");
  request.method = "POST";
  CHECK(outcome(transport->send(request, {})) == "200 ok");
  const std::string target = " /a/../b//c?x=%2F type=";
  CHECK(recorder.notes.lines() ==
        std::vector<std::string>{
            "GET" + target + " expect= agent=corootctl/test accept=application/json x=1|2 ",
            "PATCH" + target + "application/apply-patch+yaml expect= agent=corootctl/test accept=application/json x= " +
                std::string(2000, 'b'),
            "DELETE" + target + " expect= agent=corootctl/test accept=*/* x= ",
            "POST" + target + " expect= agent=corootctl/test accept=*/* x= "});
}

TEST_CASE("http: one connection carries many requests, and threads get their own") {
  const Loopback server(says("ok"));
  const auto transport = transport_with({});
  for (int i = 0; i < 5; ++i) CHECK(outcome(transport->send(get(url_of(server)), {})) == "200 ok");
  CHECK(server.connections() == 1);
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> crew;
    for (int i = 0; i < 8; ++i) {
      crew.emplace_back([&] {
        for (int n = 0; n < 20; ++n) {
          if (outcome(transport->send(get(url_of(server)), {})) == "200 ok") ++good;
        }
      });
    }
  }
  CHECK(good == 160);
  CHECK(server.connections() <= 8);
}

TEST_CASE("http: a connection that the server closed while idle is not noticed by the caller (connections 21)") {
  const Loopback server([](Connection& connection) {
    if (hear(connection)) connection.write(answer(200, {}, "ok"));
  });
  const auto transport = transport_with({});
  for (int i = 0; i < 3; ++i) CHECK(outcome(transport->send(get(url_of(server)), {})) == "200 ok");
}

TEST_CASE("http: every status is an answer, and a redirect is not followed (connections 22)") {
  const Loopback server([](Connection& connection) {
    while (const auto request = hear(connection)) {
      connection.write(answer(302, {"Location: http://127.0.0.1:1/elsewhere", "Set-Cookie: a=b"}, "moved"));
    }
  });
  const auto answered = transport_with({})->send(get(url_of(server)), {});
  REQUIRE(answered.has_value());
  CHECK(answered->status == 302);
  CHECK(answered->header("location") == "http://127.0.0.1:1/elsewhere");
  CHECK(answered->header("absent").empty());
}

TEST_CASE(
    "http: a cookie that a server sets is not sent back by itself, on the same connection or another (coroot-api 3)") {
  Recorder recorder;
  const Loopback server([&](Connection& connection) {
    while (const auto request = hear(connection)) {
      recorder.notes.add("cookie=" + request->header("Cookie"));
      connection.write(answer(200, {"Set-Cookie: session=of-one-service; Path=/"}, "ok"));
    }
  });
  const auto transport = transport_with({});
  for (int i = 0; i < 2; ++i) CHECK(outcome(transport->send(get(url_of(server)), {})) == "200 ok");
  CHECK(recorder.notes.lines() == std::vector<std::string>{"cookie=", "cookie="});
}

TEST_CASE("http: headers of an interim answer are not those of the final one") {
  const Loopback server([](Connection& connection) {
    while (hear(connection)) {
      connection.write("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + answer(200, {"X-Late: 2"}, "ok"));
    }
  });
  const auto answered = transport_with({})->send(get(url_of(server)), {});
  REQUIRE(answered.has_value());
  CHECK(answered->header("X-Early").empty());
  CHECK(answered->header("X-Late") == "2");
}

TEST_CASE("http: gzip is asked for unless compression is off (connections 18)") {
  Recorder recorder;
  const Loopback server(recorder.behaviour([](const Heard& in) { return in.header("Accept-Encoding"); }));
  http::ConnectionOptions off;
  off.compression = false;
  CHECK(transport_with({})->send(get(url_of(server)), {}).has_value());
  CHECK(transport_with(off)->send(get(url_of(server)), {}).has_value());
  CHECK(recorder.notes.lines() == std::vector<std::string>{"gzip", ""});
}

TEST_CASE("http: nobody listening is unreachable at once and is no lost connection") {
  const auto port = std::to_string(closed_port());
  const auto answered = transport_with({})->send(get("http://127.0.0.1:" + port + "/a?token=x"), {});
  CHECK(outcome(answered) == "unreachable GET http://127.0.0.1:" + port + ": connection refused");
  CHECK(error_of(answered).reason != Reason::connection_lost);
}

TEST_CASE("http: a connection cut before or within the answer is a lost one") {
  const Loopback silent([](Connection& connection) { hear(connection); });
  const auto none = transport_with({})->send(get(url_of(silent)), {});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().kind == ErrorKind::unreachable);
  CHECK(none.error().reason == Reason::connection_lost);
  const Loopback cutting([](Connection& connection) {
    hear(connection);
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  const auto half = transport_with({})->send(get(url_of(cutting)), {});
  REQUIRE_FALSE(half.has_value());
  CHECK(half.error().reason == Reason::connection_lost);
}

TEST_CASE(
    "http: a write on a connection that ends before its answer reaches the server once, a read again (connections "
    "47)") {
  for (const std::string method : {"PATCH", "POST", "PUT", "DELETE", "GET"}) {
    for (const std::string body : {"", "{}"}) {
      CAPTURE(method);
      CAPTURE(body);
      Notes heard;
      const Loopback server([&](Connection& connection) {
        const auto first = hear(connection);
        if (!first) return;
        heard.add(first->method + first->body);
        connection.write(answer(200, {}, "ok"));
        if (const auto second = hear(connection)) heard.add(second->method + second->body);
      });
      const auto transport = transport_with({});
      CHECK(outcome(transport->send(get(url_of(server)), {})) == "200 ok");
      auto request = get(url_of(server));
      request.method = method;
      request.body = body;
      const auto answered = transport->send(request, {});
      if (method == "GET") {
        CHECK(outcome(answered) == "200 ok");
        CHECK(heard.lines() == std::vector<std::string>{"GET", "GET" + body, "GET" + body});
        continue;
      }
      CHECK(heard.lines() == std::vector<std::string>{"GET", method + body});
      REQUIRE_FALSE(answered.has_value());
      CHECK(answered.error().what ==
            method + " http://" + server.address() + ": connection lost: the server closed it before its answer");
      CHECK(answered.error().hint == "The outcome is unknown: run the command again.");
      CHECK(answered.error().reason == Reason::connection_lost);
    }
  }
}

TEST_CASE("http: the deadline covers the whole exchange") {
  const Loopback server(hang);
  auto request = get(url_of(server));
  request.deadline = Deadline::in(std::chrono::milliseconds(50));
  CHECK(outcome(transport_with({})->send(request, {})) ==
        "timeout GET http://" + server.address() + ": timed out waiting for the answer");
  request.deadline = Deadline::in(std::chrono::milliseconds(0));
  CHECK(outcome(transport_with({})->send(request, {})) == "timeout GET http://" + server.address() + ": no time left");
}

TEST_CASE("http: a server that takes the connection and says nothing is told of once, then given up") {
  const Loopback server(hang);
  auto request = get(url_of(server));
  int told = 0;
  request.silence = {std::chrono::milliseconds(20), std::chrono::milliseconds(60), [&] { ++told; }};
  const auto answered = transport_with({})->send(request, {});
  CHECK(outcome(answered) == "timeout GET http://" + server.address() + ": nothing came from the server for 0.06 s");
  CHECK(answered.error().hint == "The connection may be dead. --request-timeout sets another limit.");
  CHECK(told == 1);
  request.method = "PATCH";
  CHECK(transport_with({})->send(request, {}).error().hint == "The outcome is unknown: run the command again.");
}

TEST_CASE("http: a stop ends a hanging request within 10 ms") {
  std::stop_source source;
  std::atomic<std::int64_t> asked{0};
  const auto now = [] { return std::chrono::steady_clock::now().time_since_epoch().count(); };
  const Loopback server([&](Connection& connection) {
    hear(connection);
    asked = now();
    source.request_stop();
    connection.read();
  });
  auto request = get(url_of(server));
  request.deadline = Deadline::never();
  CHECK(outcome(transport_with({})->send(request, source.get_token())) ==
        "cancelled GET http://" + server.address() + ": interrupted");
  const std::chrono::steady_clock::duration took(now() - asked);
  // A loaded machine may schedule the thread late; without the wake-up it would be up to a second.
  CHECK(std::chrono::duration_cast<std::chrono::milliseconds>(took).count() < 300);
  CHECK(outcome(transport_with({})->send(request, source.get_token())) ==
        "cancelled GET http://" + server.address() + ": interrupted");
}

TEST_CASE("http: a write that is interrupted on its way says that its outcome is unknown; a read does not") {
  for (const bool writes : {true, false}) {
    std::stop_source source;
    const Loopback server([&](Connection& connection) {
      hear(connection);
      source.request_stop();
      connection.read();
    });
    auto request = get(url_of(server));
    if (writes) request.method = "PATCH";
    const auto answered = transport_with({})->send(request, source.get_token());
    REQUIRE_FALSE(answered.has_value());
    CHECK(answered.error().kind == ErrorKind::cancelled);
    CHECK(answered.error().reason == (writes ? Reason::outcome_unknown : Reason::none));
  }
}

TEST_CASE("http: a line break in a header is refused before anything is sent (connections 26)") {
  const Loopback server(says("ok"));
  auto request = get(url_of(server));
  request.headers = {{"Authorization", "Bearer abc\r\nX-Injected: 1", true}};
  CHECK(outcome(transport_with({})->send(request, {})) ==
        "config GET http://" + server.address() + ": header Authorization holds a control character");
  CHECK(server.connections() == 0);
}

TEST_CASE("http: a user in the URL is refused without showing it") {
  CHECK(outcome(transport_with({})->send(get("http://root:hunter2@127.0.0.1:1/"), {})) ==
        "config user and password in a URL are not supported");
}

TEST_CASE("http: a verbose run shows requests and never what is secret") {
  const Loopback server([](Connection& connection) {
    while (hear(connection)) {
      connection.write(answer(200, {"Set-Cookie: session=hunter2", "X-Plain: shown"},
                              R"({"name":"shown","apiKey":"hunter2","nested":{"password": 12345}})"));
    }
  });
  std::string lines;
  const auto transport = transport_with({}, Log(9, [&](std::string_view line) { lines += std::string(line) + "\n"; }));
  auto request = get(url_of(server, "/login?user=shown&token=hunter2"));
  request.method = "POST";
  request.body = R"({"user":"shown","password":"hunter2"})";
  request.headers = {{"Authorization", "Bearer hunter2", true}, {"Cookie", "hunter2"}, {"X-Mine", "hunter2", true}};
  CHECK(transport->send(request, {}).has_value());
  request.secret_body = true;
  request.body = "hunter2";
  CHECK(transport->send(request, {}).has_value());
  const std::string post = "POST http://" + server.address() + "/login?user=shown&token=<redacted>";
  const std::string headers =
      "> " + post + "\n> Authorization: <redacted>\n> Cookie: <redacted>\n> X-Mine: <redacted>\n";
  const std::string answered =
      post + " 200 in N ms\n< Set-Cookie: <redacted>\n< X-Plain: shown\n< Content-Length: 64\n";
  CHECK(std::regex_replace(lines, std::regex("[0-9]+ ms\n"), "N ms\n") ==
        headers + "> body: {\"user\":\"shown\",\"password\":\"<redacted>\"}\n" + answered +
            "< body: {\"name\":\"shown\",\"apiKey\":\"<redacted>\",\"nested\":{\"password\": \"<redacted>\"}}\n" +
            headers + "> body: 7 bytes, not shown because it holds secrets\n" + answered +
            "< body: 64 bytes, not shown because it holds secrets\n");
}

}  // namespace corootctl::tests::http_transport
