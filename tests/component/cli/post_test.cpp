/// rca --post on a recorded incident: the receiver hears of it, and whatever it does, the answer stands.
#include <doctest/doctest.h>

#include <mutex>

#include "base/files.hpp"
#include "component/http/loopback.hpp"
#include "document/json.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/net/http_server.hpp"
#include "support/temporary_directory.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_post {

namespace {

struct Heard {
  std::mutex mutex{};
  std::vector<support::ServedRequest> requests{};
};

struct Room {
  std::unique_ptr<support::StandInCoroot> coroot{};
  std::shared_ptr<Heard> heard = std::make_shared<Heard>();
  std::unique_ptr<support::HttpServer> inbox{};

  Room() {
    support::CorootOptions options;
    options.scenario = support::tree_path("tests/data/incident");
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = *std::move(started);
    auto server = support::HttpServer::start({}, [heard = heard](const auto& request, std::stop_token) {
      const std::lock_guard lock(heard->mutex);
      heard->requests.push_back(request);
      return support::ServedResponse{.status = 200};
    });
    REQUIRE(server.has_value());
    inbox = *std::move(server);
  }
  std::string inbox_url() const { return "http://127.0.0.1:" + std::to_string(inbox->port()) + "/secret-path"; }
};

struct Outcome {
  int exit = 0;
  std::string out{}, err{};
};

Outcome run_rca(const Room& room, std::vector<std::string> more, const std::string& token = "") {
  std::vector<std::string> args = {"rca",       "--coroot-url", room.coroot->url(), "--project", "prod-global",
                                   "--timeout", "200s",         "--member-timeout", "60s",       "--fail-on",
                                   "incident"};
  args.insert(args.end(), more.begin(), more.end());
  cli::test::Stage stage;
  cli::Surface surface{.out = stage.out, .err = stage.err};
  if (!token.empty()) surface.variables.set("COROOTCTL_POST_TOKEN", token);
  const int exit = cli::run(args, surface);
  return {exit, stage.out.text, stage.err.text};
}

}  // namespace

TEST_CASE("rca --post: the receiver gets the incident with its pages; the answer and its exit code stay") {
  const Room room;
  const auto told = run_rca(room, {"--post", room.inbox_url(), "-o", "json"});
  CHECK(told.exit == 10);
  REQUIRE(room.heard->requests.size() == 1);
  const auto body = *document::parse_json(room.heard->requests[0].body, "body");
  CHECK(body["key"].as_string().starts_with("prod-global/prod-a:shop:"));
  CHECK(body["links"][std::size_t{0}]["url"].as_string().starts_with(room.coroot->url() + "/p/"));
  CHECK(document::to_json(body["answer"]["candidates"][std::size_t{0}]["subject"]) ==
        "\"prod-c:shop:StatefulSet:ledger-db\"");
  CHECK(document::parse_json(told.out, "answer").has_value());
}

TEST_CASE("rca --post: address and token may come from files and the environment, and are never told") {
  const Room room;
  const auto folder = *TemporaryDirectory::create();
  REQUIRE(write_file_atomically(folder.path() + "/url", room.inbox_url() + "\n", 0600).has_value());
  const auto file = "@" + folder.path() + "/url";
  const auto told = run_rca(room, {"--post", file, "--post-as", "pagerduty", "-v", "9"}, "key-1");
  CHECK(told.exit == 10);
  REQUIRE(room.heard->requests.size() == 1);
  CHECK(room.heard->requests[0].body.find("\"routing_key\":\"key-1\"") != std::string::npos);
  for (const auto* secret : {"secret-path", "key-1"}) CHECK((told.out + told.err).find(secret) == std::string::npos);
}

TEST_CASE("rca --post-state: a second run of the same incident tells nobody, one that cannot remember does not begin") {
  const Room room;
  const auto folder = *TemporaryDirectory::create();
  const auto told = folder.path() + "/told.json";
  for (int run = 0; run < 2; ++run)
    CHECK(run_rca(room, {"--post", room.inbox_url(), "--post-state", told, "-o", "name"}).exit == 10);
  CHECK(room.heard->requests.size() == 1);
  const auto refused = run_rca(room, {"--post", room.inbox_url(), "--post-state", folder.path() + "/no/such/folder"});
  CHECK(refused.err.find("--post-state: ") != std::string::npos);
  CHECK(refused.out.empty());
  CHECK(run_rca(room, {"--post-state", told}).exit == 2);
  CHECK(room.heard->requests.size() == 1);
}

TEST_CASE("rca --post: a dead receiver is a warning behind the answer") {
  const Room room;
  const auto url = "http://127.0.0.1:" + std::to_string(tests::closed_port()) + "/secret-path";
  const auto told = run_rca(room, {"--post", url, "-o", "name"});
  CHECK(told.exit == 10);
  CHECK(told.out.starts_with("prod-c:shop:StatefulSet:ledger-db\n"));
  CHECK(told.err.find("warning: not posted: ") != std::string::npos);
  CHECK(told.err.find("secret-path") == std::string::npos);
}

TEST_CASE("rca --post: what cannot be used is refused before anything is contacted") {
  const Room room;
  CHECK(run_rca(room, {"--post", "nowhere"}).exit == 2);
  CHECK(run_rca(room, {"--post", room.inbox_url(), "--post-as", "pagerduty"}).exit == 2);
  CHECK(run_rca(room, {"--post-token-file", "/nowhere"}).exit == 2);
  CHECK(room.heard->requests.empty());
}

}  // namespace corootctl::tests::cli_post
