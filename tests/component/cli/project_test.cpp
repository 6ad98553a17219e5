/// apps, topology and incidents as a user types them, over real sockets, against a stand-in Coroot that serves a
/// recorded incident as if it happened now.
#include <doctest/doctest.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <regex>

#include "base/text.hpp"
#include "document/json.hpp"
#include "support/coroot/recording.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/net/http_server.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_project {

using namespace corootctl::cli::test;

namespace {

using Words = std::vector<std::string>;

const std::string scenario = support::tree_path("tests/data/incident");

/// A clock that stands still between looks; each pause runs the next of `events`, and after the last one it is Ctrl-C.
class ScriptedClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return at; }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    if (stop != ctrl_c.get_token()) return false;  // the heartbeat's own
    at += span;
    if (next_ == events.size()) return false;
    events[next_++]();
    return true;
  }
  mutable std::chrono::system_clock::time_point at{};
  std::vector<std::function<void()>> events{};
  std::stop_source ctrl_c{};

 private:
  mutable std::size_t next_ = 0;
};

struct Hub {
  std::unique_ptr<support::StandInCoroot> coroot;
  TextOutput out{}, err{};
  ScriptedClock clock{};
  std::int64_t shift_ms = 0;

  Hub() {
    support::CorootOptions options;
    options.scenario = scenario;
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = *std::move(started);
    clock.at = std::chrono::system_clock::now();
    REQUIRE(run({"incidents", "-o", "name"}) == 0);
  }
  /// Now is the recording's end. By how much it is shifted, an answer decides, anew after a rest of the server: then
  /// the command is run again.
  int run(const Words& words) {
    const auto before = shift_ms;
    const int code = run_once(words);
    shift_ms = coroot->shift_ms();
    if (shift_ms == before) return code;
    const auto end = support::shared_recording(scenario).value()->recorded_at_ms + shift_ms;
    clock.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(end));
    return run_once(words);
  }
  int run_once(const Words& words) {
    out.text.clear();
    err.text.clear();
    cli::Surface surface{.out = out, .err = err, .clock = clock, .stop = clock.ctrl_c.get_token()};
    surface.make_connector = [](kube::SessionOptions) { return std::make_unique<NoConnector>(); };
    Words args = words;
    args.insert(args.end(), {"--coroot-url", coroot->url(), "--project", "prod-global"});
    return cli::run(args, surface);
  }
  /// What is offered for the last of these words.
  Words completed(Words words) { return completed_by(coroot->url(), std::move(words)); }
  Words completed_by(const std::string& url, Words words) {
    out.text.clear();
    cli::Surface surface{.out = out, .err = err, .clock = clock, .stop = clock.ctrl_c.get_token()};
    surface.make_connector = [](kube::SessionOptions) { return std::make_unique<NoConnector>(); };
    words.insert(words.end() - 1, "--coroot-url=" + url);
    words.insert(words.begin(), "__completeNoDesc");
    CHECK(cli::run(words, surface) == 0);
    auto lines = split(trim(out.text), '\n');
    CHECK(lines.back() == ":4");
    lines.pop_back();
    return lines;
  }
  document::Value json() const { return document::parse_json(out.text, "stdout").value(); }
};

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// `text` with TIME and AGE where the recording's shift to now shows, and single blanks: ages widen their column.
std::string timeless(std::string text) {
  text = std::regex_replace(text, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"), "TIME");
  text = std::regex_replace(text, std::regex(R"(\b\d+m(\d+s)?\b)"), "AGE");
  return std::regex_replace(text, std::regex(" +"), " ");
}

}  // namespace

