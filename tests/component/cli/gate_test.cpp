/// The gate command against the stand-in Coroot, whose incident began 33 minutes ago.
#include <doctest/doctest.h>

#include "document/json.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_gate {

namespace {

struct Told {
  int exit = 0;
  std::string out{}, err{};
};

struct Desk {
  std::unique_ptr<support::StandInCoroot> coroot;

  Desk() {
    support::CorootOptions options;
    options.scenario = support::tree_path("tests/data/incident");
    auto started = support::StandInCoroot::start(std::move(options));
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : describe(started.error())));
    coroot = *std::move(started);
  }
  Told gate(std::vector<std::string> more) const {
    std::vector<std::string> args = {"gate",      "--coroot-url", coroot->url(),      "--project", "prod-global",
                                     "--timeout", "200s",         "--member-timeout", "60s"};
    args.insert(args.end(), more.begin(), more.end());
    cli::test::Stage stage;
    cli::Surface surface{.out = stage.out, .err = stage.err};
    const int exit = cli::run(args, surface);
    return {exit, stage.out.text, stage.err.text};
  }
};

}  // namespace

TEST_CASE("gate command: an app that got slower at that time is harm, exit 10") {
  const auto told = Desk().gate({"--app", "ledger-db", "--since", "33m ago", "-o", "json"});
  CHECK(told.exit == 10);
  const auto answer = document::parse_json(told.out, "answer");
  REQUIRE_MESSAGE(answer.has_value(), told.out << told.err);
  CHECK((*answer)["verdict"].as_string() == "harm");
  CHECK((*answer)["app"].as_string() == "prod-c:shop:StatefulSet:ledger-db");
  CHECK((*answer)["reasons"].as_list().front().as_string() == "latency of ledger-db (prod-c) got worse");
}

TEST_CASE("gate command: a harmless release before an outage elsewhere is let through, exit 0") {
  const auto told = Desk().gate({"--app", "prod-a:shop:Deployment:web", "--since", "40m ago", "--for", "5m"});
  CHECK_MESSAGE(told.exit == 0, told.err);
  CHECK(told.out.starts_with("no_harm: web (prod-a), release of "));
}

TEST_CASE("gate command: without a recent deploy there is not enough data, exit 8") {
  const auto told = Desk().gate({"--app", "ledger-db", "--wait=false"});
  CHECK(told.exit == 8);
  CHECK(told.out == "not_enough_data: ledger-db (prod-c)\n  no release of it is in the data\n");
}

TEST_CASE("gate command: a member that does not answer takes the all-clear away, exit 3") {
  const Desk desk;
  desk.coroot->set_fault("prod-b", support::MemberFault::down);
  const auto told = desk.gate({"--app", "prod-a:shop:Deployment:web", "--since", "40m ago", "--for", "5m"});
  CHECK(told.exit != 0);
  CHECK(told.err.find("member prod-b: down") != std::string::npos);
}

}  // namespace corootctl::tests::cli_gate
