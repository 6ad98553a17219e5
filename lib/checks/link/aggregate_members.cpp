#include <algorithm>

#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

bool has_project(const Installation& installation, const std::string& name, bool& is_aggregate) {
  const auto& all = installation.projects;
  const auto found = std::find_if(all.begin(), all.end(), [&](const Project& each) { return each.name == name; });
  is_aggregate = found != all.end() && found->kind == "aggregate";
  return found != all.end();
}

/// Projects that people made by hand are on the server only.
bool knows_server(const Facts& facts, const std::string& name) {
  if (!facts.hub) return false;
  const auto& known = facts.hub->projects;
  return std::find(known.begin(), known.end(), name) != known.end();
}

void judge_member_of(const Facts& facts, const Cluster& cluster, const Installation& installation,
                     const Project& aggregate, Outcome& out) {
  for (const auto& name : aggregate.members) {
    bool is_aggregate = false;
    const bool known = has_project(installation, name, is_aggregate) || knows_server(facts, name);
    if (known && !is_aggregate) continue;
    out.findings.push_back({Severity::error, cluster.context, object_of(installation) + ", " + aggregate.place,
                            known ? aggregate.name + " has the member " + name + ", which is an aggregate itself"
                                  : aggregate.name + " has the member " + name + ", and there is no such project",
                            ""});
  }
}

void judge_aggregate_members(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations}, out)) {
    --out.looked;
    for (const auto& installation : cluster->installations) {
      for (const auto& project : installation.projects) {
        if (project.kind != "aggregate") continue;
        ++out.looked;
        judge_member_of(facts, *cluster, installation, project, out);
      }
    }
  }
}

}  // namespace

Check aggregate_members_check() {
  return {
      "CRT318",
      "aggregate-members",
      Severity::error,
      When::both,
      "An aggregate's members exist",
      "memberProjects are names that nobody checks. With one that does not exist every page of the aggregated project "
      "answers 500, and an aggregate inside of another one has no data.",
      "Write the name as the project has it, or take it out.",
      judge_aggregate_members};
}

}  // namespace corootctl::checks