TEST_CASE("apps: every app of all clusters, worst first, with its problems") {
  Hub hub;
  CHECK(hub.run({"apps", "--status", "critical", "--status", "warning"}) == 0);
  CHECK(hub.err.text.empty());
  CHECK(hub.out.text ==
        "CLUSTER   APP               STATUS     INCIDENT   PROBLEMS\n"
        "prod-a    shop/checkout     critical   xdvvwn3a   latency 3s, upstreams 3/4\n"
        "prod-a    shop/mobile-api   critical   q6ik6b3d   latency 2s, upstreams 2/3\n"
        "prod-b    shop/backoffice   critical   5w70j19k   latency 2s, upstreams 2/3\n"
        "prod-b    shop/orders       critical   ivnkjlxq   latency 2s, upstreams 2/3\n"
        "prod-b    shop/payment      critical   cg2ekxfg   latency 2s\n"
        "prod-a    shop/catalog      warning    -          dns 861ms\n");
  CHECK(hub.run({"apps", "-o", "json"}) == 0);
  CHECK(hub.json()["apps"].as_list().size() == 31);
  CHECK(hub.json()["apps"].as_list()[0]["id"].as_string() == "prod-a:shop:Deployment:checkout");
  CHECK(hub.run({"apps", "-o", "name", "--in-cluster", "prod-c", "--in-namespace", "kube-*"}) == 0);
  CHECK(hub.out.text == "prod-c:kube-system:Deployment:coredns\n");
}

TEST_CASE("apps, incidents and topology as pages that stand for themselves, the same bytes each time") {
  Hub hub;
  for (const Words& words : {Words{"apps"}, Words{"incidents"}, Words{"topology"}, Words{"topology", "orders"}}) {
    Words args = words;
    args.insert(args.end(), {"-o", "html"});
    CHECK(hub.run(args) == 0);
    CHECK(hub.err.text.empty());
    CHECK(hub.out.text.starts_with("<!doctype html>"));
    CHECK(hub.out.text.ends_with("</html>\n"));
    CHECK(hub.out.text.find("<a href=\"" + hub.coroot->url() + "/p/") != std::string::npos);
    const auto first = hub.out.text;
    CHECK(hub.run(args) == 0);
    CHECK(hub.out.text == first);
  }
  CHECK(hub.run({"incidents", "-o", "html"}) == 0);
  CHECK(hub.out.text.find("<code>corootctl rca --incident ivnkjlxq --coroot-url " + hub.coroot->url() +
                          " --project prod-global</code>") != std::string::npos);
}

TEST_CASE("apps: one look costs few requests") {
  Hub hub;
  const auto before = hub.coroot->calls().size();
  CHECK(hub.run({"apps"}) == 0);
  CHECK(hub.coroot->calls().size() - before == 11);  // user, project, two views, four lists of incidents, three probes
}

TEST_CASE("apps: filters that fit nothing say so; a cluster that does not exist is an error with those that do") {
  Hub hub;
  CHECK(hub.run({"apps", "--category", "monitoring"}) == 0);
  CHECK(hub.out.text.empty());
  CHECK(hub.err.text == "None of 31 apps fits.\n");
  CHECK(hub.run({"apps", "--in-cluster", "prod-d"}) == 1);
  CHECK(hub.err.text ==
        "corootctl: error: project prod-global has no cluster prod-d\n"
        "  hint: Did you mean prod-a? Clusters: prod-a, prod-b, prod-c, external.\n");
  CHECK(hub.run({"apps", "--status", "broken"}) == 2);
  CHECK(hub.err.text == "corootctl: error: --status: \"broken\" is none of critical, warning, info, unknown, ok\n");
  CHECK(hub.run({"apps", "-n", "shop"}) == 2);
  CHECK(hub.err.text ==
        "corootctl: error: --namespace is where Coroot runs, which --coroot-url says already\n"
        "  hint: To see one namespace's apps: --in-namespace.\n");
}

TEST_CASE("apps: a member that is down is named, its apps are marked old, the others are fresh; exit 3") {
  Hub hub;
  hub.coroot->set_fault("prod-b", support::MemberFault::down);
  CHECK(hub.run({"apps", "--status", "critical"}) == 3);
  CHECK(hub.out.text ==
        "CLUSTER   APP               STATUS           INCIDENT   PROBLEMS\n"
        "prod-a    shop/checkout     critical         xdvvwn3a   latency 3s\n"
        "prod-a    shop/mobile-api   critical         q6ik6b3d   latency 2s, upstreams 2/3\n"
        "prod-b    shop/backoffice   critical (old)   5w70j19k   latency 2s, upstreams 2/3\n"
        "prod-b    shop/orders       critical (old)   ivnkjlxq   latency 2s, upstreams 2/3\n"
        "prod-b    shop/payment      critical (old)   cg2ekxfg   latency 2s\n");
  CHECK(hub.err.text ==
        "corootctl: warning: prod-global does not change while prod-b gives no data: what it shows of it is old\n"
        "corootctl: error: member prod-b: down: Post \"http://prod-b.example.com/api/v1/query_range\": dial tcp "
        "prod-b.example.com: connect: connection refused\n"
        "  hint: Check that the member's Coroot runs and that the hub's pods can reach its address.\n");
}

