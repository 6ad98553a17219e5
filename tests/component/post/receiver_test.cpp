/// Telling a real HTTP server of incidents.
#include "post/receiver.hpp"

#include <doctest/doctest.h>

#include <mutex>

#include "base/files.hpp"
#include "document/json.hpp"
#include "support/net/http_server.hpp"
#include "support/temporary_directory.hpp"

namespace corootctl::tests::post_receiver {

using post::Form;
using support::ServedRequest;
using support::ServedResponse;

namespace {

/// Remembers what came, and answers as it is told; when nothing is left to say, 202.
class Inbox {
 public:
  Inbox() {
    auto started = support::HttpServer::start({}, [this](const ServedRequest& request, std::stop_token) {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      if (answers_.empty()) return ServedResponse{.status = 202};
      auto next = answers_.front();
      answers_.erase(answers_.begin());
      return next;
    });
    REQUIRE(started.has_value());
    server_ = *std::move(started);
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook/secret-path"; }
  void will_answer(ServedResponse response) { answers_.push_back(std::move(response)); }
  std::vector<ServedRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  mutable std::mutex mutex_{};
  std::vector<ServedRequest> requests_{};
  std::vector<ServedResponse> answers_{};
  std::unique_ptr<support::HttpServer> server_{};
};

/// Pauses cost nothing here; they are counted.
class CountingClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'760'000'600));
  }
  bool pause(std::chrono::milliseconds span, std::stop_token) const override {
    paused += span;
    return true;
  }
  mutable std::chrono::milliseconds paused{0};
};

post::Receiver receiver_at(const std::string& url, Form form, const std::string& token = "") {
  auto made = post::Receiver::make({SecretString(url), form, SecretString(token), {}, {}});
  REQUIRE_MESSAGE(made.has_value(), (made ? "" : describe(made.error())));
  return *std::move(made);
}

std::string refusal_of(const std::string& url, Form form, const std::string& token = "") {
  const auto made = post::Receiver::make({SecretString(url), form, SecretString(token), {}, {}});
  return made ? "made" : describe(made.error());
}

post::Message incident_at(const std::string& app, const std::string& state) {
  return {.key = app, .state = state, .title = app + " " + state, .app = app, .severity = "error"};
}

/// What the requests were about: "trigger web", "resolve web".
std::vector<std::string> events(const Inbox& inbox) {
  std::vector<std::string> out;
  for (const auto& each : inbox.requests()) {
    const auto body = *document::parse_json(each.body, "body");
    out.push_back(body["event_action"].as_string() + " " + body["dedup_key"].as_string());
  }
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("post: an incident is told once for each state, and once more when it is over") {
  const Inbox inbox;
  auto receiver = receiver_at(inbox.url(), Form::pagerduty, "key-1");
  const CountingClock clock;
  const auto tell = [&](const std::optional<post::Message>& message) {
    return receiver.tell(message, clock, {}, {}).value_or(false);
  };
  CHECK_FALSE(tell(std::nullopt));
  CHECK(tell(incident_at("web", "unknown")));
  CHECK_FALSE(tell(incident_at("web", "unknown")));
  CHECK(tell(incident_at("web", "root_cause")));
  CHECK(tell(incident_at("db", "unknown")));
  CHECK(tell(std::nullopt));
  CHECK_FALSE(tell(std::nullopt));
  CHECK(events(inbox) == Lines{"trigger web", "trigger web", "resolve web", "trigger db", "resolve db"});
}

TEST_CASE("post: a run that remembers what an earlier one told says nothing twice, and tells the end") {
  const Inbox inbox;
  const auto folder = *TemporaryDirectory::create();
  const CountingClock clock;
  const auto run = [&](const std::optional<post::Message>& message) {
    auto receiver = receiver_at(inbox.url(), Form::pagerduty, "key-1");
    REQUIRE(receiver.remember_in(folder.path() + "/told.json").has_value());
    const bool told = receiver.tell(message, clock, {}, {}).value_or(false);
    REQUIRE(receiver.remember().has_value());
    return told;
  };
  CHECK(run(incident_at("web", "unknown")));
  CHECK_FALSE(run(incident_at("web", "unknown")));
  CHECK(run(incident_at("web", "root_cause")));
  CHECK(run(std::nullopt));
  CHECK_FALSE(run(std::nullopt));
  CHECK(events(inbox) == Lines{"trigger web", "trigger web", "resolve web"});
}

TEST_CASE("post: what is remembered is the whole message, and neither address nor token") {
  Inbox inbox;
  const auto folder = *TemporaryDirectory::create();
  const auto path = folder.path() + "/told.json";
  auto message = incident_at("web", "unknown");
  message.since_ms = 1'760'000'000'000;
  message.facts = {{"Since", "10:53"}};
  message.links = {{"web", "https://coroot.example.com/p/1"}};
  message.markdown = "## web";
  message.answer = document::Object{{"target", "web"}};
  auto receiver = receiver_at(inbox.url(), Form::json, "key-1");
  REQUIRE(receiver.remember_in(path).has_value());
  REQUIRE(receiver.tell(message, CountingClock(), {}, {}).has_value());
  REQUIRE(receiver.remember().has_value());
  const auto again = post::read_told(path);
  REQUIRE(again.has_value());
  CHECK(post::body_of(post::over(*again->incident), Form::json, {}, 0).text ==
        post::body_of(post::over(message), Form::json, {}, 0).text);
  CHECK(post::body_of(post::over(*again->incident), Form::alertmanager, {}, 0).text ==
        post::body_of(post::over(message), Form::alertmanager, {}, 0).text);
  const auto file = *read_file(path);
  for (const auto* secret : {"secret-path", "key-1"}) CHECK(file.find(secret) == std::string::npos);
}

TEST_CASE("post: a file that is something else is refused, and stays") {
  const auto folder = *TemporaryDirectory::create();
  const auto path = folder.path() + "/notes.json";
  REQUIRE(write_file_atomically(path, "{}", 0600).has_value());
  auto receiver = receiver_at("http://127.0.0.1:1/", Form::json);
  const auto refused = receiver.remember_in(path);
  REQUIRE_FALSE(refused.has_value());
  CHECK(describe(refused.error()) == path + " is none that --post-state wrote");
  CHECK(*read_file(path) == "{}");
}

TEST_CASE("post: Alertmanager is reminded of an open incident at every look") {
  const Inbox inbox;
  auto receiver = receiver_at(inbox.url(), Form::alertmanager);
  const CountingClock clock;
  for (int look = 0; look < 3; ++look) CHECK(receiver.tell(incident_at("web", "unknown"), clock, {}, {}).has_value());
  CHECK(inbox.requests().size() == 3);
}

TEST_CASE("post: the token travels as a bearer token, PagerDuty's only in the body") {
  const Inbox inbox;
  const CountingClock clock;
  auto plain = receiver_at(inbox.url(), Form::json, "token-1");
  REQUIRE(plain.tell(incident_at("web", "unknown"), clock, {}, {}).has_value());
  auto pager = receiver_at(inbox.url(), Form::pagerduty, "key-1");
  REQUIRE(pager.tell(incident_at("web", "unknown"), clock, {}, {}).has_value());
  const auto requests = inbox.requests();
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].method == "POST");
  CHECK(requests[0].path == "/hook/secret-path");
  CHECK(requests[0].header("Content-Type") == "application/json");
  CHECK(requests[0].header("Authorization") == "Bearer token-1");
  CHECK(requests[0].body.find("token-1") == std::string::npos);
  CHECK(requests[1].header("Authorization").empty());
}

