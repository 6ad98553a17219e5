#include "report/answer_findings.hpp"

#include <doctest/doctest.h>

#include "document/json.hpp"
#include "report/forms.hpp"

namespace corootctl::tests::report_answer_findings {

namespace {

const std::string orders = "prod-b:shop:Deployment:orders", web = "prod-a:shop:Deployment:web",
                  db = "prod-c:shop:StatefulSet:db";

rca::Answer answer_blaming(const std::vector<std::string>& suspects) {
  rca::Answer out{.status = rca::Status::root_cause, .target = web, .suspects = suspects.size()};
  for (const auto& each : suspects)
    out.candidates.push_back({.subject = each, .signal = "error_ratio", .confidence = rca::Confidence::high});
  return out;
}

rca::Answer quiet_answer() { return {.status = rca::Status::no_incident, .target = web}; }
rca::Answer open_answer() { return {.status = rca::Status::unknown, .target = web}; }

report::AnswerPlaces places_of_coroot() {
  return {"", [](const std::string& app) { return "https://c/" + app; }};
}

/// "error fails new prod-b/shop:Deployment:orders https://...": a line a finding, without its words.
std::vector<std::string> outline(const pipeline::Report& report) {
  std::vector<std::string> out;
  const char* levels[] = {"note", "warning", "error"};
  const char* states[] = {"", " new", " unchanged", " absent"};
  for (const auto& each : report.cases.at(0).findings)
    out.push_back(std::string(levels[static_cast<int>(each.level)]) + (each.fails ? " fails" : "") +
                  states[static_cast<int>(each.baseline)] + " " + each.cluster + "/" + each.object + " " + each.url);
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("rca for pipelines: without an incident the one case passes, also where data are missing") {
  auto answer = quiet_answer();
  answer.data_gaps = {{"prod-b", "no logs"}};
  const auto report = report::findings_of(answer, places_of_coroot(), nullptr);
  REQUIRE(report.cases.size() == 1);
  CHECK(report.cases[0].name == web);
  CHECK_FALSE(report.cases[0].is_skipped);
  CHECK(report.cases[0].unjudged.size() == 1);
  CHECK(outline(report).empty());
  CHECK(report::findings_of({.status = rca::Status::no_incident}, {}, nullptr).cases[0].name == "no alarm");
}

TEST_CASE(
    "rca for pipelines: a root cause is an error at the suspect's place, with the verdict, its text and its page") {
  const auto answer = answer_blaming({orders});
  const auto report = report::findings_of(answer, places_of_coroot(), nullptr);
  CHECK(report.cases[0].rule == "rca.root_cause");
  CHECK(outline(report) == Lines{"error fails prod-b/shop:Deployment:orders https://c/" + orders});
  CHECK(report.cases[0].findings[0].message.starts_with("orders in cluster prod-b"));
  CHECK(report.cases[0].text == report::to_text(answer, {}));
}

TEST_CASE("rca for pipelines: the page of the incident that was asked for comes first; a call has its caller's") {
  auto places = places_of_coroot();
  const auto call = answer_blaming({web + " -> " + orders});
  CHECK(report::findings_of(call, places, nullptr).cases[0].findings[0].url == "https://c/" + web);
  places.incident = "https://c/incident";
  CHECK(report::findings_of(call, places, nullptr).cases[0].findings[0].url == "https://c/incident");
}

TEST_CASE("rca for pipelines: an incident without a known cause is a warning at the suffering app") {
  const auto report = report::findings_of(open_answer(), {}, nullptr);
  CHECK(report.cases[0].rule == "rca.unknown");
  CHECK(outline(report) == Lines{"warning fails prod-a/shop:Deployment:web "});
}

TEST_CASE("rca for pipelines: beside an earlier answer only what is new fails") {
  const auto told = [](const rca::Answer& before, const rca::Answer& now) {
    const auto change = report::compare(report::blamed_in(before), now);
    return outline(report::findings_of(now, {}, &change));
  };
  CHECK(told(quiet_answer(), answer_blaming({orders})) == Lines{"error fails new prod-b/shop:Deployment:orders "});
  CHECK(told(answer_blaming({orders}), answer_blaming({orders})) ==
        Lines{"error unchanged prod-b/shop:Deployment:orders "});
  CHECK(told(answer_blaming({orders, db}), answer_blaming({orders, web})) ==
        Lines{"error unchanged prod-b/shop:Deployment:orders ", "warning fails new prod-a/shop:Deployment:web ",
              "note absent prod-c/shop:StatefulSet:db "});
  CHECK(told(answer_blaming({orders}), quiet_answer()) == Lines{"note absent prod-b/shop:Deployment:orders "});
}

TEST_CASE("baseline: what is new, what is gone and what stays, by suspect; an open incident stands for itself") {
  const auto change = report::compare(report::blamed_in(answer_blaming({orders, db})), answer_blaming({db, web}));
  CHECK(document::to_json(report::to_value(change)) ==
        R"({"status":"root_cause","target":"prod-a:shop:Deployment:web","new":["prod-a:shop:Deployment:web"],)"
        R"("gone":["prod-b:shop:Deployment:orders"],"stays":["prod-c:shop:StatefulSet:db"]})");
  CHECK(report::to_text(change) ==
        "Since the baseline\n"
        "  new    web (prod-a)\n"
        "  stays  db (prod-c)\n"
        "  gone   orders (prod-b)\n");
  CHECK(report::compare(report::blamed_in(quiet_answer()), open_answer()).is_new == Lines{web});
  CHECK(report::compare(report::blamed_in(open_answer()), open_answer()).stays == Lines{web});
}

TEST_CASE("baseline: it says so when nothing is new") {
  const auto change = report::compare(report::blamed_in(answer_blaming({orders})), quiet_answer());
  CHECK(report::to_text(change) == "Since the baseline\n  gone   orders (prod-b)\n  nothing is new\n");
  CHECK(report::to_markdown(change) == "\n### Since the baseline\n\n- gone: orders (prod-b)\n- nothing is new\n");
}

TEST_CASE("baseline: an answer's JSON is read as the answer itself; other JSON is refused") {
  const auto same = [](const rca::Answer& answer) {
    const auto read = report::read_blamed(*document::parse_json(report::to_json(answer), "answer"));
    const auto own = report::blamed_in(answer);
    return read && read->status == own.status && read->target == own.target && read->suspects == own.suspects;
  };
  CHECK(same(answer_blaming({orders, db})));
  CHECK(same(quiet_answer()));
  CHECK(same(open_answer()));
  auto bystander = answer_blaming({orders, db});
  bystander.suspects = 1;
  CHECK(same(bystander));
  const auto refused = report::read_blamed(document::Object{{"schema", "corootctl.gate/v1"}});
  REQUIRE_FALSE(refused);
  CHECK(describe(refused.error()) == "it is neither an answer of rca nor a snapshot");
}

}  // namespace corootctl::tests::report_answer_findings
