/// The rca command against the stand-in Coroot: what people see and which exit code they get when something is wrong.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <regex>

#include "base/files.hpp"
#include "cli/shared/surroundings.hpp"
#include "component/http/loopback.hpp"
#include "document/json.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/temporary_directory.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_rca {

using support::MemberFault;

namespace {

const std::string scenario = support::tree_path("tests/data/incident");
const std::string cause = "prod-c:shop:StatefulSet:ledger-db";

/// Between two looks of --watch in these tests; no other wait is as long.
constexpr std::chrono::seconds interval{77};
/// Between two rounds of --wait-for-data.
constexpr std::chrono::seconds round{10};

/// Time is the machine's; each pause between two looks or rounds runs the next step, and ends the watching when there
/// is none. The heartbeat's pauses are real.
class SteppedClock final : public Clock {
 public:
  std::chrono::system_clock::time_point now() const override { return std::chrono::system_clock::now(); }
  bool pause(std::chrono::milliseconds span, std::stop_token stop) const override {
    if (span != interval && span != round) return system_clock().pause(span, stop);
    if (steps.empty()) return false;
    const auto step = steps.front();
    steps.erase(steps.begin());
    step();
    return true;
  }
  mutable std::vector<std::function<void()>> steps{};
};

struct Told {
  int exit = 0;
  std::string out{}, err{};
};

struct Desk {
  std::unique_ptr<support::StandInCoroot> coroot;
  SteppedClock clock{};

  explicit Desk(support::CorootOptions options = {}) {
    options.scenario = scenario;
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = *std::move(started);
  }
  static Told tell(const std::vector<std::string>& args, const Clock& clock) {
    cli::test::Stage stage;
    cli::Surface surface{.out = stage.out, .err = stage.err, .clock = clock};
    const int exit = cli::run(args, surface);
    return {exit, stage.out.text, stage.err.text};
  }
  Told rca(std::vector<std::string> more = {}) const {
    std::vector<std::string> args = {"rca",       "--coroot-url", coroot->url(),      "--project", "prod-global",
                                     "--timeout", "200s",         "--member-timeout", "60s"};
    args.insert(args.end(), more.begin(), more.end());
    return tell(args, clock);
  }
};

document::Value json_of(const Told& told) {
  const auto value = document::parse_json(told.out, "answer");
  REQUIRE_MESSAGE(value.has_value(), told.out << told.err);
  return *value;
}

std::string first_cause(const Told& told) {
  const auto answer = json_of(told);
  const auto& candidates = answer["candidates"].as_list();
  return candidates.empty() ? "" : candidates.front()["subject"].as_string();
}

bool has_gap(const Told& told, const std::string& words) {
  const auto answer = json_of(told);
  const auto& gaps = answer["data_gaps"].as_list();
  return std::any_of(gaps.begin(), gaps.end(),
                     [&](const auto& gap) { return document::to_json(gap).find(words) != std::string::npos; });
}

const std::string first_steps = "prod-global: probe members, read incidents and map\n";
const std::string progress = first_steps + "prod-global: read series\n";
const std::string lag =
    "The Prometheus cache lag is 4 hours, likely due to a restart or upgrade. Synchronization is in progress";
const std::string no_world = "corootctl: warning: Coroot's own view of prod-global is not ready: " + lag +
                             "; the members' own incidents are used\n"
                             "corootctl: warning: map of prod-global: the project has no data in Coroot yet: " +
                             lag + "\n";
const std::string wrong_key =
    "corootctl: error: member prod-b: wrong key: 404 Not Found\n"
    "  hint: The member refuses the hub's key: run link-clusters again to copy the present one.\n";

}  // namespace