TEST_CASE("apps: when the aggregate never had a world, the members' own projects speak, with a warning") {
  Hub hub;
  hub.coroot->set_fault("prod-b", support::MemberFault::wrong_key);
  CHECK(hub.run({"apps", "-o", "json"}) == 3);
  std::set<std::string> clusters;
  const auto answer = hub.json();
  for (const auto& app : answer["apps"].as_list()) clusters.insert(app["cluster"].as_string());
  CHECK(clusters == std::set<std::string>{"external", "prod-a", "prod-c"});
  REQUIRE(answer["warnings"].as_list().size() == 1);
  CHECK(answer["warnings"].as_list()[0].as_string() ==
        "prod-global gives nothing (the project has no data in Coroot yet: The Prometheus cache lag is 4 hours, likely "
        "due to a restart or upgrade. Synchronization is in progress); shown is what its members' own projects say");
}

TEST_CASE("a memberProjects typo breaks the aggregate only: its members' projects answer, exit 3") {
  Hub hub;
  hub.coroot->set_fault("prod-global", support::MemberFault::typo);
  CHECK(hub.run({"apps", "-o", "name", "--status", "critical"}) == 3);
  CHECK(lines_of(hub.out.text) == 5);
  CHECK(hub.run({"incidents", "-o", "name"}) == 3);
  CHECK(lines_of(hub.out.text) == 5);
  CHECK(hub.err.text ==
        "corootctl: warning: the incidents of prod-global are missing: GET /api/project/g6w1l3mz/incidents: internal "
        "error of the server, without a text\n");
}

TEST_CASE("topology: an app's needs and callers across clusters, as a tree") {
  Hub hub;
  CHECK(hub.run({"topology", "payment"}) == 0);
  CHECK(hub.err.text.empty());
  CHECK(hub.out.text ==
        "prod-b shop/payment  critical\n"
        "├─ calls\n"
        "│  ├─ external api.bank.example.com:443  ok  36 rps 84ms\n"
        "│  └─ prod-c shop/ledger  ok  58 rps 305ms\n"
        "│     └─ prod-c shop/ledger-db  ok  107 rps 167ms\n"
        "└─ called by\n"
        "   └─ prod-b shop/orders  critical  45 rps 470ms\n"
        "      ├─ prod-a shop/checkout  critical  30 rps 617ms\n"
        "      │  ├─ prod-a shop/mobile-api  critical  10 rps 984ms\n"
        "      │  └─ prod-a shop/web  ok  11 rps 984ms\n"
        "      └─ prod-b shop/backoffice  critical  8 rps 595ms\n");
}

