#include "cli/commands/converge/findings.hpp"

#include "base/text.hpp"
#include "cli/shared/fleet.hpp"

namespace corootctl::cli {
namespace {

using converge::ClusterPlan;
using converge::PlannedObject;
using pipeline::Level;

constexpr const char* what_to_do = "Run corootctl apply, or put the fleet file right.";

const pipeline::Rule create_rule{
    "plan.create", "object-missing", "An object of the fleet file is missing", "apply would create it.",
    what_to_do,    Level::warning};
const pipeline::Rule change_rule{
    "plan.change", "object-differs", "An object differs from the fleet file", "apply would change it.",
    what_to_do,    Level::warning};
const pipeline::Rule delete_rule{
    "plan.delete", "object-left-over", "An object is not in the fleet file any more", "apply would delete it.",
    what_to_do,    Level::warning};
const pipeline::Rule refused_rule{"plan.refused",
                                  "apply-refused",
                                  "apply would not begin in a cluster",
                                  "Something there has to be settled first.",
                                  "",
                                  Level::error};

const pipeline::Rule& rule_for(const PlannedObject& object) {
  if (object.outcome == "created") return create_rule;
  return object.outcome == "deleted" ? delete_rule : change_rule;
}

/// Which fields, and who wrote them; their values may be long.
std::string message_of(const PlannedObject& object) {
  std::vector<std::string> paths;
  for (const auto& change : object.changes) paths.push_back(change.path);
  std::string out = object.outcome == "created"   ? "it would be created"
                    : object.outcome == "deleted" ? "it would be deleted"
                                                  : "it would be changed: " + join_first(paths, 5);
  if (!object.owners.empty()) out += "; written by " + join(object.owners, "; ");
  return object.note.empty() ? out : out + "; " + object.note;
}

pipeline::Case object_case(const ClusterPlan& cluster, const PlannedObject& object) {
  pipeline::Case out{.name = cluster.name + ": " + object.object, .rule = rule_for(object).id};
  if (!is_pending(object)) return out;
  out.findings.push_back({.level = cluster.is_readonly ? Level::note : Level::warning,
                          .fails = !cluster.is_readonly,
                          .cluster = cluster.name,
                          .object = object.object,
                          .message = message_of(object)});
  return out;
}

pipeline::Case refused_case(const ClusterPlan& cluster) {
  pipeline::Case out{.name = cluster.name + ": apply may begin", .rule = refused_rule.id};
  out.findings.push_back(
      {.fails = true, .cluster = cluster.name, .message = cluster.refusal->what, .hint = cluster.refusal->hint});
  return out;
}

std::string file_in_repository(const std::string& file) {
  if (file.empty()) return default_fleet_file;
  return file == "-" || file.starts_with('/') || file.starts_with("..") ? "" : file;
}

}  // namespace

pipeline::Report plan_findings(const converge::FleetPlan& plan, const std::string& file) {
  pipeline::Report out{
      .verb = "plan", .file = file_in_repository(file), .rules = {create_rule, change_rule, delete_rule, refused_rule}};
  for (const auto& cluster : plan.clusters) {
    for (const auto& object : cluster.objects) out.cases.push_back(object_case(cluster, object));
    if (cluster.refusal) out.cases.push_back(refused_case(cluster));
    if (cluster.error) out.unread.push_back({cluster.context, describe(*cluster.error)});
  }
  return out;
}

}  // namespace corootctl::cli
