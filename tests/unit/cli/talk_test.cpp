#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_talk {

using namespace corootctl::cli;
using namespace corootctl::cli::test;

TEST_CASE("without a terminal progress is one line a change") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {});
  talk.step({"prod-a", "helm install"});
  talk.step({"prod-b", "helm install"});
  talk.step({"prod-a", "helm install"});
  talk.step({"prod-a", "wait for StatefulSet coroot: 0 of 1 ready"});
  talk.finish();
  CHECK(err.text ==
        "prod-a: helm install\n"
        "prod-b: helm install\n"
        "prod-a: wait for StatefulSet coroot: 0 of 1 ready\n");
}

TEST_CASE("the heartbeat says how long and at what") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {});
  talk.beat();
  CHECK(err.text.empty());  // nothing has begun
  talk.step({"prod-a", "helm install"});
  talk.step({"prod-b", "wait"});
  err.text.clear();
  clock.at += std::chrono::seconds(90);
  talk.beat();
  CHECK(err.text == "still working after 1m30s: prod-a: helm install; prod-b: wait\n");
  CHECK(talk.rhythm() == std::chrono::seconds(30));
}

TEST_CASE("quiet leaves warnings and takes progress") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {.quiet = true});
  talk.step({"prod-a", "helm install"});
  talk.beat();
  talk.warn("the key is old");
  CHECK(err.text == "corootctl: warning: the key is old\n");
}

TEST_CASE("a live block is redrawn in place and goes away at the end") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {.live = true, .columns = 40});
  talk.step({"a", "helm install"});
  CHECK(err.text == "a  helm install\n");
  err.text.clear();
  talk.step({"bb", "a step whose text does not fit into the terminal"});
  CHECK(err.text ==
        "\x1b[1A\x1b[J"
        "a   helm install\n"
        "bb  a step whose text does not fit int…\n");
  err.text.clear();
  clock.at += std::chrono::seconds(5);
  talk.line("a line of the log");
  CHECK(err.text ==
        "\x1b[2A\x1b[J"
        "a line of the log\n"
        "a   helm install (5s)\n"
        "bb  a step whose text does not fi… (5s)\n");
  err.text.clear();
  talk.finish();
  CHECK(err.text == "\x1b[2A\x1b[J");
}

TEST_CASE("what is said for the whole command ends when clusters speak") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {.live = true, .columns = 40});
  talk.step({"", "asking 2 clusters"});
  CHECK(err.text == "asking 2 clusters\n");
  err.text.clear();
  talk.step({"prod-a", "helm install"});
  CHECK(err.text == "\x1b[1A\x1b[Jprod-a  helm install\n");
}

TEST_CASE("clusters that are only read show their request from the next beat on, and leave when they have answered") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {.live = true, .columns = 60});
  talk.asking(3);
  talk.opens("prod-a");
  talk.requests("prod-a", "logging in");
  talk.opens("prod-bb");
  talk.requests("prod-bb", "GET /api/v1/namespaces");
  CHECK(err.text == "asking 3 clusters\n");  // a short command flickers for nobody
  err.text.clear();
  clock.at += std::chrono::seconds(3);
  talk.beat();
  CHECK(err.text ==
        "\x1b[1A\x1b[J"
        "asking 3 clusters (3s)\n"
        "prod-a   logging in (3s)\n"
        "prod-bb  GET /api/v1/namespaces (3s)\n");
  err.text.clear();
  talk.closes("prod-a");
  talk.waits("prod-bb", "GET /api/v1/namespaces");  // its age says so
  talk.beat();
  CHECK(err.text ==
        "\x1b[3A\x1b[J"
        "asking 3 clusters, 1 answered (3s)\n"
        "prod-bb  GET /api/v1/namespaces (3s)\n");
}

TEST_CASE("a cluster with two connections is asked until the last one ends") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {});
  talk.opens("prod-a");
  talk.opens("prod-a");
  talk.requests("prod-a", "GET /version");
  talk.closes("prod-a");
  talk.beat();
  CHECK(err.text == "still working after 0s: prod-a: GET /version\n");
  err.text.clear();
  talk.closes("prod-a");
  talk.beat();
  CHECK(err.text.empty());
}

TEST_CASE("between two requests a cluster is not waited for") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {});
  talk.opens("hub");
  talk.requests("hub", "GET /a");
  talk.requests("hub", "GET /b");
  talk.hears("hub");
  talk.beat();
  talk.hears("hub");
  talk.beat();
  CHECK(err.text == "still working after 0s: hub: GET /b\n");
}

TEST_CASE("once a cluster says a step, requests are no news, but silence is") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {.live = true, .columns = 60});
  talk.opens("prod-a");
  talk.opens("hub");
  talk.requests("hub", "GET /a");
  talk.step({"prod-a", "helm install"});
  CHECK(err.text == "prod-a  helm install\n");
  err.text.clear();
  talk.waits("hub", "GET /a");
  CHECK(err.text ==
        "\x1b[1A\x1b[J"
        "prod-a  helm install\n"
        "hub     still waiting for the answer to GET /a\n");
}

TEST_CASE("a step of a cluster counts more than its requests") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {.live = true, .columns = 60});
  talk.opens("prod-a");
  talk.step({"prod-a", "helm install"});
  talk.requests("prod-a", "GET /version");
  talk.closes("prod-a");
  err.text.clear();
  talk.beat();
  CHECK(err.text == "\x1b[1A\x1b[Jprod-a  helm install\n");
}

TEST_CASE("without a terminal a silent server is named once a request, and by heartbeats until it answers") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {});
  talk.opens("prod-a");
  talk.requests("prod-a", "GET /version");
  talk.waits("prod-a", "GET /version");
  talk.waits("prod-a", "GET /version");
  clock.at += std::chrono::seconds(30);
  talk.beat();
  talk.closes("prod-a");
  talk.beat();
  CHECK(err.text ==
        "prod-a: still waiting for the answer to GET /version\n"
        "still working after 30s: prod-a: GET /version\n");
}

TEST_CASE("a fleet of many clusters keeps the live block small") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {.live = true, .columns = 80});
  for (int i = 0; i < 40; ++i) {
    err.text.clear();
    talk.step({"c" + std::to_string(i), "wait"});
  }
  CHECK(err.text.substr(err.text.find("... and")) == "... and 29 more\n");
  CHECK(std::count(err.text.begin(), err.text.end(), '\n') == 12);
}

TEST_CASE("a line ends once, whatever it brings") {
  TextOutput err;
  HandClock clock;
  Talk talk(err, clock, {});
  talk.line("< body: {}\n\n");
  CHECK(err.text == "< body: {}\n");
}

TEST_CASE("spans are short") {
  CHECK(short_span(std::chrono::milliseconds(900)) == "0s");
  CHECK(short_span(std::chrono::seconds(59)) == "59s");
  CHECK(short_span(std::chrono::seconds(61)) == "1m1s");
  CHECK(short_span(std::chrono::minutes(135)) == "2h15m");
}

}  // namespace corootctl::tests::cli_talk
