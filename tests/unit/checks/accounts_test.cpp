/// The keys of service accounts are judged as those of projects are (links 7).
#include <doctest/doctest.h>

#include "checks/all.hpp"
#include "checks/run.hpp"

namespace corootctl::tests::checks_accounts {

using namespace corootctl::checks;

namespace {

/// What check finds about one service account whose key is in that state.
std::vector<std::string> found(const std::string& state) {
  Facts facts;
  facts.namespace_name = "coroot";
  Cluster cluster;
  cluster.context = "prod-a";
  Installation installation;
  installation.namespace_name = "coroot";
  installation.name = "coroot";
  installation.accounts = {{"ci", {{"Secret coroot/machines, key ci", state, state == "present" ? "0a1b" : ""}}}};
  cluster.installations = {installation};
  facts.clusters = {cluster};
  std::vector<std::string> out;
  for (const auto& result : run_checks(facts, When::check, {}).results)
    for (const auto& finding : result.outcome.findings)
      if (finding.object.find("service account") != std::string::npos)
        out.push_back(std::string(result.check.code) + " " + finding.object + ": " + finding.message);
  return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a service account's key that is missing, or empty, is found; one that is there is not") {
  CHECK(found("missing") ==
        Lines{"CRT301 Coroot coroot/coroot, service account ci: Secret coroot/machines, key ci does "
              "not exist"});
  CHECK(found("empty") ==
        Lines{"CRT302 Coroot coroot/coroot, service account ci: Secret coroot/machines, key ci is empty"});
  CHECK(found("present").empty());
}

}  // namespace corootctl::tests::checks_accounts
