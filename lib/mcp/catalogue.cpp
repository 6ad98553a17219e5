#include "mcp/catalogue.hpp"

#include <algorithm>

namespace corootctl::mcp {
namespace {

using Kind = Parameter::Kind;
using Parameters = std::vector<Parameter>;

Parameters filters(std::vector<std::string> statuses) {
  return {{"in_cluster", "--in-cluster", Kind::texts, "only these clusters, names or globs such as prod-*"},
          {"in_namespace", "--in-namespace", Kind::texts, "only apps of these namespaces, names or globs"},
          {"status", "--status", Kind::choices, "only what has one of these states", std::move(statuses)},
          {"category", "--category", Kind::text, "only apps of this category, name or glob"}};
}

Parameters with(Parameters first, const Parameters& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

std::vector<std::string> app_states() { return {"critical", "warning", "info", "unknown", "ok"}; }

Tool rca() {
  return {"rca",
          "Root cause of an incident",
          "Says what broke, in which cluster, since when and why, over all linked clusters, with the numbers, what was "
          "ruled out and what is missing. status is root_cause, unknown or no_incident; the first candidate is the "
          "answer, its confidence says how sure. Start here; nothing needs to be known before.",
          {"rca"},
          {{"app", "--app", Kind::text, "part of the id of the app to explain (default: all open incidents)"},
           {"incident", "--incident", Kind::text, "key of one incident, from the tool incidents"},
           {"since", "--since", Kind::text, "begin of the window: 1h, 30m ago, or 2025-01-31T09:30:00Z"},
           {"until", "--until", Kind::text, "its end, in the same forms (default: now)"}},
          {"schema", "status", "target", "onset", "candidates", "path", "excluded", "data_gaps"}};
}

Tool incidents() {
  return {"incidents",
          "Incidents of all clusters",
          "Lists open incidents and those that ended lately, in all linked clusters, worst first.",
          {"incidents"},
          with({{"since", "--since", Kind::text, "also what ended since then: 2h, 2025-01-31T09:30:00Z (default 24h)"}},
               filters({"open", "resolved"})),
          {"project", "incidents", "members", "warnings"}};
}

Tool incident() {
  return {"incident",
          "One incident",
          "One incident with its service levels and what else was wrong at the same time.",
          {"incidents", "show"},
          {{"key", "", Kind::text, "the incident's key, from the tool incidents", {}, true}},
          {"project", "incident", "slos", "root_cause", "at_the_same_time", "members", "warnings"}};
}

Tool apps() {
  return {"apps",
          "Apps of all clusters",
          "Lists the apps of all linked clusters with what Coroot sees wrong in them, worst first.",
          {"apps"},
          filters(app_states()),
          {"project", "apps", "members", "warnings"}};
}

Tool topology() {
  return {"topology",
          "Who calls whom",
          "The calls between apps, within clusters and across them, with their traffic and state. With an app, only "
          "what it needs and who needs it.",
          {"topology"},
          with({{"app", "", Kind::text, "an app: its id, or an unambiguous part of it"},
                {"cross_cluster", "--cross-cluster", Kind::toggle, "only calls from one cluster into another"}},
               filters(app_states())),
          {"project", "app", "apps", "calls", "members", "warnings"}};
}

Tool gate() {
  return {"gate",
          "Verdict about a release",
          "Compares an app, its callers and its callees before and after a release: harm, no_harm or "
          "not_enough_data.",
          {"gate", "--wait=false"},
          {{"app", "--app", Kind::text, "the app that was released: part of its id", {}, true},
           {"since", "--since", Kind::text, "when: deploy (default), 10m ago, or 2025-01-31T09:30:00Z"}},
          {"schema", "verdict", "app", "release", "reasons", "comparisons"}};
}

Tool status() {
  return {"status",
          "State of the installation",
          "Whether Coroot runs in each cluster, whether the clusters are linked and whether each member's data "
          "arrive. Look here when the other tools miss data.",
          {"status"},
          {},
          {"clusters", "links", "warnings"}};
}

Tool contexts() {
  return {"contexts",
          "Clusters of the kubeconfig",
          "What each context of the kubeconfig is: server, version, whether it can be reached, and its role.",
          {"contexts"},
          {{"context", "--context", Kind::texts, "only these contexts, names or globs"},
           {"no_contact", "--no-contact", Kind::toggle, "only what the kubeconfig says, without asking servers"}},
          {"contexts"}};
}

Tool check() {
  return {
      "check",
      "What is wrong with the installation",
      "Checks clusters, operators, links and data, each check with a stable code: findings first, each with what to "
      "do, then what could not be checked. Look here when status or inventory show that something is missing.",
      {"check"},
      {{"suppress", "--suppress", Kind::texts, "findings that are accepted: CODE or CODE@CLUSTER"}},
      {"schema", "clusters", "checks", "summary"}};
}

Tool explain() {
  return {"explain",
          "What a check's code means",
          "What a finding of check means, and how to put it right. No cluster is asked.",
          {"explain"},
          {{"code", "", Kind::texts, "codes or names of checks (default: all)"}},
          {"checks"}};
}

Tool inventory() {
  return {"inventory",
          "Which data there are",
          "Which metrics, calls, logs, traces and profiles each member and app has, and why the rest is missing. Look "
          "here when rca says unknown.",
          {"inventory"},
          {{"in_cluster", "--in-cluster", Kind::texts, "only apps of these clusters, names or globs such as prod-*"},
           {"in_namespace", "--in-namespace", Kind::texts, "only apps of these namespaces, names or globs"},
           {"missing", "--missing", Kind::toggle, "only apps and members that lack something"},
           {"profiles", "--profiles", Kind::toggle, "look for profiles, too: one request for each app"}},
          {"schema", "project", "from", "to", "members", "apps"}};
}

Tool rbac() {
  return {"rbac",
          "Roles that a verb needs",
          "The ClusterRole and Role that allow exactly what verbs of corootctl do, for kubectl apply. No cluster is "
          "asked.",
          {"rbac"},
          {{"verb", "", Kind::texts, "verbs of corootctl, such as rca or link-clusters", {}, true},
           {"in", "--in", Kind::choice, "kind of cluster, where a verb needs other rights in each", {"hub", "member"}},
           {"operator_by", "--operator-by", Kind::choice, "who brings the operator", {"helm", "manifests", "nobody"}}},
          {"apiVersion", "kind", "items"}};
}

}  // namespace

const std::vector<Tool>& tools() {
  static const std::vector<Tool> all{rca(),       incidents(), incident(), apps(),    topology(), gate(),
                                     inventory(), status(),    check(),    explain(), rbac(),     contexts()};
  return all;
}

const Tool* tool_named(std::string_view name) {
  const auto it = std::find_if(tools().begin(), tools().end(), [&](const Tool& tool) { return tool.name == name; });
  return it == tools().end() ? nullptr : &*it;
}

}  // namespace corootctl::mcp
