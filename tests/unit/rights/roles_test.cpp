#include "rights/roles.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "base/files.hpp"
#include "base/text.hpp"
#include "document/json.hpp"
#include "document/yaml.hpp"
#include "support/golden.hpp"
#include "support/tree_path.hpp"

namespace corootctl::tests::rights_roles {

using namespace corootctl::rights;
using document::Value;

namespace {

RoleWish wish_for(std::vector<std::string> verbs, std::string place = {}, std::string operator_by = {}) {
  RoleWish out;
  out.verbs = std::move(verbs);
  out.place = std::move(place);
  out.operator_by = std::move(operator_by);
  return out;
}

std::string refusal(const RoleWish& wish) {
  const auto made = make_roles(wish);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  return made.error().what + " | " + made.error().hint;
}

std::string yaml_of(const RoleWish& wish) {
  std::string out;
  const auto made = make_roles(wish);
  REQUIRE_MESSAGE(made.has_value(), (made ? "" : describe(made.error())));
  for (const auto& role : *made) out += (out.empty() ? "" : "---\n") + document::to_yaml(role);
  return out;
}

/// {"get secrets in %home%", ...}: every single right of a role.
std::vector<std::string> single_rights(const Value& role) {
  std::vector<std::string> out;
  for (const auto& rule : role["rules"].as_list())
    for (const auto& verb : rule["verbs"].as_list())
      for (const auto& resource : rule["resources"].as_list())
        out.push_back(verb.as_string() + " " + resource.as_string() + "." +
                      rule["apiGroups"][std::size_t{0}].as_string() + " " + document::to_json(rule["resourceNames"]));
  std::sort(out.begin(), out.end());
  return out;
}

/// What plan and apply need is the sum of two other verbs, but for members that have agents alone.
std::vector<Rule> told_rules(const Use& use) {
  if (use.verb != "plan" && use.verb != "apply") return use.rules;
  std::vector<Rule> out;
  for (const auto& rule : use.rules)
    if (use.operator_by == "nobody" && rule.when.ends_with("agents alone")) out.push_back(rule);
  return out;
}

/// docs/rights.md: one line a use and rule.
std::string documented() {
  std::string out =
      "# The rights of each verb\n\nMade from the table that `corootctl rbac` prints (`lib/rights/uses.cpp`); a unit "
      "test "
      "compares them.\n`plan` and `apply` need what `install` and `link-clusters` need together, and two rights more, "
      "which end the table; verbs that ask no cluster "
      "need nothing.\n[permissions.md](permissions.md) says how to use it.\n\n";
  out += "| verb | where | resource | names | allowed to | for |\n|---|---|---|---|---|---|\n";
  std::vector<Use> uses;
  for (const auto& verb : known_verbs()) {
    const auto of_verb = uses_of_verb(verb, {});
    uses.insert(uses.end(), of_verb->begin(), of_verb->end());
  }
  for (const auto& use : uses) {
    for (const auto& rule : told_rules(use)) {
      out += fmt::format(
          "| `{}{}{}` | {} | `{}{}` | {} | {} | {}{} |\n", use.verb, use.place.empty() ? "" : " --in " + use.place,
          use.operator_by.empty() ? "" : " --operator-by " + use.operator_by,
          rule.scope == Scope::cluster ? "cluster" : "`coroot`", rule.resource,
          rule.group.empty() ? "" : "." + rule.group, rule.names.empty() ? "any" : "`" + join(rule.names, "`, `") + "`",
          join(rule.verbs, ", "), rule.why, rule.when.empty() ? "" : "; only when " + rule.when);
    }
  }
  return out;
}

}  // namespace

TEST_CASE("the roles of one verb are what it asks for, in the namespace and in the cluster, with their bindings") {
  auto wish = wish_for({"link-clusters"}, "member");
  wish.namespace_name = "observability";
  wish.resource_name = "main";
  wish.subjects = {{"jane"}, {"oncall"}, {"ci:deploy"}};
  const auto text = yaml_of(wish);
  CHECK(text == support::golden("rights/link-member.yaml", text));
}

TEST_CASE("several verbs share one role, in which nothing stands twice, whatever their order") {
  const auto one = make_roles(wish_for({"status", "rca", "contexts"}, "hub"));
  REQUIRE(one.has_value());
  REQUIRE(one->size() == 1);
  CHECK(single_rights(one->front()) ==
        std::vector<std::string>{"get services/proxy. [\"coroot-coroot:8080\"]", "list coroots.coroot.com null",
                                 "list daemonsets.apps null", "list deployments.apps null", "list pods. null",
                                 "list statefulsets.apps null"});
  auto other = wish_for({"contexts", "status", "rca"}, "hub");
  other.role_name = "corootctl-status-rca-contexts-hub";
  CHECK(yaml_of(other) == yaml_of(wish_for({"status", "rca", "contexts"}, "hub")));
}

TEST_CASE("a right under any name stands for the same right under one name, and the cluster's for the namespace's") {
  const auto roles = make_roles(wish_for({"install"}, "", "helm"));
  REQUIRE(roles.has_value());
  REQUIRE(roles->size() == 2);
  const auto home = single_rights(roles->back());
  CHECK(std::count(home.begin(), home.end(), "get secrets. null") == 1);
  CHECK(std::count(home.begin(), home.end(), "get secrets. [\"coroot\"]") == 0);
}

TEST_CASE("installing an operator wants escalate and bind, by apply for its own ClusterRole alone") {
  const auto rights_of = [](const char* by) {
    const auto roles = make_roles(wish_for({"install"}, "", by));
    REQUIRE(roles.has_value());
    return single_rights(roles->front());
  };
  const auto has = [](const std::vector<std::string>& rights, const std::string& right) {
    return std::count(rights.begin(), rights.end(), right) == 1;
  };
  const std::string roles = " clusterroles.rbac.authorization.k8s.io ", own = "[\"coroot-operator\"]";
  const auto by_apply = rights_of("manifests");
  CHECK(has(by_apply, "escalate" + roles + own));
  CHECK(has(by_apply, "bind" + roles + own));
  CHECK(has(by_apply, "create" + roles + own));
  const auto by_helm = rights_of("helm");  // which creates by POST: a request without a name
  CHECK(has(by_helm, "escalate" + roles + "null"));
  CHECK(has(by_helm, "bind" + roles + own));
  CHECK(yaml_of(wish_for({"install"}, "", "nobody")).find("escalate") == std::string::npos);
}

TEST_CASE("what the wish leaves open is asked back, and a verb without a table is refused") {
  CHECK(refusal(wish_for({"status"})) ==
        "status needs other rights for each kind of cluster: hub, member | Say which is meant with --in hub|member.");
  CHECK(refusal(wish_for({"install"})) ==
        "install needs other rights for each way to bring the operator: helm, manifests, nobody | Say which is meant "
        "with --operator-by helm|manifests|nobody.");
  CHECK(refusal(wish_for({"rcaa"})) == "no rights are known for the verb rcaa | Perhaps rca?");
  CHECK(refusal(wish_for({"apps"}, "member")) == "apps asks nothing of a member | ");
  auto wish = wish_for({"contexts"});
  wish.subjects.service_accounts = {"a:b:c"};
  CHECK(refusal(wish) == "--serviceaccount a:b:c: write NAMESPACE:NAME | ");
}

TEST_CASE("verbs that ask no cluster need no role") {
  for (const auto& verb : verbs_without_rights()) CHECK(yaml_of(wish_for({verb})).empty());
}

TEST_CASE("the roles in examples/roles/read.yaml are those of the table") {
  const auto text = read_file(support::tree_path("examples/roles/read.yaml"));
  REQUIRE(text.has_value());
  const auto roles = document::parse_yaml_all(*text, "read.yaml");
  REQUIRE(roles.has_value());
  const std::map<std::string, RoleWish> wanted{{"corootctl-contexts", wish_for({"contexts"})},
                                               {"corootctl-status", wish_for({"status"}, "member")},
                                               {"corootctl-status-hub", wish_for({"status"}, "hub")},
                                               {"corootctl-view", wish_for({"rca", "apps", "topology"}, "hub")}};
  CHECK(roles->size() == wanted.size());
  for (const auto& role : *roles) {
    const auto name = role.at({"metadata", "name"}).as_string();
    REQUIRE_MESSAGE(wanted.contains(name), name);
    const auto made = make_roles(wanted.at(name));
    REQUIRE(made.has_value());
    CHECK_MESSAGE(single_rights(role) == single_rights(made->front()), name);
  }
}

TEST_CASE("docs/rights.md is the whole table") {
  CHECK(support::golden("../../docs/rights.md", documented()) == documented());
}

}  // namespace corootctl::tests::rights_roles
