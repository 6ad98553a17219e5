#include "hub/project.hpp"

#include "base/text.hpp"

namespace corootctl::hub {
namespace {

std::vector<std::string> names_of(const std::vector<coroot::ProjectName>& projects) {
  std::vector<std::string> names;
  for (const auto& project : projects) names.push_back(project.name);
  return names;
}

Result<Project> read_project(const coroot::Client& hub, const coroot::ProjectName& project, const Within& within) {
  CTL_TRY(const auto document, hub.project(project.id, within), "project " + project.name);
  Project out{project.name, project.id, !document.members.empty(), document.members};
  if (!out.is_aggregate) out.members = {project.name};
  return out;
}

Result<Project> find_only_project(const coroot::Client& hub, const coroot::User& user, const Within& within) {
  if (user.projects.size() == 1) return read_project(hub, user.projects.front(), within);
  std::vector<Project> aggregates;
  for (const auto& project : user.projects) {
    CTL_PASS(auto read, read_project(hub, project, within));
    if (read.is_aggregate) aggregates.push_back(std::move(read));
  }
  if (aggregates.size() == 1) return aggregates.front();
  if (user.projects.empty()) {
    return fail_with_hint(ErrorKind::not_found, "Log in, or give the anonymous role a project.",
                          "Coroot shows no project to this user");
  }
  return fail_with_hint(ErrorKind::usage, "Projects: " + join(names_of(user.projects), ", ") + ".",
                        "several projects could be meant: name one");
}

}  // namespace

Result<Project> find_project(const coroot::Client& hub, const std::string& name, const Within& within) {
  if (name.empty()) {
    CTL_PASS(const auto user, hub.user(within));
    return find_only_project(hub, user, within);
  }
  CTL_PASS(const auto id, hub.project_id(name, within));
  return read_project(hub, {id, name}, within);
}

}  // namespace corootctl::hub
