/// The stand-in Coroot answers as a real hub was recorded to (coroot-api 17-20).
#include <doctest/doctest.h>

#include <array>
#include <chrono>

#include "document/json.hpp"
#include "http/url.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/error_of.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::fakes_coroot {

using document::Value;

namespace {

const std::string scenario = support::tree_path("tests/data/incident");

struct Bench {
  std::unique_ptr<support::StandInCoroot> coroot;
  std::unique_ptr<http::Transport> transport = std::move(*http::make_curl_transport({}, {}));

  explicit Bench(support::CorootOptions options = {}) {
    options.scenario = scenario;
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = *std::move(started);
  }
  http::Response send(const std::string& method, const std::string& path, const std::string& body = "",
                      const std::string& cookie = "") {
    http::Request request;
    request.method = method;
    request.url = coroot->url() + path;
    request.body = body;
    request.deadline = Deadline::in(std::chrono::minutes(5));
    if (!cookie.empty()) request.headers.push_back({"Cookie", cookie, true});
    return *transport->send(request, {});
  }
  http::Response get(const std::string& path) { return send("GET", path); }
  std::string id(const std::string& project) {
    const auto user = *document::parse_json(get("/api/user").body, "user");
    for (const Value& entry : user["projects"].as_list())
      if (entry["name"].as_string() == project) return entry["id"].as_string();
    return "";
  }
  std::string panel_path(const std::string& project, const std::vector<std::array<std::string, 3>>& entries,
                         const std::string& from = "now-1h", const std::string& to = "now") {
    document::List queries;
    for (const auto& [datasource, promql, legend] : entries)
      queries.emplace_back(
          document::Object{{"datasource", datasource}, {"query", promql}, {"legend", legend}, {"color", ""}});
    const Value query =
        document::Object{{"source", document::Object{{"metrics", document::Object{{"queries", std::move(queries)}}}}},
                         {"widget", document::Object{{"chart", document::Object{{"display", "line"}}}}}};
    return "/api/project/" + id(project) + "/panel/data?from=" + from + "&to=" + to +
           "&query=" + http::encode_component(document::to_json(query));
  }
  http::Response panel(const std::string& project, const std::vector<std::array<std::string, 3>>& entries,
                       const std::string& from = "now-1h", const std::string& to = "now") {
    return get(panel_path(project, entries, from, to));
  }
};

Value parse(const http::Response& response) { return *document::parse_json(response.body, "answer"); }

const std::array<std::string, 3> up_a = {"prod-a", R"(up{job="coroot-node-agent"})", "up|{{machine_id}}"};

}  // namespace

TEST_CASE("the projects of the recording are there, and only those that exist") {
  Bench bench;
  CHECK(bench.id("prod-global") == "g6w1l3mz");
  bench.coroot->set_projects(std::set<std::string>{"prod-c"});
  CHECK(bench.id("prod-c") == "c9f3n6rd");
  CHECK(bench.id("prod-global") == "");
  CHECK(bench.get("/api/project/g6w1l3mz").body == "");
  CHECK(bench.get("/api/project/g6w1l3mz/incidents?limit=100").status == 404);
  CHECK(bench.get("/api/project/g6w1l3mz/incidents?limit=100").body == "project not found\n");
}

TEST_CASE(
    "a start makes projects that are missing and never resets a remote one; a deleted one comes back as new "
    "(coroot-api 44)") {
  support::CorootOptions options;
  options.anonymous_role = "Admin";
  Bench bench(std::move(options));
  bench.coroot->restart({{"prod-a", "http://10.0.1.11:30001"}, {"prod-global", ""}});
  const auto old = bench.id("prod-a");
  bench.coroot->restart({{"prod-a", ""}, {"prod-global", ""}});
  CHECK(bench.coroot->source_of("prod-a") == "http://10.0.1.11:30001");
  CHECK(bench.id("prod-a") == old);
  bench.coroot->restart({{"prod-global", ""}});
  CHECK(bench.id("prod-a") == old);
  CHECK(bench.send("DELETE", "/api/project/" + old).status == 200);
  CHECK(bench.id("prod-a") == "");
  CHECK(bench.get("/api/project/" + old).body == "");
  CHECK(bench.send("DELETE", "/api/project/" + old).status == 200);
  bench.coroot->restart({{"prod-a", ""}, {"prod-global", ""}});
  CHECK(bench.coroot->source_of("prod-a") == "");
  CHECK(bench.id("prod-a") != old);
  CHECK(bench.get("/api/project/" + bench.id("prod-a") + "/incidents?limit=100").status == 200);
}

