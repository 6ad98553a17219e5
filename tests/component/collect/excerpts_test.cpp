/// Logs and traces of the suspects, over real sockets: what is asked for, what becomes of it, and what is missing.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/files.hpp"
#include "base/gzip.hpp"
#include "ops/rca/live.hpp"
#include "ops/rca/offline.hpp"
#include "rca/verdict/quotes.hpp"
#include "report/forms.hpp"
#include "signals/snapshot_json.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/temporary_directory.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::collect_excerpts {

namespace {

class NoCluster : public fleet::Connector {
 public:
  Result<std::shared_ptr<kube::Session>> open(const fleet::ClusterRef& cluster) const override {
    return fail(ErrorKind::internal, "unscripted connection to {}", cluster.context);
  }
};

struct Shop {
  std::unique_ptr<support::StandInCoroot> coroot;

  /// `more`: a folder of tests/data with more answers, or "".
  explicit Shop(const std::string& more) {
    support::CorootOptions options;
    options.scenario = support::tree_path("tests/data/incident");
    if (!more.empty()) options.more = support::tree_path("tests/data/" + more);
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = *std::move(started);
  }
  ops::RcaRequest request() const {
    ops::RcaRequest request;
    request.access.url = coroot->url();
    request.wanted.project = "prod-global";
    return request;
  }
  static ops::RcaReport run(const ops::RcaRequest& request) {
    const NoCluster none;
    auto report = ops::run_rca(request, fleet::Surroundings{none}, {});
    REQUIRE_MESSAGE(report.has_value(), (report ? "" : describe(report.error())));
    return *std::move(report);
  }
};

/// Requests for logs and traces, without times.
std::vector<std::string> asked_for(const support::StandInCoroot& coroot) {
  std::vector<std::string> out;
  for (const auto& call : coroot.calls()) {
    const auto path = call.substr(0, call.find('?'));
    if (path.ends_with("/logs") || path.ends_with("/tracing")) out.push_back(path);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> quotes_in(const rca::Answer& answer) {
  std::vector<std::string> out;
  for (const auto& candidate : answer.candidates)
    for (const auto& evidence : candidate.evidence)
      if (rca::is_quote(evidence.signal)) out.push_back(candidate.subject + ": " + evidence.text);
  return out;
}

std::vector<std::string> gaps_in(const rca::Answer& answer) {
  std::vector<std::string> out;
  for (const auto& gap : answer.data_gaps) out.push_back(gap.subject + ": " + gap.what);
  return out;
}

const std::string logs_of_cause =
    "prod-c:shop:StatefulSet:ledger-db: error log \"FATAL: remaining connection slots are reserved (dsn "
    "postgres://10.96.7.1:5432/ledger)\"";

}  // namespace

TEST_CASE("excerpts: the cause's log line is quoted, with its count before and after and without its password") {
  const Shop shop("clickhouse");
  const auto report = Shop::run(shop.request());
  const auto quotes = quotes_in(report.answer);
  REQUIRE_FALSE(quotes.empty());
  CHECK(quotes[0] == logs_of_cause);
  const auto& evidence = report.answer.candidates[0].evidence.back();
  CHECK(evidence.before == 0);
  CHECK(*evidence.after >= 100);
  const auto text = signals::write_snapshot(report.snapshot) + report::to_json(report.answer);
  for (const auto* secret : {"hunter2", "s3cr3t-value"}) CHECK(text.find(secret) == std::string::npos);
  CHECK(text.find(R"("kind":"trace_span","severity":"slow","text":"SELECT accounts, )") != std::string::npos);
  CHECK(text.find("checkpoint") == std::string::npos);
}

TEST_CASE("excerpts: at most two requests for each of three suspects and the target, to their own projects") {
  const Shop shop("");
  const auto report = Shop::run(shop.request());
  const auto asked = asked_for(*shop.coroot);
  std::vector<std::string> expected;
  for (const auto& app : rca::apps_to_quote(report.answer, report.snapshot)) {
    const std::map<std::string, std::string> ids = {
        {"prod-a", "u2k8v4ya"}, {"prod-b", "j5p0s7eb"}, {"prod-c", "c9f3n6rd"}};
    const auto id = ids.at(app.substr(0, app.find(':')));
    auto name = id + app.substr(app.find(':'));
    for (auto at = name.find(':'); at != std::string::npos; at = name.find(':')) name.replace(at, 1, "%3A");
    for (const auto* view : {"logs", "tracing"})
      expected.push_back("GET /api/project/" + id + "/app/" + name + "/" + view);
  }
  std::sort(expected.begin(), expected.end());
  CHECK(asked == expected);
  CHECK(asked.size() >= 2);
  CHECK(asked.size() <= 8);
}

TEST_CASE("excerpts: without ClickHouse or these views there is a gap, and nothing else changes (coroot-api 43)") {
  const Shop with("clickhouse");
  const Shop without("");
  const auto plain = Shop::run(without.request());
  CHECK(quotes_in(plain.answer).empty());
  CHECK(plain.snapshot.excerpts.empty());
  CHECK(plain.warnings.empty());
  const auto gaps = gaps_in(plain.answer);
  CHECK(std::count(gaps.begin(), gaps.end(), "logs and traces of prod-c: Clickhouse integration is not configured") ==
        1);
  const auto quoted = Shop::run(with.request());
  REQUIRE(quoted.answer.candidates.size() == plain.answer.candidates.size());
  for (std::size_t i = 0; i < plain.answer.candidates.size(); ++i) {
    CHECK(quoted.answer.candidates[i].subject == plain.answer.candidates[i].subject);
    CHECK(quoted.answer.candidates[i].signal == plain.answer.candidates[i].signal);
    CHECK(quoted.answer.candidates[i].confidence == plain.answer.candidates[i].confidence);
  }
  without.coroot->set_fault("prod-global", support::MemberFault::old);
  const auto old = gaps_in(Shop::run(without.request()).answer);
  CHECK(std::any_of(old.begin(), old.end(), [](const std::string& gap) {
    return gap.starts_with("logs and traces of ") && gap.ends_with(": this Coroot has no such view");
  }));
}

TEST_CASE("excerpts: a snapshot and a recording quote them again, byte for byte, and hold no secret") {
  const Shop shop("clickhouse");
  auto made = TemporaryDirectory::create();
  REQUIRE(made.has_value());
  auto request = shop.request();
  request.record_dir = made->path() + "/r";
  const auto live = Shop::run(request);
  const auto answer = report::to_json(live.answer, report::Detail::explained);
  const auto file = made->path() + "/snapshot.json";
  REQUIRE(write_file_atomically(file, signals::write_snapshot(live.snapshot), 0600).has_value());
  const auto offline = ops::diagnose_file(file, "", nullptr);
  REQUIRE(offline.has_value());
  CHECK(report::to_json(offline->answer, report::Detail::explained) == answer);
  ops::RcaRequest again;
  again.replay_dir = request.record_dir;
  const auto replayed = Shop::run(again);
  CHECK(report::to_json(replayed.answer, report::Detail::explained) == answer);
  CHECK(signals::write_snapshot(replayed.snapshot) == signals::write_snapshot(live.snapshot));
  for (const auto& entry : std::filesystem::directory_iterator(request.record_dir + "/answers")) {
    const auto body = gunzip(read_file(entry.path().string()).value_or(""));
    REQUIRE(body.has_value());
    for (const auto* secret : {"hunter2", "s3cr3t-value"}) CHECK(body->find(secret) == std::string::npos);
  }
}

}  // namespace corootctl::tests::collect_excerpts
