/// inventory as a user types it, against a stand-in Coroot that serves a recorded incident as if it happened now.
#include <doctest/doctest.h>

#include "document/json.hpp"
#include "support/coroot/recording.hpp"
#include "support/coroot/stand_in_coroot.hpp"
#include "support/tree_path.hpp"
#include "unit/cli/stage.hpp"

namespace corootctl::tests::cli_inventory {

using namespace corootctl::cli::test;
using support::MemberFault;

namespace {

const std::string incident = support::tree_path("tests/data/incident");

struct Inventory {
  std::unique_ptr<support::StandInCoroot> coroot;
  TextOutput out{}, err{};
  HandClock clock{};

  Inventory() {
    support::CorootOptions options;
    options.scenario = incident;
    coroot = std::move(*support::StandInCoroot::start(std::move(options)));
  }
  /// Now is the recording's end; an answer decides by how much it is shifted.
  int run(const std::vector<std::string>& words) {
    clock.at = std::chrono::system_clock::now();
    run_once({"incidents", "-o", "name"});
    const auto end = support::shared_recording(incident).value()->recorded_at_ms + coroot->shift_ms();
    clock.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(end));
    return run_once(words);
  }
  int run_once(std::vector<std::string> words) {
    out.text.clear();
    err.text.clear();
    cli::Surface surface{.out = out, .err = err, .clock = clock};
    surface.make_connector = [](kube::SessionOptions) { return std::make_unique<NoConnector>(); };
    words.insert(words.end(), {"--coroot-url", coroot->url(), "--project", "prod-global"});
    return cli::run(words, surface);
  }
  document::Value json() const { return *document::parse_json(out.text, "inventory"); }
};

}  // namespace

TEST_CASE("inventory: a namespace beside a URL is refused, with the flag that was meant") {
  Inventory hub;
  CHECK(hub.run({"inventory", "-n", "shop"}) == 2);
  CHECK(hub.err.text ==
        "corootctl: error: --namespace is where Coroot runs, which --coroot-url says already\n"
        "  hint: To see one namespace's apps: --in-namespace.\n");
}

TEST_CASE("inventory: members and apps with the age of their data, calls across clusters, and what is missing") {
  Inventory hub;
  REQUIRE(hub.run({"inventory", "-o", "json", "-q"}) == 0);
  CHECK(hub.err.text == "");
  const auto stock = hub.json();
  CHECK(stock["schema"].as_string() == "corootctl.inventory/v1");
  REQUIRE(stock["members"].as_list().size() == 3);
  for (const auto& member : stock["members"].as_list()) {
    CHECK(member["state"].as_string() == "ok");
    CHECK(member["agents"].as_integer() >= 2);
    CHECK(member["nodes"].is_null());  // no kube_node_info was recorded
    CHECK(member.at({"calls", "has"}).as_string() == "yes");
    CHECK(member["nodes_without_agent"].as_list().empty());
  }
  for (const auto& app : stock["apps"].as_list()) {
    if (app["id"].as_string() != "prod-b:shop:Deployment:orders") continue;
    CHECK(app.at({"metrics", "has"}).as_string() == "yes");
    CHECK(app.at({"requests", "has"}).as_string() == "yes");
    CHECK(app["calls_with_both_ends"] == app["calls_out"]);
    CHECK(app["calls_in"].as_integer() == 2);
    CHECK(app.at({"traces", "cause"}).as_string() == "no service of its cluster sends traces");
  }
}

TEST_CASE("inventory: a member that is down is named with its apps, and the exit code says so") {
  Inventory hub;
  hub.coroot->set_fault("prod-b", MemberFault::down);
  CHECK(hub.run({"inventory", "--in-cluster", "prod-b", "--in-namespace", "shop", "--missing"}) == 3);
  CHECK(hub.out.text.find("metrics: prod-b gives no data (down)") != std::string::npos);
  CHECK(hub.err.text.find("corootctl: error: member prod-b: down: ") != std::string::npos);
  hub.coroot->set_fault("prod-b", MemberFault::tunnel);
  CHECK(hub.run({"inventory", "--in-cluster", "prod-b", "-o", "json"}) == 0);
  CHECK(hub.json()["members"][std::size_t{1}].at({"traces", "cause"}).as_string() ==
        "Clickhouse error: unexpected status from the proxy: 405 Method Not Allowed");
  CHECK(hub.run({"inventory", "--in-cluster", "prod-x"}) == 1);
}

}  // namespace corootctl::tests::cli_inventory