TEST_CASE("rca command: each trouble of a member has its words, its gap and exit 3; the others still answer") {
  struct Row {
    MemberFault fault;
    const char* gap;
    std::string err;
  };
  const std::string refused =
      "Post \"http://prod-b.example.com/api/v1/query_range\": dial tcp prod-b.example.com: connect: connection "
      "refused\n";
  const std::vector<Row> rows = {
      {MemberFault::down, "down: Post \\\"http://prod-b.example.com/api/v1/query_range\\\": dial tcp",
       "corootctl: warning: Coroot reports for prod-global: " + refused + "corootctl: error: member prod-b: down: " +
           refused + "  hint: Check that the member's Coroot runs and that the hub's pods can reach its address.\n"},
      {MemberFault::wrong_key, "wrong key: 404 Not Found", no_world + wrong_key},
      {MemberFault::wrong_url, "wrong URL: Key path not found",
       no_world +
           "corootctl: error: member prod-b: wrong URL: Key path not found\n"
           "  hint: Something other than Coroot's API answers at the member's address: check URL and base path.\n"},
      {MemberFault::empty, "no telemetry",
       "corootctl: error: member prod-b: no telemetry: no node agent reported in the last 5 minutes\n"
       "  hint: The link works, but no node agent of the member sends data: check its DaemonSet.\n"}};
  const Desk desk;
  for (const auto& row : rows) {
    desk.coroot->set_fault("prod-b", row.fault);
    const auto told = desk.rca({"-o", "json"});
    CHECK_MESSAGE(told.exit == 3, row.gap << told.err);
    CHECK_MESSAGE(has_gap(told, row.gap), told.out);
    CHECK(told.err == progress + row.err);
  }
}

TEST_CASE(
    "rca command: an aggregate that names a project that does not exist is read through the members' own projects") {
  const Desk desk;
  desk.coroot->set_fault("prod-global", MemberFault::typo);
  const auto told = desk.rca({"-o", "json"});
  CHECK(told.exit == 0);
  CHECK(first_cause(told) == cause);
  CHECK(told.err ==
        "prod-global: probe members, read incidents and map\n"
        "prod-global: read series\n"
        "corootctl: warning: status of prod-global: GET /api/project/g6w1l3mz/status: internal error of the server, "
        "without a text. An aggregated project answers so when memberProjects names a project that does not exist.\n"
        "corootctl: warning: incidents of prod-global: GET /api/project/g6w1l3mz/incidents: internal error of the "
        "server, without a text; the members' own incidents are used\n"
        "corootctl: warning: map of prod-global: GET /api/project/g6w1l3mz/overview/map: internal error of the server, "
        "without a text\n");
}

TEST_CASE(
    "rca command: a hub that is too old for panel data, or forbids them, is read page by page, and the loss is named "
    "(coroot-api 38)") {
  const std::vector<std::pair<MemberFault, std::string>> rows = {
      {MemberFault::old, "a page instead of Coroot's data: this is not the address of its API"},
      {MemberFault::forbidden, "You are not allowed to query metrics."}};
  for (const auto& [fault, why] : rows) {
    const Desk desk;
    desk.coroot->set_fault("prod-global", fault);
    const auto told = desk.rca({"-o", "json", "--since", "1h"});
    CHECK_MESSAGE(told.exit == 0, told.err);
    CHECK(first_cause(told) == cause);
    CHECK(has_gap(told, "latencies of single calls are missing"));
    CHECK(told.err ==
          first_steps +
              "prod-global: read the pages of single apps\ncorootctl: warning: the hub gives no panel data (" + why +
              "): read from the pages of single apps\n");
  }
}

TEST_CASE("rca command: with no member left the exit code says why") {
  const Desk desk;
  const auto all = [&](MemberFault fault) {
    for (const auto* member : {"prod-a", "prod-b", "prod-c"}) desk.coroot->set_fault(member, fault);
    return desk.rca();
  };
  CHECK(all(MemberFault::down).exit == 5);
  CHECK(all(MemberFault::empty).exit == 8);
  CHECK(all(MemberFault::wrong_key).exit == 5);
}

