#include "deploy/adoption.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "coroot/resource.hpp"
#include "kube/objects/client.hpp"
#include "kube/objects/last_applied.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;
using Path = std::vector<std::string>;

std::string dotted(const std::vector<Path>& paths, const char* before = "") {
  std::vector<std::string> out;
  for (const auto& path : paths) out.push_back(before + join(path, "."));
  return join(out, ", ");
}

/// Client-side apply neither asks nor tells; other managers apply on the server or come back in a loop.
std::string consequence(const std::string& manager) {
  if (manager != "kubectl-client-side-apply") return ", which may set it back, or report a conflict";
  return ": another `kubectl apply` of its file would undo this without a word, so bring the file up to date "
         "(`corootctl status` warns until then)";
}

/// Projects that the file lacks: what an apply of it takes away.
std::vector<std::string> lost_projects(const Value& live, const Value& file) {
  auto out = coroot::project_names(live);
  std::erase_if(out, [&](const auto& name) { return coroot::find_project(file, name) != nullptr; });
  return out;
}

std::string last_write(const Value& live, const std::string& manager) {
  std::string out;
  for (const auto& entry : live.at({"metadata", "managedFields"}).as_list()) {
    if (entry["manager"].as_string() == manager) out = std::max(out, entry["time"].as_string());
  }
  return out;
}

}  // namespace

std::vector<std::string> take_over_notes(const kube::ObjectRef& object, const Value& live, const Value& wanted) {
  std::vector<std::string> out;
  for (const auto& each : kube::take_overs(live, wanted, kube::field_manager)) {
    out.push_back(object.describe() + ": " + dotted(each.fields) + " is taken over from " +
                  printable(each.manager, 100) + consequence(each.manager));
  }
  return out;
}

std::string set_back_note(const kube::ObjectRef& object, const Value& live) {
  auto paths = kube::set_back_by_apply(live, kube::field_manager);
  if (paths.empty()) return "";
  std::vector<std::string> losses;
  const auto lost = lost_projects(live, kube::last_applied(live).value_or(Value()));
  const auto projects = std::find(paths.begin(), paths.end(), Path{"spec", "projects"});
  if (projects != paths.end() && !lost.empty()) {
    losses.push_back("take away " + std::string(lost.size() == 1 ? "project " : "projects ") + join(lost, ", "));
    paths.erase(projects);
  }
  if (!paths.empty()) losses.push_back("set back " + dotted(paths));
  return object.describe() + ": another `kubectl apply` of the file that it was made from would " +
         join(losses, " and ") + ": bring that file up to date, and apply it with --server-side";
}

std::string conflict_text(const Value& live, const Value& wanted) {
  std::vector<std::string> out;
  for (const auto& each : kube::take_overs(live, wanted, kube::field_manager))
    out.push_back(printable(each.manager, 100) + " owns " + dotted(each.fields, "."));
  return join(out, "; ");
}

std::vector<std::string> writers_of(const Value& live, const Value& wanted) {
  std::vector<std::string> out;
  for (const auto& each : kube::take_overs(live, wanted, kube::field_manager)) {
    const auto time = last_write(live, each.manager);
    out.push_back(printable(each.manager, 100) + (time.empty() ? "" : " (" + printable(time, 40) + ")") + ": " +
                  dotted(each.fields, "."));
  }
  return out;
}

}  // namespace corootctl::deploy