TEST_CASE("post: a receiver that asks for patience is asked again after it") {
  Inbox inbox;
  inbox.will_answer({.status = 429, .headers = {{"Retry-After", "2"}}});
  inbox.will_answer({.status = 503, .headers = {{"Retry-After", "3"}}});
  auto receiver = receiver_at(inbox.url(), Form::json);
  const CountingClock clock;
  CHECK(receiver.tell(incident_at("web", "unknown"), clock, {}, {}).value_or(false));
  CHECK(inbox.requests().size() == 3);
  CHECK(clock.paused == std::chrono::seconds(5));
}

TEST_CASE("post: what was refused is told again at the next look; the error has nothing of the secret address") {
  Inbox inbox;
  inbox.will_answer({.status = 403});
  auto receiver = receiver_at(inbox.url(), Form::slack);
  const CountingClock clock;
  const auto refused = receiver.tell(incident_at("web", "unknown"), clock, {}, {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(describe(refused.error()) == "POST to 127.0.0.1: the server answers 403");
  CHECK(receiver.tell(incident_at("web", "unknown"), clock, {}, {}).value_or(false));
  CHECK(inbox.requests().size() == 2);
}

TEST_CASE("post: a redirect is not followed, since it might lead the token elsewhere") {
  Inbox inbox;
  inbox.will_answer({.status = 302, .headers = {{"Location", inbox.url() + "/elsewhere"}}});
  auto receiver = receiver_at(inbox.url(), Form::json, "token-1");
  CHECK_FALSE(receiver.tell(incident_at("web", "unknown"), CountingClock(), {}, {}).has_value());
  CHECK(inbox.requests().size() == 1);
}

TEST_CASE("post: what cannot work is refused before anything is sent, without the address") {
  CHECK(refusal_of("hooks.example.com/x", Form::json) == "--post: that is no address");
  CHECK(refusal_of("ftp://hooks.example.com/x", Form::json) == "--post: that is no address");
  CHECK(refusal_of("https://events.example.com/v2", Form::pagerduty) == "--post-as pagerduty needs a token");
  CHECK(refusal_of("http://hooks.example.com/x", Form::json, "token-1") ==
        "--post: a token does not travel over plain http to another machine");
  CHECK(refusal_of("http://hooks.example.com/x", Form::json) == "made");
}

namespace {

ServedResponse slack_says(const std::string& body) {
  return {.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = body};
}

post::Receiver bot_at(const std::string& url) {
  auto made = post::Receiver::make({SecretString(url), Form::slack_bot, SecretString("xoxb-1"), "C1", {}});
  REQUIRE_MESSAGE(made.has_value(), (made ? "" : describe(made.error())));
  return *std::move(made);
}

/// "chat.update C1 17.5 title" of each call.
Lines slack_calls(const Inbox& inbox) {
  Lines out;
  for (const auto& each : inbox.requests()) {
    const auto body = *document::parse_json(each.body, "body");
    out.push_back(each.path.substr(each.path.rfind('/') + 1) + " " + body["channel"].as_string() + " " +
                  body["ts"].as_string() + " " + body["text"].as_string());
  }
  return out;
}

}  // namespace

TEST_CASE("post: a Slack bot changes its message with each state, and posts another one for another incident") {
  Inbox inbox;
  for (const char* time : {"17.5", "17.5", "17.5", "18.5"})
    inbox.will_answer(slack_says(R"({"ok":true,"channel":"C0","ts":")" + std::string(time) + "\"}"));
  auto receiver = bot_at(inbox.url() + "/");
  const CountingClock clock;
  for (const auto& message : {incident_at("web", "unknown"), incident_at("web", "root_cause"),
                              incident_at("web", "root_cause"), incident_at("db", "unknown")})
    CHECK(receiver.tell(message, clock, {}, {}).has_value());
  CHECK(slack_calls(inbox) == Lines{"chat.postMessage C1  web unknown", "chat.update C0 17.5 web root_cause",
                                    "chat.update C0 17.5 Over: web root_cause", "chat.postMessage C1  db unknown"});
  CHECK(inbox.requests()[0].path == "/hook/secret-path/chat.postMessage");
  CHECK(inbox.requests()[0].header("Authorization") == "Bearer xoxb-1");
  CHECK(inbox.requests()[0].header("Content-Type") == "application/json; charset=utf-8");
}

TEST_CASE("post: a Slack bot posts anew what somebody deleted") {
  Inbox inbox;
  inbox.will_answer(slack_says(R"({"ok":true,"channel":"C0","ts":"17.5"})"));
  inbox.will_answer(slack_says(R"({"ok":false,"error":"message_not_found"})"));
  inbox.will_answer(slack_says(R"({"ok":true,"channel":"C0","ts":"19.5"})"));
  auto receiver = bot_at(inbox.url());
  const CountingClock clock;
  CHECK(receiver.tell(incident_at("web", "unknown"), clock, {}, {}).value_or(false));
  CHECK(receiver.tell(incident_at("web", "root_cause"), clock, {}, {}).value_or(false));
  CHECK(slack_calls(inbox) == Lines{"chat.postMessage C1  web unknown", "chat.update C0 17.5 web root_cause",
                                    "chat.postMessage C1  web root_cause"});
}

TEST_CASE("post: a Slack bot changes the message that an earlier run posted") {
  Inbox inbox;
  const auto folder = *TemporaryDirectory::create();
  const CountingClock clock;
  for (const auto* state : {"unknown", "root_cause"}) {
    inbox.will_answer(slack_says(R"({"ok":true,"channel":"C0","ts":"17.5"})"));
    auto receiver = bot_at(inbox.url());
    REQUIRE(receiver.remember_in(folder.path() + "/told.json").has_value());
    CHECK(receiver.tell(incident_at("web", state), clock, {}, {}).value_or(false));
    REQUIRE(receiver.remember().has_value());
  }
  CHECK(slack_calls(inbox) == Lines{"chat.postMessage C1  web unknown", "chat.update C0 17.5 web root_cause"});
}

TEST_CASE("post: what Slack refuses with status 200 is a failure with Slack's word, and is told again") {
  Inbox inbox;
  inbox.will_answer(slack_says(R"({"ok":false,"error":"channel_not_found"})"));
  inbox.will_answer(slack_says("<html>"));
  auto receiver = bot_at(inbox.url());
  const CountingClock clock;
  const auto refused = receiver.tell(incident_at("web", "unknown"), clock, {}, {});
  REQUIRE_FALSE(refused.has_value());
  CHECK(describe(refused.error()) == "Slack answers channel_not_found");
  const auto foreign = receiver.tell(incident_at("web", "unknown"), clock, {}, {});
  REQUIRE_FALSE(foreign.has_value());
  CHECK(describe(foreign.error()) == "the answer is none of Slack's API");
  inbox.will_answer(slack_says(R"({"ok":true,"channel":"C0","ts":"17.5"})"));
  CHECK(receiver.tell(incident_at("web", "unknown"), clock, {}, {}).value_or(false));
}

TEST_CASE("post: a Slack bot needs a channel and a token, a channel needs a bot") {
  const auto refusal = [](Form form, const std::string& token, const std::string& channel) {
    const auto made =
        post::Receiver::make({SecretString("https://slack.com/api"), form, SecretString(token), channel, {}});
    return made ? "made" : describe(made.error());
  };
  CHECK(refusal(Form::slack_bot, "xoxb-1", "") == "--post-as slack-bot needs a channel");
  CHECK(refusal(Form::slack_bot, "", "C1") == "--post-as slack-bot needs a token");
  CHECK(refusal(Form::slack, "", "C1") == "--post-channel goes with --post-as slack-bot");
  CHECK(refusal(Form::slack_bot, "xoxb-1", "C1") == "made");
}

}  // namespace corootctl::tests::post_receiver
