/// What leaves a hub, and what stays.
#include <doctest/doctest.h>

#include "coroot/resource.hpp"
#include "document/yaml.hpp"
#include "links/unlink/plan.hpp"
#include "support/error_of.hpp"

namespace corootctl::tests::links_unlink_plan {

using Texts = std::vector<std::string>;

namespace {

constexpr auto hub_resource = R"(
apiVersion: coroot.com/v1
kind: Coroot
metadata:
  name: coroot
  namespace: coroot
  resourceVersion: "7"
  managedFields:
  - {manager: corootctl, operation: Apply, fieldsV1: {f:spec: {f:cacheTTL: {}, f:projects: {}}}}
spec:
  cacheTTL: 7d
  projects:
  - {name: prod-a, remoteCoroot: {url: "https://a", apiKeySecret: {name: remote-coroot-clusters, key: prod-a}}}
  - {name: theirs, remoteCoroot: {url: "https://t", apiKeySecret: {name: by-hand, key: t}}}
  - {name: prod-b, remoteCoroot: {url: "https://b", apiKeySecret: {name: remote-coroot-clusters, key: prod-b}}}
  - {name: prod-c, apiKeys: [{keySecret: {name: coroot, key: agents}}]}
  - {name: of-two, memberProjects: [prod-a, prod-b]}
  - {name: of-own, memberProjects: [prod-a, prod-c]}
  - {name: of-gone, memberProjects: [prod-z]}
)";

constexpr auto hub_secret = R"(
apiVersion: v1
kind: Secret
metadata:
  name: remote-coroot-clusters
  namespace: coroot
  resourceVersion: "5"
  managedFields:
  - {manager: corootctl, operation: Apply, fieldsV1: {f:data: {f:prod-a: {}, f:prod-b: {}, f:left: {}}}}
  - {manager: kubectl, operation: Update, fieldsV1: {f:data: {f:prod-b: {}, f:other: {}}}}
data: {prod-a: a2V5LWE=, prod-b: a2V5LWI=, left: bGVmdA==, other: b3RoZXI=}
)";

ops::ReadHub hub() {
  ops::ReadHub out;
  out.installation = deploy::Installation{"coroot", "coroot", document::parse_yaml(hub_resource, "hub").value()};
  out.secret = document::parse_yaml(hub_secret, "secret").value();
  return out;
}

links::UnlinkPlan plan(Texts members, Texts aggregates = {}) {
  links::UnlinkSettings settings;
  settings.members = std::move(members);
  settings.all = settings.members.empty();
  settings.aggregates = std::move(aggregates);
  auto out = links::plan_unlink(settings, "cluster-c", hub());
  REQUIRE(out.has_value());
  return *out;
}

/// "prod-a removed/removed (of-two,of-own): why", one a member.
Texts outcomes(const links::UnlinkPlan& plan) {
  Texts out;
  for (const auto& member : plan.members) {
    auto text = member.project + " " + member.entry + "/" + member.key;
    for (const auto& name : member.aggregates) text += " " + name;
    out.push_back(text + (member.why.empty() ? "" : ": " + member.why));
  }
  return out;
}

/// Names, and members of aggregates, of what the resource would be.
Texts projects(const links::UnlinkPlan& plan) {
  Texts out;
  for (const auto& project : plan.projects.steps.back().document.at({"spec", "projects"}).as_list()) {
    auto text = project["name"].as_string();
    for (const auto& member : project["memberProjects"].as_list()) text += " " + member.as_string();
    out.push_back(text);
  }
  return out;
}

}  // namespace

TEST_CASE("a member leaves every aggregate; one that is left with a member stays, one with the hub alone goes") {
  const auto made = plan({"prod-a"});
  CHECK(outcomes(made) == Texts{"prod-a removed/removed of-two of-own"});
  CHECK(projects(made) == Texts{"theirs", "prod-b", "prod-c", "of-two prod-b", "of-gone prod-z"});
  CHECK(made.gone_aggregates == Texts{"of-own"});
  CHECK(made.keys == Texts{"prod-a"});
  const auto& sent = made.projects.steps.back().document;
  CHECK(sent.at({"spec", "cacheTTL"}).as_string() == "7d");  // all that we own is sent again
  CHECK(sent.at({"metadata", "resourceVersion"}).as_string() == "7");
}

TEST_CASE("all that link-clusters brought leaves, and keys that it left behind; what others made stays") {
  const auto made = plan({});
  CHECK(outcomes(made) ==
        Texts{"prod-a removed/removed of-two of-own",
              "prod-b removed/kept of-two: key prod-b of Secret remote-coroot-clusters belongs to kubectl: take it out "
              "there",
              "left absent/removed"});
  CHECK(projects(made) == Texts{"theirs", "prod-c", "of-gone prod-z"});
  CHECK(made.gone_aggregates == Texts{"of-two", "of-own"});
  CHECK(made.keys == Texts{"prod-a", "prod-b", "left"});
}

TEST_CASE("a project that somebody else linked leaves when it is named; its Secret stays where it is") {
  CHECK(outcomes(plan({"theirs"})) ==
        Texts{"theirs removed/absent: its key is not in Secret remote-coroot-clusters, and stays where it is"});
}

TEST_CASE(
    "a name that only an aggregate has is taken out of it: an aggregate with a missing member answers nothing "
    "(operator 4)") {
  const auto made = plan({"prod-z"});
  CHECK(outcomes(made) == Texts{"prod-z absent/absent of-gone"});
  CHECK(made.gone_aggregates == Texts{"of-gone"});
}

TEST_CASE("out of one aggregate only: project and key stay while another one shows the member") {
  const auto made = plan({"prod-a"}, {"of-own"});
  CHECK(outcomes(made) == Texts{"prod-a kept/kept of-own: another aggregated project shows it"});
  CHECK(made.keys.empty());
  CHECK(made.gone_aggregates == Texts{"of-own"});
  CHECK(outcomes(plan({"prod-a"}, {"of-own", "of-two"})) == Texts{"prod-a removed/removed of-two of-own"});
}

TEST_CASE("a key is dropped only while no project names it") {
  const auto drop = [&](const ops::ReadHub& now) {
    Texts out;
    const auto made = links::plan_keys({"coroot", "remote-coroot-clusters"}, "cluster-c", {"prod-a", "left"}, now);
    for (const auto& [key, value] : made.steps.front().document["data"].as_object()) out.push_back(key);
    return out;
  };
  CHECK(drop(hub()) == Texts{"prod-a", "prod-b"});
  auto without = hub();
  without.installation->resource = *document::parse_yaml("spec: {projects: []}", "hub");
  CHECK(drop(without) == Texts{"prod-b"});
}

TEST_CASE("the way back names what left, its address and an aggregate that showed it") {
  CHECK(plan({"prod-a", "prod-b"}).relink ==
        "corootctl link-clusters --hub cluster-c --member CONTEXT=prod-a,https://a --member CONTEXT=prod-b,https://b "
        "--aggregate of-two");
  CHECK(plan({"prod-x"}).relink.empty());
}

}  // namespace corootctl::tests::links_unlink_plan
