#include "kube/session/retry.hpp"
#include "support/error_of.hpp"

#include <doctest/doctest.h>

#include <deque>

namespace corootctl::kube::kube_retry {
namespace {

using std::chrono::seconds;

/// Notes how long it was asked to wait, and does not.
class NotingClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return {}; }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    pauses.push_back(span.count());
    return !stop.stop_requested();
  }
  mutable std::vector<std::int64_t> pauses{};
};

class ScriptedTransport final : public http::Transport {
 public:
  Result<http::Response> send(const http::Request&, std::stop_token) override {
    ++tries;
    if (answers.size() == 1) return answers.front();  // the last one repeats
    auto answer = std::move(answers.front());
    answers.pop_front();
    return answer;
  }
  std::deque<Result<http::Response>> answers{};
  int tries = 0;
};

http::Response with_pause(int status, const std::string& retry_after) {
  return {status, {{"retry-after", retry_after}}, "body"};
}

Result<http::Response> lost() {
  Error error = make_error(ErrorKind::unreachable, "GET https://a:1: connection lost: reset");
  error.reason = Reason::connection_lost;
  return tl::unexpected(std::move(error));
}
Result<http::Response> refused() { return fail(ErrorKind::unreachable, "GET https://a:1: connection refused"); }

struct Fixture {
  ScriptedTransport transport{};
  NotingClock clock{};
  http::Request request{};
  Result<http::Response> send() { return send_with_retries(transport, request, clock, {}, {}); }
};

}  // namespace

TEST_CASE("kube retry: only 429 and 5xx with whole seconds ask for a repeat (connections 46)") {
  CHECK(wanted_pause(with_pause(429, "1")) == seconds(1));
  CHECK(wanted_pause(with_pause(503, " 0 ")) == seconds(0));
  CHECK(wanted_pause(with_pause(500, "7")) == seconds(7));
  CHECK(wanted_pause(with_pause(599, "99999999")) == seconds(86400));
  for (const auto& [status, text] : std::vector<std::pair<int, std::string>>{{429, "Wed, 21 Oct 2015 07:28:00 GMT"},
                                                                             {429, ""},
                                                                             {503, "-1"},
                                                                             {503, "1.5"},
                                                                             {200, "1"},
                                                                             {404, "1"},
                                                                             {600, "1"}}) {
    CAPTURE(status);
    CAPTURE(text);
    CHECK_FALSE(wanted_pause(with_pause(status, text)).has_value());
  }
  CHECK_FALSE(wanted_pause({503, {}, ""}).has_value());
}

TEST_CASE_FIXTURE(Fixture, "kube retry: a write is repeated when the server asks for it (connections 46)") {
  request.method = "POST";
  transport.answers = {with_pause(429, "1"), with_pause(503, "2"), http::Response{201, {}, "done"}};
  CHECK(send()->body == "done");
  CHECK(clock.pauses == std::vector<std::int64_t>{1000, 2000});
}

TEST_CASE_FIXTURE(Fixture, "kube retry: ten repeats are the end, and the last answer is the answer") {
  transport.answers = {with_pause(429, "0")};
  CHECK(send()->status == 429);
  CHECK(transport.tries == 11);
}

TEST_CASE_FIXTURE(Fixture,
                  "kube retry: a lost connection is repeated for GET alone, a refused one never (connections 47, 48)") {
  transport.answers = {lost(), lost(), http::Response{200, {}, "done"}};
  CHECK(send()->body == "done");
  CHECK(clock.pauses == std::vector<std::int64_t>{1000, 1000});
  for (const std::string method : {"DELETE", "POST", "PATCH", "PUT"}) {
    transport = {};
    transport.answers = {lost(), http::Response{200, {}, "done"}};
    request.method = method;
    CHECK_FALSE(send().has_value());
    CHECK(transport.tries == 1);
  }
  transport = {};
  transport.answers = {refused(), http::Response{200, {}, "done"}};
  request.method = "GET";
  CHECK_FALSE(send().has_value());
  CHECK(transport.tries == 1);
}

TEST_CASE_FIXTURE(Fixture, "kube retry: no pause outlasts the deadline, and the cause is named (connections 49)") {
  request.deadline = Deadline::in(std::chrono::seconds(20));
  transport.answers = {with_pause(503, "30")};
  const auto answer = send();
  REQUIRE_FALSE(answer.has_value());
  CHECK(answer.error().kind == ErrorKind::timeout);
  CHECK(describe(answer.error()) == "no time left to try again in 30 s: the server answers 503");
  CHECK(clock.pauses.empty());
}

TEST_CASE_FIXTURE(Fixture, "kube retry: a stop ends the pause") {
  transport.answers = {with_pause(503, "1")};
  std::stop_source source;
  source.request_stop();
  const auto answer = send_with_retries(transport, request, clock, {}, source.get_token());
  CHECK(error_of(answer).kind == ErrorKind::cancelled);
  CHECK(transport.tries == 1);
}

}  // namespace corootctl::kube::kube_retry