TEST_CASE("rca command: an address that is no Coroot is said to be one") {
  const Desk desk;
  const auto told =
      Desk::tell({"rca", "--coroot-url", desk.coroot->url() + "/wrong", "--project", "prod-global"}, desk.clock);
  CHECK(told.exit == 1);
  CHECK(told.err ==
        "corootctl: error: GET /api/user: a page instead of Coroot's data: this is not the address of its API\n"
        "  hint: Check the address and the server's base path (url_base_path), and whether a login page stands in "
        "front of it.\n");
}

TEST_CASE("rca command: a Coroot behind --coroot-url sees the same user agent as an API server (connections 16)") {
  Notes agents;
  const Loopback server([&](Connection& connection) {
    while (const auto request = hear(connection)) {
      agents.add(request->header("User-Agent"));
      connection.write(answer(404, {}, "nothing here"));
    }
  });
  Desk::tell({"rca", "--coroot-url", "http://" + server.address(), "--project", "p"}, system_clock());
  REQUIRE_FALSE(agents.lines().empty());
  CHECK(agents.lines().front() == cli::user_agent());
  CHECK(std::regex_match(cli::user_agent(), std::regex(R"(corootctl/\d+\.\d+\.\d+[^ ]* \([a-z]+/[a-z0-9]+\))")));
}

TEST_CASE("rca command: the two kinds of 401 are told apart") {
  support::CorootOptions closed;
  closed.password = SecretString("right-password-4711");
  const auto login = Desk(std::move(closed)).rca();
  CHECK(login.exit == 4);
  CHECK(login.err ==
        "corootctl: error: GET /api/user: the server wants a login\n"
        "  hint: Give --coroot-user and a password, or allow anonymous reading with authAnonymousRole: Viewer.\n");
  support::CorootOptions fresh;
  fresh.password = SecretString("right-password-4711");
  fresh.first_start = true;
  const auto first = Desk(std::move(fresh)).rca();
  CHECK(first.exit == 4);
  CHECK(first.err ==
        "corootctl: error: GET /api/user: the server's administrator has no password yet\n"
        "  hint: Open Coroot once and set it, or give authBootstrapAdminPassword in the Coroot resource.\n");
}

TEST_CASE("rca command: an incident's key sets target and window; a wrong one is told with those that exist") {
  const Desk desk;
  const auto told = desk.rca({"--incident", "5w70j19k", "-o", "json"});
  CHECK_MESSAGE(told.exit == 0, told.err);
  CHECK(first_cause(told) == cause);
  CHECK(json_of(told)["target"].as_string() == "prod-b:shop:Deployment:backoffice");
  const auto wrong = desk.rca({"--incident", "zzzzzzzz"});
  CHECK(wrong.exit == 1);
  CHECK(wrong.err ==
        "prod-global: probe members, read incidents and map\n"
        "corootctl: error: the project has no incident zzzzzzzz\n"
        "  hint: Incidents: 5w70j19k, cg2ekxfg, q6ik6b3d, ivnkjlxq, xdvvwn3a.\n");
}

TEST_CASE("rca command: a recording answers again without the server, byte for byte") {
  const auto directory = TemporaryDirectory::create();
  REQUIRE(directory.has_value());
  const auto path = directory->path() + "/answers", first = directory->path() + "/1.json",
             second = directory->path() + "/2.json";
  Told live;
  const SteppedClock clock;
  {
    const Desk desk;
    live = desk.rca({"--record", path, "--snapshot-out", first, "-o", "json", "--since", "30m ago"});
    REQUIRE_MESSAGE(live.exit == 0, live.err);
  }
  const auto told = Desk::tell({"rca", "--replay", path, "--snapshot-out", second, "-o", "json"}, clock);
  CHECK_MESSAGE(told.exit == 0, told.err);
  CHECK(told.out == live.out);
  const auto before = read_file(first), after = read_file(second);
  REQUIRE(before.has_value());
  REQUIRE(after.has_value());
  CHECK(*before == *after);
}