TEST_CASE("topology: calls between clusters only, and the whole graph for programs") {
  Hub hub;
  CHECK(hub.run({"topology", "--cross-cluster"}) == 0);
  CHECK(hub.out.text ==
        "CLUSTER   APP               CALLS              IN CLUSTER   STATUS   TRAFFIC\n"
        "prod-a    shop/account      shop/customer-db   prod-c       ok       35 rps 61ms\n"
        "prod-a    shop/catalog      shop/search        prod-b       ok       23 rps 35ms\n"
        "prod-a    shop/checkout     shop/orders        prod-b       ok       30 rps 617ms\n"
        "prod-a    shop/checkout     shop/fraud         prod-c       ok       17 rps 56ms\n"
        "prod-b    shop/backoffice   shop/customer-db   prod-c       ok       14 rps 26ms\n"
        "prod-b    shop/payment      shop/ledger        prod-c       ok       58 rps 305ms\n");
  CHECK(hub.run({"topology", "-o", "json"}) == 0);
  CHECK(hub.json()["calls"].as_list().size() == 33);
  CHECK(hub.json()["apps"].as_list().size() == 28);
  CHECK(hub.run({"topology", "-o", "dot"}) == 0);
  CHECK(hub.out.text.starts_with("digraph \"prod-global\" {\n"));
  hub.coroot->set_fault("prod-b", support::MemberFault::wrong_key);
  CHECK(hub.run({"topology", "payment"}) == 1);
  CHECK(hub.err.text ==
        "corootctl: error: no app matches payment\n"
        "  hint: List the apps with: corootctl apps. prod-b gives no data.\n");
  hub.coroot->set_fault("prod-b", support::MemberFault::none);
  CHECK(hub.run({"topology", "paymant"}) == 1);
  CHECK(hub.err.text ==
        "corootctl: error: no app matches paymant\n"
        "  hint: Did you mean payment?\n");
}

TEST_CASE("incidents: what the aggregate and a member's project see is one row") {
  Hub hub;
  CHECK(hub.run({"incidents"}) == 0);
  CHECK(hub.err.text.empty());
  CHECK(hub.out.text ==
        "KEY        CLUSTER   APP               STATE   AGE     IMPACT   SUMMARY\n"
        "xdvvwn3a   prod-a    shop/checkout     open    1m47s   88%      High latency and errors\n"
        "q6ik6b3d   prod-a    shop/mobile-api   open    1m47s   35%      High latency and errors\n"
        "ivnkjlxq   prod-b    shop/orders       open    1m48s   56%      High latency and errors\n"
        "5w70j19k   prod-b    shop/backoffice   open    1m48s   49%      High latency and errors\n"
        "cg2ekxfg   prod-b    shop/payment      open    1m48s   38%      High latency and errors\n");
  CHECK(hub.run({"incidents", "-o", "json", "--in-cluster", "prod-b"}) == 0);
  const auto answer = hub.json();
  CHECK(answer["incidents"].as_list().size() == 3);
  for (const auto& incident : answer["incidents"].as_list()) {
    REQUIRE(incident["sightings"].as_list().size() == 2);
    CHECK(incident["sightings"].as_list()[0]["project"].as_string() == "prod-global");
    CHECK(incident["sightings"].as_list()[1]["project"].as_string() == "prod-b");
  }
  CHECK(hub.run({"incidents", "--status", "resolved"}) == 0);
  CHECK(hub.err.text == "None of 5 incidents fits.\n");
}

TEST_CASE("incidents: a project that has judged nothing yet is not a quiet one") {
  Hub hub;
  hub.coroot->set_fault("prod-b", support::MemberFault::wrong_key);
  CHECK(hub.run({"incidents", "-o", "name"}) == 3);
  CHECK(hub.out.text == "g3ut2g58\ntttp3f2q\n");
  CHECK(hub.err.text ==
        "corootctl: warning: prod-global itself has judged nothing yet: The Prometheus cache lag is 4 hours, likely "
        "due to a restart or upgrade. Synchronization is in progress\n"
        "corootctl: error: member prod-b: wrong key: 404 Not Found\n"
        "  hint: The member refuses the hub's key: run link-clusters again to copy the present one.\n");
  hub.coroot->set_fault("prod-a", support::MemberFault::wrong_key);
  CHECK(hub.run({"incidents"}) == 8);
  CHECK(hub.out.text.empty());
  CHECK(hub.err.text ==
        "corootctl: error: prod-global has no data in Coroot yet: The Prometheus cache lag is 4 hours, likely due to a "
        "restart or upgrade. Synchronization is in progress\n"
        "  hint: Wait for the first synchronization, or check the members.\n");
}

