#include <doctest/doctest.h>

#include "rca/diagnose.hpp"
#include "report/words.hpp"
#include "scenarios/plans.hpp"
#include "unit/rca/fixture.hpp"

namespace corootctl::rca::report_words {
namespace {

constexpr std::int64_t onset = 1'795'335'780'000;  // 2026-11-22 08:23:00 UTC
const std::string web = "prod-a:shop:Deployment:web";
const std::string orders = "prod-b:shop:Deployment:orders";
const std::string call = web + " -> " + orders;

Answer answer_with(CauseKind kind, const std::string& subject, Confidence confidence, std::vector<Evidence> evidence,
                   const std::string& signal) {
  Answer answer;
  answer.status = Status::root_cause;
  answer.target = web;
  answer.alarmed = {web};
  answer.onset_ms = onset;
  Candidate cause;
  cause.kind = kind;
  cause.subject = subject;
  cause.signal = signal;
  cause.blame = 0.91;
  cause.confidence = confidence;
  cause.evidence = std::move(evidence);
  answer.candidates = {cause};
  return answer;
}

Evidence level(const std::string& signal, const std::string& subject, double before, double after,
               const std::string& unit) {
  return {signal, subject, before, after, unit, 40.0, onset + 30'000, ""};
}

}  // namespace

TEST_CASE("the first sentence begins with the cause, whatever kind it is") {
  CHECK(report::verdict_sentence(answer_with(CauseKind::app, orders, Confidence::high,
                                             {level("latency_avg", orders, 0.00305, 0.172, "s")}, "latency_avg")) ==
        "orders in cluster prod-b is the root cause: its latency rose from 3.05 ms to 172 ms at 08:23:30 UTC, which "
        "accounts for 91 % of the problem at web (prod-a).");
  CHECK(report::verdict_sentence(answer_with(CauseKind::link, "prod-a -> prod-b", Confidence::medium,
                                             {level("rtt", call, 0.011, 0.191, "s")}, "rtt")) ==
        "The network from prod-a to prod-b is probably the root cause: the round-trip time of web (prod-a) -> orders "
        "(prod-b) rose from 11.0 ms to 191 ms at 08:23:30 UTC, which accounts for 91 % of the problem "
        "at web (prod-a).");
  CHECK(report::verdict_sentence(
            answer_with(CauseKind::node, "prod-b:b-2", Confidence::low, {level("up", "prod-b:b-2", 1, 0, "")}, "up")) ==
        "Node b-2 in cluster prod-b may be the root cause: it went down at 08:23:30 UTC, which accounts for 91 % of "
        "the problem "
        "at web (prod-a).");
  CHECK(report::verdict_sentence(answer_with(CauseKind::cluster, "prod-b", Confidence::high,
                                             {level("dns_latency", orders, 0.001, 1.2, "s")}, "dns_latency")) ==
        "Cluster prod-b is the root cause: the name resolution time of orders (prod-b) rose from 1 ms to 1.2 s at "
        "08:23:30 UTC, which accounts for 91 % of the problem at web (prod-a).");
  const std::string payments = "external:external:ExternalService:pay.example:443";
  CHECK(report::verdict_sentence(answer_with(CauseKind::external, payments, Confidence::high,
                                             {level("error_ratio", payments, 0, 0.5, "")}, "error_ratio")) ==
        "The external service pay.example:443 is the root cause: its error rate rose from 0 % to 50 % at 08:23:30 UTC, "
        "which accounts for 91 % of the problem at web (prod-a).");
  CHECK(report::verdict_sentence(answer_with(CauseKind::load, web, Confidence::high,
                                             {level("requests", web, 800, 2600, "1/s")}, "requests")) ==
        "More load at web in cluster prod-a is the root cause: its requests rose from 800/s to 2600/s at 08:23:30 UTC, "
        "which accounts for 91 % of the problem there.");
  CHECK(report::verdict_sentence(answer_with(CauseKind::instance, "orders-7d9-x2", Confidence::high,
                                             {level("oom_kills", "orders-7d9-x2", 0, 3, "kills")}, "oom_kills")) ==
        "orders-7d9-x2 is the root cause: its kills for lack of memory rose from 0 kills to 3 kills at 08:23:30 UTC, "
        "which accounts for 91 % of the problem at web (prod-a).");
}

TEST_CASE("the first sentence names a deploy before the cause's symptom, and does without one") {
  const Evidence deploy{"deploy", orders, {}, {}, "", {}, onset, "orders:1 -> orders:2"};
  CHECK(report::verdict_sentence(answer_with(CauseKind::app, orders, Confidence::high,
                                             {level("error_ratio", orders, 0.008, 0.432, ""), deploy}, "deploy")) ==
        "orders in cluster prod-b is the root cause: after its deploy at 08:23:00 UTC (orders:1 -> orders:2) its error "
        "rate rose from 0.8 % to 43.2 % at 08:23:30 UTC, which accounts for 91 % of the problem "
        "at web (prod-a).");
  CHECK(report::verdict_sentence(answer_with(CauseKind::app, orders, Confidence::high, {deploy}, "deploy")) ==
        "orders in cluster prod-b is the root cause: the problem began after its deploy at 08:23:00 UTC (orders:1 -> "
        "orders:2), which accounts for 91 % of the problem at web (prod-a).");
}

TEST_CASE("who does not know says so first, and names what is nearest") {
  Answer answer = answer_with(CauseKind::app, orders, Confidence::low,
                              {level("memory_rss", orders, 1.0e9, 2.0e9, "bytes")}, "memory_rss");
  answer.status = Status::unknown;
  CHECK(report::verdict_sentence(answer) ==
        "The root cause is unknown: the data do not decide. The nearest suspect is orders in cluster prod-b: its "
        "memory rose from 954 MiB to 1.86 GiB at 08:23:30 UTC, which accounts for 91 % of the problem at "
        "web (prod-a).");
  Answer silent = answer_with(CauseKind::cluster, "prod-c", Confidence::low, {}, "");
  silent.status = Status::unknown;
  silent.candidates[0].against = {"its telemetry ended; whether it works was not measured"};
  CHECK(report::verdict_sentence(silent) ==
        "The root cause is unknown: of cluster prod-c it is known that its telemetry ended; whether it works was not "
        "measured.");
  answer.candidates.clear();
  CHECK(report::verdict_sentence(answer) ==
        "The root cause is unknown: an alarm was raised, but nothing changed in these data; the problem may be older.");
}

TEST_CASE("a doubtful verdict says why it is not surer") {
  Answer answer = answer_with(CauseKind::app, orders, Confidence::medium,
                              {level("latency_avg", orders, 0.003, 0.172, "s")}, "latency_avg");
  Candidate second;
  second.kind = CauseKind::node;
  second.subject = "prod-b:b-2";
  answer.candidates.push_back(second);
  answer.candidates[0].terms = ScoreTerms{};
  answer.candidates[0].terms->confidence.open = {Open::lead, Open::proof};
  const std::vector<report::Fact> facts = report::headline_facts(answer);
  REQUIRE(facts.size() == 3);
  CHECK(facts[1].text ==
        "medium, because node b-2 (prod-b) fits nearly as well and little at the suspect itself shows a reason");
}

TEST_CASE("next steps are commands that can be pasted, and never what a name smuggles in") {
  const std::string ledger = "prod-c:shop:StatefulSet:ledger-db";
  Answer answer = answer_with(CauseKind::app, ledger, Confidence::high,
                              {level("latency_avg", ledger, 0.003, 0.172, "s")}, "latency_avg");
  CHECK(report::next_steps(answer) ==
        std::vector<std::string>{
            "kubectl --context prod-c -n shop describe statefulset/ledger-db",
            "kubectl --context prod-c -n shop logs statefulset/ledger-db --since=1h --tail=200",
            "prod-c is the cluster's name in Coroot; where kubectl calls its context otherwise, use that."});
  answer.candidates[0].subject = "prod-c:shop;reboot:StatefulSet:ledger-db";
  CHECK(report::next_steps(answer) ==
        std::vector<std::string>{"Look at ledger-db (prod-c): its events, logs and pods."});
  answer.candidates[0].subject = "prod-c:shop:DatabaseCluster:ledger";
  CHECK(report::next_steps(answer).front() == "kubectl --context prod-c -n shop get pods -o wide");
  answer.candidates[0] = answer_with(CauseKind::node, "prod-b:b-2", Confidence::high, {}, "").candidates[0];
  CHECK(report::next_steps(answer)[1] ==
        "kubectl --context prod-b get pods -A -o wide --field-selector spec.nodeName=b-2");
  answer.candidates[0].subject = "prod-b:$(reboot)";
  CHECK(report::next_steps(answer) ==
        std::vector<std::string>{"Look at the node: its conditions and its busiest pods."});
}

TEST_CASE("nothing is both a suspect and ruled out") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Answer answer = diagnose(scenarios::make_incident(scenarios::plan_of(seed)).snapshot);
    for (const Excluded& excluded : answer.excluded)
      for (std::size_t rank = 0; rank < report::suspects_shown(answer, answer.suspects); ++rank)
        CHECK_MESSAGE(excluded.subject != answer.candidates[rank].subject, "seed " << seed);
  }
}

}  // namespace corootctl::rca::report_words