TEST_CASE("a viewer deletes no project (coroot-api 44)") {
  Bench bench;
  const auto answer = bench.send("DELETE", "/api/project/g6w1l3mz");
  CHECK(answer.status == 403);
  CHECK(answer.body == "You are not allowed to delete the project.\n");
  CHECK(bench.id("prod-global") == "g6w1l3mz");
}

TEST_CASE("unknown paths answer 200 with the page of the UI (coroot-api 4)") {
  Bench bench;
  const auto answer = bench.get("/api/projects");
  CHECK(answer.status == 200);
  CHECK(answer.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(bench.get("/health").body == "");
}

TEST_CASE("recorded incidents opened a little while ago, by the clock") {
  Bench bench;
  const Value incidents = parse(bench.get("/api/project/" + bench.id("prod-global") + "/incidents?limit=100"))["data"];
  REQUIRE(incidents.as_list().size() == 5);
  const auto now =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  for (const Value& incident : incidents.as_list()) {
    const auto age = now - incident["opened_at"].as_integer();
    CHECK(age > 0);
    CHECK(age < std::chrono::milliseconds(std::chrono::hours(2)).count());
  }
}

TEST_CASE("a recorded query answers under the legend that is asked for, up to now") {
  Bench bench;
  const Value chart = parse(bench.panel("prod-global", {up_a}))["chart"];
  REQUIRE(chart["series"].as_list().size() == 3);
  const auto from = chart.at({"ctx", "from"}).as_integer();
  const auto to = chart.at({"ctx", "to"}).as_integer();
  CHECK(to - from == 3600000);
  CHECK(chart.at({"ctx", "step"}).as_integer() == 15000);
  for (const Value& series : chart["series"].as_list()) {
    CHECK(series["name"].as_string().starts_with("up|"));
    const auto& data = series["data"].as_list();
    CHECK(static_cast<std::int64_t>(data.size()) == (to - from / 15000 * 15000) / 15000 + 1);
    CHECK((data[data.size() - 2].as_number() == 1 || data[data.size() - 3].as_number() == 1));
  }
}

TEST_CASE("the hour before is the recorded reference, and what was not recorded is missing") {
  Bench bench;
  CHECK(parse(bench.panel("prod-global", {up_a}, "now-2h", "now-1h"))["chart"]["series"].as_list().size() == 3);
  CHECK(bench.panel("prod-global", {{"prod-a", "nothing_like_this", "x"}}).body == "{}\n");
}

TEST_CASE("equal legends overwrite each other, and no legend gives the labels") {
  Bench bench;
  CHECK(parse(bench.panel("prod-global", {{"prod-a", up_a[1], "same"}}))["chart"]["series"].as_list().size() == 1);
  const Value chart = parse(bench.panel("prod-global", {{"prod-a", up_a[1], ""}}))["chart"];
  CHECK(chart["series"][std::size_t{0}]["name"].as_string().starts_with("{machine_id="));
}

TEST_CASE("sums of recorded series are worked out") {
  Bench bench;
  const Value chart =
      parse(bench.panel("prod-global", {{"prod-a", "sum(" + up_a[1] + ")", "agents"}}, "now-5m"))["chart"];
  REQUIRE(chart["series"].as_list().size() == 1);
  const auto& data = chart["series"][std::size_t{0}]["data"].as_list();
  CHECK(data[3].as_number() == 3);
}

TEST_CASE("datasources are members' names; a member's own project needs none (coroot-api 27)") {
  Bench bench;
  CHECK(bench.panel("prod-global", {{"u2k8v4ya", "up", ""}}).body == "invalid datasource\n");
  CHECK(bench.panel("prod-global", {{"", "up", ""}}).status == 400);
  CHECK(parse(bench.panel("prod-a", {{"", up_a[1], "{{machine_id}}"}}))["chart"]["series"].as_list().size() == 3);
}

TEST_CASE("a failing member spoils every request it is in, and no other (coroot-api 20)") {
  Bench bench;
  const std::array<std::string, 3> up_b = {"prod-b", up_a[1], "b"};
  const std::pair<support::MemberFault, std::string> faults[] = {
      {support::MemberFault::down,
       "Post \"http://prod-b.example.com/api/v1/query_range\": dial tcp prod-b.example.com: connect: connection "
       "refused\n"},
      {support::MemberFault::wrong_key, "404 Not Found\n"},
      {support::MemberFault::wrong_url, "Key path not found\n"}};
  for (const auto& [fault, text] : faults) {
    bench.coroot->set_fault("prod-b", fault);
    const auto answer = bench.panel("prod-global", {up_a, up_b});
    CHECK(answer.status == 400);
    CHECK(answer.body == text);
    CHECK(bench.panel("prod-global", {up_a}).status == 200);
  }
  bench.coroot->set_fault("prod-b", support::MemberFault::empty);
  CHECK(bench.panel("prod-global", {up_b}).body == "{}\n");
}

TEST_CASE("a hanging member gives no answer until it is released") {
  Bench bench;
  bench.coroot->set_fault("prod-b", support::MemberFault::hanging);
  http::Request request;
  request.url = bench.coroot->url() + bench.panel_path("prod-global", {{"prod-b", up_a[1], "b"}});
  request.deadline = Deadline::in(std::chrono::milliseconds(200));
  CHECK(error_of(bench.transport->send(request, {})).kind == ErrorKind::timeout);
  CHECK(bench.panel("prod-global", {up_a}).status == 200);
}

TEST_CASE(
    "a member that went down shows in the status of the aggregate, one that never answered looks like a cold start "
    "(coroot-api 17, 18)") {
  Bench bench;
  const std::string status = "/api/project/" + bench.id("prod-global") + "/status";
  bench.coroot->set_fault("prod-b", support::MemberFault::down);
  const Value down = parse(bench.get(status))["data"];
  CHECK(down["status"].as_string() == "warning");
  CHECK(down.at({"prometheus", "action"}).as_string() == "configure");
  bench.coroot->set_fault("prod-b", support::MemberFault::wrong_key);
  CHECK(parse(bench.get(status))["data"].at({"prometheus", "action"}).as_string() == "wait");
  const Value map = parse(bench.get("/api/project/" + bench.id("prod-global") + "/overview/map"))["data"];
  CHECK(map["map"].is_null());
  CHECK(parse(bench.get("/api/project/" + bench.id("prod-a") + "/status"))["data"]["status"].as_string() == "ok");
}

TEST_CASE("login gives a cookie, and both kinds of 401 are told apart") {
  support::CorootOptions options;
  options.password = SecretString("right");
  Bench bench(options);
  CHECK(bench.get("/api/user").status == 401);
  CHECK(bench.get("/api/user").body == "\n");
  const auto wrong = bench.send("POST", "/api/login", R"({"email":"admin","password":"wrong"})");
  CHECK(wrong.status == 404);
  CHECK(wrong.body == "Invalid email or password.\n");
  CHECK(bench.send("POST", "/api/login", "email=admin&password=right").status == 400);
  const auto in = bench.send("POST", "/api/login", R"({"email":"admin","password":"right"})");
  CHECK(in.status == 200);
  const std::string cookie = std::string(in.header("Set-Cookie").substr(0, in.header("Set-Cookie").find(';')));
  CHECK(parse(bench.send("GET", "/api/user", "", cookie))["role"].as_string() == "Admin");
  options.first_start = true;
  Bench first(options);
  CHECK(first.get("/api/user").body == "set_admin_password\n");
}

TEST_CASE("times, steps and durations are read as the server reads them") {
  constexpr std::int64_t now = 1'800'000'000'000;
  CHECK(support::read_time("now-1h30m", now, 7) == now - 5'400'000);
  CHECK(support::read_time("1795337685000", now, 7) == 1795337685000);
  CHECK(support::read_time("2026-01-01T00:00:00Z", now, 7) == 7);
  CHECK(support::read_time("", now, 7) == 7);
  CHECK(support::step_for(3'600'000) == 15'000);
  CHECK(support::step_for(3'660'000) == 60'000);
  CHECK(support::step_for(7 * 3'600'000) == 300'000);
}

TEST_CASE("only epoch milliseconds near the recording are shifted") {
  CHECK(
      support::shift_times(R"({"a":1795337685000,"b":"t=1795337685000&x","c":12,"d":17953376850001,"e":1095337685000,)"
                           R"("f":"a1795337685000"})",
                           1795337685000, 60000) ==
      R"({"a":1795337745000,"b":"t=1795337745000&x","c":12,"d":17953376850001,"e":1095337685000,)"
      R"("f":"a1795337685000"})");
}

TEST_CASE("labels are read back out of a legend") {
  const auto labels = support::parse_legend("a|{{x}}|{{y}}", "a|1|{{y}}");
  REQUIRE(labels.has_value());
  CHECK(*labels == support::Labels{{"x", "1"}});
  CHECK(!support::parse_legend("a|{{x}}", "b|1").has_value());
  CHECK(support::series_name("q {{x}} {{y}}", *labels, "q") == "q 1 {{y}}");
  CHECK(support::series_name("", *labels, "q") == "{x=1}");
  CHECK(support::series_name("", {}, "up") == "up");
}

}  // namespace corootctl::tests::fakes_coroot