TEST_CASE("rca command: --watch answers again when something changes, and only then") {
  Desk desk;
  const auto nothing = [] {};
  desk.clock.steps = {nothing, [&] { desk.coroot->set_fault("prod-b", MemberFault::wrong_key); }, nothing};
  const auto told = desk.rca({"--watch", "--interval", "77s", "-o", "name"});
  CHECK(told.exit == 130);
  CHECK(desk.clock.steps.empty());                                                   // four looks
  CHECK_MESSAGE(std::count(told.out.begin(), told.out.end(), '\n') == 6, told.out);  // two answers of three subjects
  CHECK_MESSAGE(told.out.starts_with(cause + "\n"), told.out);
  CHECK(std::regex_replace(told.err, std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"), "TIME") ==
        progress + "TIME:\n" + progress + progress + "TIME: changed\n" + no_world + wrong_key + progress);
}

TEST_CASE("rca command: --wait-for-data goes on once the last member has data") {
  Desk desk;
  desk.coroot->set_fault("prod-b", MemberFault::empty);
  desk.clock.steps = {[] {}, [&] { desk.coroot->set_fault("prod-b", MemberFault::none); }};
  const auto told = desk.rca({"--wait-for-data", "10m", "-o", "json"});
  CHECK_MESSAGE(told.exit == 0, told.err);
  CHECK(first_cause(told) == cause);
  CHECK(told.err == progress + "waiting for data: prod-b (no telemetry)\n" + progress + progress);
}

TEST_CASE("rca command: pipelines get one finding with the suspect's page, and the exit code is that of other forms") {
  const Desk desk;
  const auto told = desk.rca({"-o", "sarif", "--fail-on", "root_cause"});
  CHECK(told.exit == 10);
  const auto log = json_of(told);
  const auto& results = log["runs"][std::size_t{0}]["results"];
  REQUIRE(results.as_list().size() == 1);
  CHECK(results[std::size_t{0}]["ruleId"].as_string() == "rca.root_cause");
  const auto page = results[std::size_t{0}]["hostedViewerUri"].as_string();
  CHECK(page.starts_with(desk.coroot->url() + "/p/"));
  CHECK(page.ends_with(":shop:StatefulSet:ledger-db"));
  CHECK(page.find("/applications/prod-c:") == std::string::npos);  // by the member's id, not its name
}

TEST_CASE("rca command: --baseline tells what is new since an answer or a snapshot, and --fail-on counts only that") {
  const Desk desk;
  const auto folder = *TemporaryDirectory::create();
  const auto answer_file = folder.path() + "/answer.json", snapshot_file = folder.path() + "/snapshot.json";
  const auto before = desk.rca({"-o", "json", "--snapshot-out", snapshot_file});
  REQUIRE(write_file_atomically(answer_file, before.out, 0644).has_value());
  for (const auto& file : {answer_file, snapshot_file}) {
    CAPTURE(file);
    const auto told = desk.rca({"--baseline", file, "--fail-on", "incident", "-o", "json"});
    CHECK(told.exit == 0);
    CHECK(document::to_json(json_of(told)["baseline"]["new"]) == "[]");
    CHECK(document::to_json(json_of(told)["baseline"]["stays"]) == "[\"" + cause + "\",\"prod-c:c-node-1\"]");
  }
  const std::string quiet = R"({"schema":"corootctl.rca/v1","status":"no_incident","target":null,"candidates":[]})";
  REQUIRE(write_file_atomically(answer_file, quiet, 0644).has_value());
  const auto worse = desk.rca({"--baseline", answer_file, "--fail-on", "incident"});
  CHECK(worse.exit == 10);
  CHECK(worse.out.ends_with("\nSince the baseline\n  new    ledger-db (prod-c)\n  new    prod-c:c-node-1\n"));
  REQUIRE(write_file_atomically(answer_file, "{}", 0644).has_value());
  CHECK(desk.rca({"--baseline", answer_file}).exit != 0);
}

}  // namespace corootctl::tests::cli_rca
