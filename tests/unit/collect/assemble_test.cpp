#include <doctest/doctest.h>

#include "collect/assemble.hpp"
#include "unit/collect/collected.hpp"

namespace corootctl::tests::collect_assemble {

namespace {

using collect::Fetched;

constexpr std::int64_t begin = 1'795'337'685'000;
const collect::Period ten_points{begin, begin + 9 * 15'000, 15'000, {}};
const hub::Project project{"prod-global", "g6w1l3mz", true, {"prod-a", "prod-b"}};

coroot::Panel panel(const std::vector<std::string>& names, std::int64_t step_ms = 15'000) {
  coroot::Panel out;
  out.first_ms = begin;
  out.step_ms = step_ms;
  for (const auto& name : names) out.series.push_back({name, std::vector<float>(10, 1)});
  return out;
}

Fetched answer(const std::string& member, const std::vector<std::string>& names) {
  Fetched out;
  out.member = member;
  out.panels = {panel(names)};
  return out;
}

const std::string pod = "pods|shop|web-0|StatefulSet|web|node-1|10.0.0.1|uid-1";
const std::string cpu = "cpu_usage|/k8s/shop/web-0/main";

}  // namespace

TEST_CASE("data: labels are read by name, and a series with another number of labels is left out") {
  const auto data = collect::lay_out("prod-a", {panel({pod, "pods|shop|too|few"})}, {begin, 15'000, 10});
  std::vector<std::string> uids;
  for (const auto row : collect::rows_of<collect::columns::pods>(data)) {
    uids.push_back(row["namespace"] + " " + row["created_by_name"] + " " + row["uid"]);
    CHECK(row.values() == std::vector<float>(10, 1));
  }
  CHECK(uids == std::vector<std::string>{"shop web uid-1"});
}

TEST_CASE("queries: the legend names the labels by which the rows are read") {
  for (const auto& query : collect::all_queries()) {
    if (!query.has(collect::columns::pods)) continue;
    CHECK(collect::entry_of(query, "prod-a").legend ==
          "pods|{{namespace}}|{{pod}}|{{created_by_kind}}|{{created_by_name}}|{{node}}|{{pod_ip}}|{{uid}}");
  }
}

TEST_CASE("fetch: each stretch of the period is asked for in two requests of each member") {
  const collect::Period period{0, 40, 15'000, {{0, 20}, {20, 40}}};
  std::vector<std::string> asked;
  for (const auto& task : collect::plan_tasks({{"prod-a", {"p"}}, {"prod-b", {"p"}}}, period))
    asked.push_back(fmt::format("{} {} {}", task.route.member, task.chunk.from_ms, task.share));
  CHECK(asked == std::vector<std::string>{"prod-a 0 0", "prod-a 0 1", "prod-a 20 0", "prod-a 20 1", "prod-b 0 0",
                                          "prod-b 0 1", "prod-b 20 0", "prod-b 20 1"});
}

TEST_CASE("assemble: the coarsest answer sets the grid of all") {
  auto slow = answer("prod-b", {});
  slow.panels = {panel({cpu}, 60'000)};
  const auto out = collect::lay_out_members({answer("prod-a", {pod, cpu}), slow}, ten_points);
  CHECK(out.snapshot.grid.step_ms == 60'000);
  CHECK(out.members.size() == 2);
}

TEST_CASE("assemble: a gap that several requests report is told once, and each member's failure is kept") {
  auto first = answer("prod-a", {pod, cpu}), second = answer("prod-a", {}), third = answer("prod-b", {});
  first.gaps = second.gaps = {{"prod-a", "dns_errors: refused"}};
  second.ended_by = Error{ErrorKind::timeout, "no answer", {}, ""};
  third.ended_by = Error{ErrorKind::unreachable, "refused", {}, ""};
  const auto out = collect::lay_out_members({first, second, third}, ten_points);
  CHECK(gaps_of(out.snapshot.gaps) == std::vector<std::string>{"prod-a: dns_errors: refused"});
  REQUIRE(out.stopped.size() == 2);
  CHECK(out.stopped.at("prod-a").kind == ErrorKind::timeout);
  CHECK(out.stopped.at("prod-b").kind == ErrorKind::unreachable);
}

TEST_CASE("assemble: without kube-state-metrics apps are guessed from pods, and that is a gap") {
  const auto out = collect::lay_out_members({answer("prod-a", {cpu})}, ten_points);
  CHECK(ids_of(out.snapshot.apps) == std::vector<std::string>{"prod-a:shop:StatefulSet:web"});
  CHECK(gaps_of(out.snapshot.gaps) ==
        std::vector<std::string>{
            "prod-a: no kube-state-metrics: apps are guessed from the names of pods, services are unknown"});
}

TEST_CASE("assemble: members of which no container was read are dark, and known from the hub's map") {
  auto out = collect::lay_out_members({answer("prod-a", {pod, cpu})}, ten_points);
  CHECK(collect::dark_members(out.snapshot, project) == std::set<std::string>{"prod-b"});
  collect::HubView view;
  view.projects = {{"u2k8v4ya", "prod-a"}, {"j5p0s7eb", "prod-b"}};
  coroot::MapApp caller, lost;
  caller.id = "u2k8v4ya:shop:StatefulSet:web";
  lost.id = "j5p0s7eb:shop:Deployment:orders";
  caller.upstreams.emplace_back().id = lost.id;
  view.map = std::vector<coroot::MapApp>{caller, lost};
  collect::connect_members(out, view, project);
  CHECK(ids_of(out.snapshot.clusters) == std::vector<std::string>{"prod-a", "prod-b"});
  CHECK(calls_of(out.snapshot) ==
        std::vector<std::string>{"prod-a:shop:StatefulSet:web -> prod-b:shop:Deployment:orders"});
  CHECK_FALSE(app(out.snapshot, "prod-b:shop:Deployment:orders").observed);
}

}  // namespace corootctl::tests::collect_assemble
