/// One cluster under two contexts is one mistake, not one for each thing that is in it twice.
#include <doctest/doctest.h>

#include "checks/all.hpp"
#include "checks/run.hpp"

namespace corootctl::tests::checks_same_cluster {

using namespace corootctl::checks;

namespace {

using Codes = std::vector<std::string>;

Cluster with_a_key(const std::string& context, const std::string& uid) {
  Cluster out;
  out.context = context;
  out.version = "v1.34.4";
  out.uid = uid;
  Project project;
  project.name = "prod-a";
  project.kind = "agents";
  project.keys = {{"Secret coroot/coroot, key agent-api-key", "present", "0a1b"}};
  Installation installation;
  installation.namespace_name = "coroot";
  installation.name = "coroot";
  installation.projects = {project};
  out.installations = {installation};
  return out;
}

/// Those of keys and clusters; the facts have nothing else to judge.
Codes codes_of(const std::string& first_uid, const std::string& second_uid) {
  Facts facts;
  facts.clusters = {with_a_key("cluster-a", first_uid), with_a_key("also-cluster-a", second_uid)};
  Codes out;
  for (const auto& result : run_checks(facts, When::check, {}).results)
    for (const std::string code : {"CRT108", "CRT303"})
      if (result.check.code == code && !result.outcome.findings.empty()) out.push_back(code);
  return out;
}

}  // namespace

TEST_CASE("keys that two contexts share are one cluster's own keys where both are one cluster") {
  CHECK(codes_of("uid-1", "uid-1") == Codes{"CRT108"});
  CHECK(codes_of("uid-1", "uid-2") == Codes{"CRT303"});
  CHECK(codes_of("", "") == Codes{"CRT303"});
}

}  // namespace corootctl::tests::checks_same_cluster
