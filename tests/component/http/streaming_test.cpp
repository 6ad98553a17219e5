#include <condition_variable>

#include "component/http/support.hpp"

namespace corootctl::tests::http_streaming {
namespace {

http::Request ask(const Loopback& server, http::BodySink sink) {
  auto request = get("http://" + server.address() + "/watch");
  request.sink = std::move(sink);
  return request;
}

}  // namespace

TEST_CASE("http: a body is worked on while it arrives, and may be enough before its end (objects 16)") {
  std::mutex mutex;
  std::condition_variable changed;
  int taken = 0;
  const Loopback server([&](Connection& connection) {
    while (hear(connection)) {
      connection.write("HTTP/1.1 200 OK\r\n\r\n");
      for (int line = 0; line < 3; ++line) {
        connection.write("line " + std::to_string(line) + "\n");
        std::unique_lock lock(mutex);
        // The next line is not sent before this one was taken: who waits for the end of the body waits for ever.
        if (!changed.wait_for(lock, std::chrono::seconds(20), [&] { return taken > line; })) return;
      }
    }
  });
  std::string seen;
  const auto sink = [&](std::string_view piece) {
    seen += piece;
    const std::lock_guard lock(mutex);
    ++taken;
    changed.notify_all();
    return taken < 3;
  };
  const auto client = transport_with({});
  const auto answer = client->send(ask(server, sink), {});
  CHECK(outcome(answer) == "200 ");
  CHECK(seen == "line 0\nline 1\nline 2\n");
}

TEST_CASE("http: the body of a refusal is in the answer, not in the stream") {
  const Loopback server([](Connection& connection) {
    while (hear(connection)) connection.write(answer(410, {}, "gone"));
  });
  const auto client = transport_with({});
  const auto refused = client->send(ask(server, [](std::string_view) { return true; }), {});
  CHECK(outcome(refused) == "410 gone");
}

TEST_CASE("http: a stop ends a stream within 10 ms") {
  std::stop_source stop;
  const Loopback server([](Connection& connection) {
    if (hear(connection)) connection.write("HTTP/1.1 200 OK\r\n\r\nfirst\n");
    connection.read();
  });
  const auto client = transport_with({});
  std::chrono::steady_clock::time_point asked;
  const auto sink = [&](std::string_view) {
    asked = std::chrono::steady_clock::now();
    stop.request_stop();
    return true;
  };
  const auto stopped = client->send(ask(server, sink), stop.get_token());
  const auto took = std::chrono::steady_clock::now() - asked;
  CHECK(outcome(stopped).starts_with("cancelled "));
  CHECK(took < std::chrono::milliseconds(500));  // 10 ms on a machine that is not busy; without the wake-up a second
}

}  // namespace corootctl::tests::http_streaming
