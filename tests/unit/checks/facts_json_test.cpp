#include "checks/facts_json.hpp"

#include <doctest/doctest.h>

#include "document/json.hpp"

namespace corootctl::tests::checks_facts_json {

using namespace corootctl::checks;

namespace {

Installation an_installation() {
  Installation installation;
  installation.namespace_name = "coroot";
  installation.name = "coroot";
  installation.errors = {"Failed"};
  installation.error_fields = {"spec.tls"};
  installation.projects = {{"prod-b",
                            "remote",
                            "spec.projects[0]",
                            {{"Secret coroot/x, key prod-b", "present", "0a1b2c3d"}},
                            "https://b.example.com",
                            "15s",
                            true,
                            {},
                            false}};
  installation.accounts = {{"ci", {{"Secret coroot/machines, key ci", "missing", ""}}}};
  installation.agents_key = Key{"spec.apiKey", "empty", ""};
  installation.components = {{"coroot", "StatefulSet coroot/coroot-coroot", "coroot:1.24.5", "Pending", "", true, false,
                              false, false, false, 0, 1}};
  installation.misread = {{"prod-b", "is there twice", ""}};
  return installation;
}

Hub a_hub() {
  Hub hub;
  hub.context = "prod-c";
  hub.members = {{"prod-b", "https://b.example.com", "prod-b", "ok", "", "", true, 1'763'999'999'000, 3, "ok", "", 12}};
  hub.aggregates = {{"prod-global", {"prod-a", "prod-b"}, "ok", "", ""}};
  hub.projects = {"prod-b"};
  hub.open_by_id = {"prod-b"};
  return hub;
}

Facts all_kinds_of_facts() {
  Facts out;
  out.taken_at_ms = 1'764'000'000'000;
  out.namespace_name = "coroot";
  Cluster cluster;
  cluster.context = "prod-a";
  cluster.failure = Failure{"timeout", "no answer", "Try again."};
  cluster.uid = "u-1";
  cluster.version = "v1.34.4";
  cluster.clock = ClockReading{1200, 510};
  cluster.nodes = {{"a-1", "v1.34.4", "6.1.0", "linux", true, {"10.0.1.11", "fd00::1"}}};
  cluster.storage_classes = {"standard"};
  cluster.quotas = {{"small", "pods", "10", "3"}};
  cluster.rights = {{"install", "patch", "deployments", "apps", "coroot", false, "coroot-operator", "it is late"}};
  cluster.space = {"coroot", true, "baseline", "it refuses", "open it"};
  cluster.definition = {true, true, true, false};
  cluster.operators = {
      {"coroot", "Deployment coroot/coroot-operator", "flux", "operator:1.9.3", "0.9.4", "scaled to 0", ""}};
  cluster.installations = {an_installation()};
  cluster.being_deleted = {"Namespace coroot is being deleted"};
  cluster.service_ranges = {"10.96.0.0/12"};
  cluster.runs_flux = true;
  cluster.gaps = {{"nodes", "may not"}};
  out.clusters = {cluster};
  out.hub = a_hub();
  out.addresses = {{"prod-b", "https://b.example.com", "this machine", "tls", "not trusted", 1'765'000'000'000, true}};
  out.helm = Helm{"helm", "v3.18.4", ""};
  return out;
}

}  // namespace

TEST_CASE("facts come back from their JSON as they were") {
  const auto text = document::to_json(to_value(all_kinds_of_facts()), 2);
  const auto read = read_facts(*document::parse_json(text, "facts"));
  REQUIRE(read.has_value());
  CHECK(document::to_json(to_value(*read), 2) == text);
  CHECK(read->clusters[0].clock->uncertain_ms == 510);
  CHECK(read->clusters[0].nodes[0].addresses == std::vector<std::string>{"10.0.1.11", "fd00::1"});
  CHECK(read->clusters[0].installations[0].agents_key->state == "empty");
  CHECK(read->hub->members[0].last_data_ms == 1'763'999'999'000);
  CHECK_FALSE(read->hub->failure.has_value());
}

TEST_CASE("facts: another document is refused, an older one with fewer members is read") {
  const auto wrong = read_facts(*document::parse_json(R"({"schema":"corootctl.snapshot/v1"})", "facts"));
  REQUIRE_FALSE(wrong.has_value());
  CHECK(wrong.error().what == "not facts of checks: schema is \"corootctl.snapshot/v1\", not corootctl.facts/v1");
  const auto small = read_facts(
      *document::parse_json(R"({"schema":"corootctl.facts/v1","clusters":[{"context":"a","later":1}]})", "f"));
  REQUIRE(small.has_value());
  CHECK(small->clusters[0].context == "a");
  CHECK_FALSE(small->hub.has_value());
}

}  // namespace corootctl::tests::checks_facts_json