TEST_CASE("incidents show: the member's key leads to the same outage as the aggregate's") {
  Hub hub;
  CHECK(hub.run({"incidents", "show", "ivnkjlxq"}) == 0);
  const auto by_own_key = hub.out.text;
  CHECK(hub.run({"incidents", "show", "2rmgtgwx"}) == 0);
  CHECK(hub.out.text == by_own_key);
  CHECK(timeless(by_own_key) ==
        "ivnkjlxq: High latency and errors\n"
        " Cluster prod-b\n"
        " App prod-b:shop:Deployment:orders (application)\n"
        " State open for AGE, since TIME\n"
        " Severity critical\n"
        " Availability 99% of requests should not fail: 100%; 1% of requests are affected now\n"
        " Latency 99% of requests should be served faster than 500ms: 69.29%, violated; 56% of requests are affected "
        "now\n"
        " Seen in prod-global as ivnkjlxq since TIME\n"
        " prod-b as 2rmgtgwx since TIME\n"
        "\n"
        "At the same time:\n"
        "KEY CLUSTER APP STATE AGE IMPACT SUMMARY\n"
        "xdvvwn3a prod-a shop/checkout open AGE 88% High latency and errors\n"
        "q6ik6b3d prod-a shop/mobile-api open AGE 35% High latency and errors\n"
        "5w70j19k prod-b shop/backoffice open AGE 49% High latency and errors\n"
        "cg2ekxfg prod-b shop/payment open AGE 38% High latency and errors\n");
  CHECK(hub.run({"incidents", "show", "ivnkjlxp"}) == 1);
  CHECK(hub.err.text ==
        "corootctl: error: project prod-global has no incident ivnkjlxp\n"
        "  hint: Did you mean ivnkjlxq? Incidents: xdvvwn3a, q6ik6b3d, ivnkjlxq, 5w70j19k, cg2ekxfg.\n");
  CHECK(hub.run({"incidents", "show"}) == 2);
}

TEST_CASE("--watch shows the second picture when a member falls silent, and nothing in between") {
  Hub hub;
  hub.clock.events = {[] {}, [&] { hub.coroot->set_fault("prod-b", support::MemberFault::down); }, [] {}};
  CHECK(hub.run({"apps", "--watch", "--status", "critical", "-o", "name"}) == 130);
  CHECK(lines_of(hub.out.text) == 10);  // five apps, twice
  CHECK(timeless(hub.err.text) ==
        "TIME:\n"
        "TIME: changed\n"
        "corootctl: warning: prod-global does not change while prod-b gives no data: what it shows of it is old\n"
        "corootctl: error: member prod-b: down: Post \"http://prod-b.example.com/api/v1/query_range\": dial tcp "
        "prod-b.example.com: connect: connection refused\n"
        " hint: Check that the member's Coroot runs and that the hub's pods can reach its address.\n");
}

TEST_CASE("live names complete apps, incidents, projects and clusters") {
  Hub hub;
  CHECK(hub.completed({"topology", "led"}) == Words{"ledger", "ledger-db"});
  CHECK(hub.completed({"topology", "prod-c:shop:Deployment:l"}) == Words{"prod-c:shop:Deployment:ledger"});
  CHECK(hub.completed({"rca", "--project=prod-g"}) == Words{"--project=prod-global"});
  CHECK(hub.completed({"apps", "--project", "prod-global", "--in-cluster=ext"}) == Words{"--in-cluster=external"});
  CHECK(hub.completed({"incidents", "show", "iv"}) == Words{"ivnkjlxq"});
  hub.coroot->set_projects(std::set<std::string>{});
  CHECK(hub.completed({"topology", "led"}).empty());
}

TEST_CASE("a hub that never answers keeps nobody waiting at a prompt, and nothing is said") {
  Hub hub;
  const auto silent = support::HttpServer::start({}, [](const auto&, std::stop_token stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any().wait(lock, stop, [] { return false; });
    return support::text_response(200, "text/plain", "");
  });
  REQUIRE(silent.has_value());
  const auto url = fmt::format("http://127.0.0.1:{}", (*silent)->port());
  for (const Words& words : {Words{"topology", "led"}, Words{"rca", "--project=p"}, Words{"incidents", "show", "iv"}}) {
    const auto before = std::chrono::steady_clock::now();
    CHECK(hub.completed_by(url, words).empty());
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::milliseconds(1900));
  }
  CHECK(hub.err.text.empty());
}

}  // namespace corootctl::tests::cli_project
