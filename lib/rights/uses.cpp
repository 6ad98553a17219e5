#include "rights/uses.hpp"

#include <algorithm>

namespace corootctl::rights {
namespace {

using Rules = std::vector<Rule>;
using Names = std::vector<std::string>;

constexpr auto rbac = "rbac.authorization.k8s.io";
constexpr auto definitions = "apiextensions.k8s.io";
constexpr auto definition = "coroots.coroot.com";
constexpr auto the_operator = "coroot-operator";

Rules joined(std::initializer_list<Rules> parts) {
  Rules out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Rule at_home(std::string group, std::string resource, Names names, Names verbs, std::string why) {
  return {std::move(group), std::move(resource), std::move(names), std::move(verbs), Scope::home, std::move(why), {}};
}

Rule in_cluster(std::string group, std::string resource, Names names, Names verbs, std::string why) {
  return {
      std::move(group), std::move(resource), std::move(names), std::move(verbs), Scope::cluster, std::move(why), {}};
}

Rule only_when(std::string when, Rule rule) {
  rule.when = std::move(when);
  return rule;
}

Rule coroots() { return at_home("coroot.com", "coroots", {}, {"list"}, "which Coroot is there"); }

Rule identity() {
  return in_cluster("", "namespaces", {"kube-system"}, {"get"}, "that two contexts are not one cluster");
}

Rules workloads() {
  return {at_home("apps", "deployments", {}, {"list"}, "whether it runs"),
          at_home("apps", "statefulsets", {}, {"list"}, "whether it runs"),
          at_home("apps", "daemonsets", {}, {"list"}, "whether it runs"),
          at_home("", "pods", {}, {"list"}, "whether it runs")};
}

Rule way_to_coroot() {
  return at_home("", "services/proxy", {"%coroot%-coroot:8080"}, {"get"}, "the way to the hub's Coroot");
}

Rules view() { return {coroots(), way_to_coroot()}; }

/// What install and the wait after it look at, beside the workloads.
Rules before_install() {
  return {in_cluster("", "namespaces", {"%namespace%"}, {"get"}, "whether the namespace is there and stays"),
          in_cluster(definitions, "customresourcedefinitions", {definition}, {"get"}, "whether the kind is known"),
          only_when(conditions::definition_there,
                    in_cluster("apps", "deployments", {}, {"list"}, "an operator in another namespace")),
          in_cluster("coroot.com", "coroots", {}, {"list"}, "another Coroot in this cluster"),
          only_when(conditions::several_clusters, identity())};
}

Rules wait_for_coroot() {
  return {at_home("apps", "statefulsets", {}, {"list"}, "whether it runs"),
          at_home("apps", "daemonsets", {}, {"list"}, "whether it runs"),
          at_home("", "pods", {}, {"list"}, "whether it runs"),
          at_home("", "configmaps", {"%coroot%-coroot"}, {"get"}, "what the operator has written"),
          at_home("apps", "statefulsets", {"%coroot%-coroot"}, {"get"}, "what the operator has written"),
          at_home("", "secrets", {"coroot"}, {"get"}, "whether the operator has made the keys"),
          only_when("the resource has service accounts",
                    at_home("", "secrets", {"%coroot%-service-accounts"}, {"get"}, "whether their keys are there"))};
}

/// The operator's own ClusterRole holds more than the user may have: RBAC then wants escalate and bind. A right under a
/// name does not count for a request that creates by POST, as helm's do, since that has no name yet; an apply has one.
Rules operator_objects(bool by_helm) {
  Rules out;
  const auto add = [&](Rule rule, Names at_creation) {
    auto created = rule;
    created.verbs = std::move(at_creation);
    if (by_helm) {  // it creates what is missing and patches what is there
      auto patched = rule;
      created.names.clear();
      std::erase(rule.verbs, "patch");
      patched.verbs = {"patch"};
      out.push_back(only_when(conditions::operator_there, std::move(patched)));
    }
    out.push_back(std::move(rule));
    out.push_back(std::move(created));
  };
  const auto* why = "the operator";
  const auto* rights = "the operator's own rights, which are more than this user's";
  add(in_cluster(definitions, "customresourcedefinitions", {definition}, {"get", "patch"}, "the kind Coroot"),
      {"create"});
  add(at_home("", "serviceaccounts", {the_operator}, {"get", "patch"}, why), {"create"});
  add(in_cluster(rbac, "clusterroles", {the_operator}, {"bind", "get", "patch"}, rights), {"create", "escalate"});
  add(in_cluster(rbac, "clusterrolebindings", {the_operator}, {"get", "patch"}, rights), {"create"});
  add(at_home("apps", "deployments", {the_operator}, {"get", "patch"}, why), {"create"});
  return out;
}

/// Helm's records of a release; their names hold the revision, so no rule can name them.
Rules helm_records() {
  return {at_home("", "secrets", {}, {"create", "get", "list", "update"}, "helm's records of the release"),
          only_when("a run of corootctl was interrupted in helm, or the release has ten revisions",
                    at_home("", "secrets", {}, {"delete"}, "helm's records of the release"))};
}

Rules coroot_resource() {
  return {at_home("coroot.com", "coroots", {"%coroot%"}, {"create", "get", "patch"}, "the Coroot resource")};
}

Rules restart() {
  return {only_when("a member's key has changed", at_home("apps", "statefulsets", {"%coroot%-coroot"}, {"get", "patch"},
                                                          "the server reads keys at its start only"))};
}

Rules link_hub() {
  return joined({{identity(), coroots()},
                 {at_home("", "secrets", {"remote-coroot-clusters"}, {"get", "patch"}, "the members' keys"),
                  only_when("it is the hub's first link",
                            at_home("", "secrets", {"remote-coroot-clusters"}, {"create"}, "the members' keys")),
                  at_home("coroot.com", "coroots", {"%coroot%"}, {"get", "patch"}, "the hub's projects"),
                  only_when("the hub has no Coroot resource yet",
                            at_home("coroot.com", "coroots", {"%coroot%"}, {"create"}, "the hub's projects")),
                  at_home("apps", "deployments", {}, {"list"}, "whether the operator runs")},
                 wait_for_coroot(),
                 {way_to_coroot()},
                 restart()});
}

Rules link_member() {
  return {
      identity(), coroots(), at_home("", "secrets", {"coroot"}, {"get"}, "the member's key"),
      only_when("the member's address is not given",
                at_home("", "services", {"%coroot%-coroot"}, {"get"}, "the member's address")),
      only_when("the member's address is a node port", in_cluster("", "nodes", {}, {"list"}, "the member's address"))};
}

/// The hub alone: a member that leaves may be gone.
Rules unlink_hub() {
  return joined({{identity(), coroots(), at_home("apps", "deployments", {}, {"list"}, "whether the operator runs")},
                 {at_home("", "secrets", {"remote-coroot-clusters"}, {"get", "patch"}, "the members' keys"),
                  at_home("coroot.com", "coroots", {"%coroot%"}, {"get", "patch"}, "the hub's projects"),
                  at_home("apps", "statefulsets", {"%coroot%-coroot"}, {"get"}, "whether the server still reads keys")},
                 wait_for_coroot()});
}

Rules rotate_hub() {
  const auto* why = "the server reads keys at its start only";
  return joined({{identity(), coroots(), way_to_coroot()},
                 {at_home("", "secrets", {"remote-coroot-clusters"}, {"get", "patch"}, "the members' keys"),
                  at_home("coroot.com", "coroots", {"%coroot%"}, {"get"}, "what has to run after the restart"),
                  at_home("apps", "statefulsets", {"%coroot%-coroot"}, {"get", "patch"}, why),
                  at_home("apps", "deployments", {}, {"list"}, "whether the operator runs")},
                 wait_for_coroot()});
}

Rules rotate_member() {
  return joined({{identity(), coroots()},
                 {at_home("coroot.com", "coroots", {"%coroot%"}, {"get", "patch"}, "the project's keys"),
                  at_home("", "secrets", {"coroot"}, {"get", "patch"}, "the new key at the old one's place"),
                  at_home("", "secrets", {"coroot-next-key"}, {"delete", "get"}, "the key while it is exchanged"),
                  at_home("apps", "statefulsets", {"%coroot%-coroot"}, {"get"}, "whether the server still reads keys"),
                  at_home("apps", "deployments", {}, {"list"}, "whether the operator runs")},
                 wait_for_coroot()});
}

Rules keys_in_hub() {
  return {coroots(), at_home("", "secrets", {"remote-coroot-clusters"}, {"get"}, "the members' keys"),
          at_home("apps", "statefulsets", {"%coroot%-coroot"}, {"get"}, "which keys the server was started for"),
          only_when("one knows no other way which keys the server has",
                    at_home("", "pods", {"%coroot%-coroot-0"}, {"get"}, "when the server was started"))};
}

/// The Job of --probe-from-hub.
Rules probe() {
  const auto probing = [](Rule rule) { return only_when("--probe-from-hub", std::move(rule)); };
  const auto* job = "the Job that asks the members' addresses";
  return {probing(at_home("batch", "jobs", {"corootctl-probe"}, {"create", "delete", "get", "patch"}, job)),
          probing(at_home("", "pods", {}, {"list"}, "what it found out")),
          probing(at_home("", "events", {}, {"list"}, "why it has no pod")),
          probing(at_home("apps", "statefulsets", {"%coroot%-coroot"}, {"get"}, "the image of the hub's server"))};
}

Rules install_by_helm() {
  return joined({before_install(), operator_objects(true), helm_records(), coroot_resource(), wait_for_coroot()});
}

Rules install_by_manifests() {
  return joined({before_install(), operator_objects(false), coroot_resource(), wait_for_coroot()});
}

Rules install_nothing_else() { return joined({before_install(), coroot_resource(), wait_for_coroot()}); }

/// Taking a Coroot away, and the operator with the last one.
Rules uninstall_by(const std::string& way) {
  const auto last = [](Rule rule) {
    return only_when("it was the last Coroot, and the operator is ours", std::move(rule));
  };
  Rules out{in_cluster(definitions, "customresourcedefinitions", {definition}, {"get"}, "what would be kept"),
            in_cluster("coroot.com", "coroots", {}, {"list"}, "another Coroot that needs the operator"),
            in_cluster("apps", "deployments", {}, {"list"}, "the operator"),
            only_when(conditions::several_clusters, identity()),
            at_home("", "persistentvolumeclaims", {}, {"list"}, "whether the data stay"),
            at_home("coroot.com", "coroots", {"%coroot%"}, {"delete", "get", "patch"}, "the Coroot resource"),
            at_home("apps", "statefulsets", {}, {"list"}, "whether it is gone"),
            at_home("apps", "daemonsets", {}, {"list"}, "whether it is gone"),
            at_home("", "pods", {}, {"list"}, "whether it is gone"),
            in_cluster(rbac, "clusterrolebindings", {"%coroot%-cluster-agent"}, {"delete"}, "nobody owns it"),
            in_cluster(rbac, "clusterroles", {"%coroot%-cluster-agent"}, {"delete"}, "nobody owns it"),
            only_when("--delete-data", at_home("", "persistentvolumeclaims", {}, {"delete", "get"}, "the data")),
            only_when("--delete-keys",
                      at_home("", "secrets", {"coroot", "%coroot%-service-accounts", "remote-coroot-clusters"},
                              {"delete"}, "the keys")),
            only_when("--delete-crd", in_cluster(definitions, "customresourcedefinitions", {definition}, {"delete"},
                                                 "the kind Coroot")),
            only_when("--delete-crd",
                      at_home("", "secrets", {"%coroot%-clickhouse"}, {"get"}, "whether all it owned is gone"))};
  for (const auto* resource : {"configmaps", "serviceaccounts", "services"})
    out.push_back(only_when("--delete-crd", at_home("", resource, {}, {"list"}, "whether all it owned is gone")));
  out.push_back(only_when("--delete-crd",
                          at_home("networking.k8s.io", "ingresses", {}, {"list"}, "whether all it owned is gone")));
  if (way == "nobody") return out;
  const Names verbs = way == "helm" ? Names{"delete"} : Names{"delete", "get"};
  out.push_back(last(at_home("apps", "deployments", {the_operator}, {"delete"}, "the operator")));
  out.push_back(last(at_home("", "serviceaccounts", {the_operator}, verbs, "the operator")));
  out.push_back(last(in_cluster(rbac, "clusterroles", {the_operator}, verbs, "the operator's own rights")));
  out.push_back(last(in_cluster(rbac, "clusterrolebindings", {the_operator}, verbs, "the operator's own rights")));
  if (way == "helm") out.push_back(at_home("", "secrets", {}, {"delete", "list"}, "helm's records of the release"));
  return out;
}

/// Helm looks at every object of the chart, and writes those that differ.
Rules changed_operator() {
  Rules out;
  for (auto& rule : operator_objects(true)) {
    auto written = rule;
    if (std::erase(written.verbs, "get") > 0) {
      rule.verbs = {"get"};
      out.push_back(std::move(rule));
    }
    if (!written.verbs.empty())
      out.push_back(only_when("the new chart changes it, or brings it anew", std::move(written)));
  }
  return out;
}

Rules upgrade_cluster() {
  return joined({{in_cluster("coroot.com", "coroots", {}, {"list"}, "what has to run afterwards"),
                  in_cluster("apps", "deployments", {}, {"list"}, "the operator"),
                  only_when(conditions::several_clusters, identity())},
                 changed_operator(),
                 helm_records(),
                 wait_for_coroot(),
                 {only_when("no hub is named",
                            at_home("", "services/proxy", {"%coroot%-coroot:8080"}, {"get"}, "whether data flow"))}});
}

/// Whatever is missing of these is a gap in the bundle, which is told.
Rules everything_to_read() {
  Rules out{in_cluster("coroot.com", "coroots", {}, {"list"}, "the Coroots of the cluster"),
            in_cluster("apps", "deployments", {}, {"list"}, "workloads, and operators in other namespaces"),
            in_cluster(definitions, "customresourcedefinitions", {definition}, {"get"}, "what the definition knows"),
            in_cluster("", "nodes", {}, {"list"}, "nodes without agents"),
            identity(),
            at_home("", "secrets", {}, {"list"}, "the values that must not be in it"),
            at_home("", "pods/log", {}, {"get"}, "logs")};
  for (const auto* resource : {"statefulsets", "daemonsets"})
    out.push_back(at_home("apps", resource, {}, {"list"}, "workloads"));
  for (const auto* resource : {"pods", "services", "persistentvolumeclaims", "configmaps", "events"})
    out.push_back(at_home("", resource, {}, {"list"}, "their state"));
  out.push_back(at_home("networking.k8s.io", "ingresses", {}, {"list"}, "their state"));
  out.push_back(only_when("--hub", way_to_coroot()));
  return out;
}

std::vector<Use> reading() {
  const auto status = joined({{coroots()}, workloads()});
  std::vector<Use> out{{"contexts", "", "", {coroots()}},
                       {"fleet init", "", "", status},
                       {"status", "member", "", status},
                       {"status", "hub", "", joined({status, {way_to_coroot()}})}};
  for (const auto* verb : {"apps", "topology", "incidents", "incidents show", "rca", "gate"})
    out.push_back({verb, "hub", "", view()});
  out.push_back({"rca", "member", "", {coroots()}});
  out.push_back({"bundle", "", "", everything_to_read()});
  return out;
}

/// `check` says of everything else that it may not read it.
std::vector<Use> looking_after() {
  const auto status = joined({{coroots()}, workloads()});
  return {{"check", "member", "", status},
          {"check", "hub", "", joined({status, {way_to_coroot()}, probe()})},
          {"inventory", "hub", "", view()},
          {"auth status", "hub", "", view()},
          {"auth status", "member", "", view()},
          {"keys status", "hub", "", keys_in_hub()},
          {"keys status", "member", "", {coroots(), at_home("", "secrets", {"coroot"}, {"get"}, "the member's key")}}};
}

/// A fleet's members that have agents alone push to the hub, by keys that its operator makes.
Rules apply_in(const std::string& place) {
  if (place == "hub")
    return joined({link_hub(),
                   {only_when("a member has agents alone",
                              at_home("", "secrets", {"coroot-agents"}, {"get"}, "the keys that its agents send"))}});
  return joined(
      {link_member(),
       {only_when("the member has agents alone",
                  at_home("", "secrets", {"coroot-hub-key"}, {"create", "get", "patch"}, "the key for the hub"))}});
}

std::vector<Use> writing() {
  std::vector<Use> out{{"install", "", "helm", install_by_helm()},
                       {"install", "", "manifests", install_by_manifests()},
                       {"install", "", "nobody", install_nothing_else()},
                       {"link-clusters", "hub", "", link_hub()},
                       {"link-clusters", "member", "", link_member()}};
  out.push_back({"unlink-clusters", "hub", "", unlink_hub()});
  out.push_back({"keys rotate", "hub", "", rotate_hub()});
  out.push_back({"keys rotate", "member", "", rotate_member()});
  out.push_back({"upgrade", "member", "", upgrade_cluster()});
  out.push_back({"upgrade", "hub", "", view()});
  for (const auto* by : {"helm", "manifests", "nobody"}) out.push_back({"uninstall", "", by, uninstall_by(by)});
  for (const auto* verb : {"plan", "apply"}) {
    for (const auto* by : {"helm", "manifests", "nobody"}) {
      const std::string way = by;
      const auto install = way == "helm"        ? install_by_helm()
                           : way == "manifests" ? install_by_manifests()
                                                : install_nothing_else();
      out.push_back({verb, "hub", by, joined({install, apply_in("hub")})});
      out.push_back({verb, "member", by, joined({install, apply_in("member")})});
    }
  }
  return out;
}

std::vector<Use> made() {
  auto out = reading();
  for (auto& use : looking_after()) out.push_back(std::move(use));
  for (auto& use : writing()) out.push_back(std::move(use));
  return out;
}

}  // namespace

const std::vector<Use>& all_uses() {
  static const std::vector<Use> uses = made();
  return uses;
}

std::vector<std::string> known_verbs() {
  std::vector<std::string> out;
  for (const auto& use : all_uses()) {
    if (std::find(out.begin(), out.end(), use.verb) == out.end()) out.push_back(use.verb);
  }
  return out;
}

const std::vector<std::string>& verbs_without_rights() {
  static const std::vector<std::string> verbs{"contexts show", "fleet schema", "fleet show",     "fleet validate",
                                              "render",        "rbac",         "bundle inspect", "explain",
                                              "version",       "help",         "completion"};
  return verbs;
}

}  // namespace corootctl::rights
