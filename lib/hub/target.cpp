#include "hub/target.hpp"

#include "base/text.hpp"

namespace corootctl::hub {
namespace {

std::vector<std::string> names_of(const std::vector<coroot::ProjectName>& projects) {
  std::vector<std::string> names;
  for (const auto& project : projects) names.push_back(project.name);
  return names;
}

Result<Target> read_target(const coroot::Client& hub, const coroot::ProjectName& project,
                           const coroot::Within& within) {
  CTL_TRY(const auto document, hub.project(project.id, within), "project " + project.name);
  Target target{project.name, project.id, !document.members.empty(), document.members};
  if (!target.is_aggregate) target.members = {project.name};
  return target;
}

Result<Target> find_only_target(const coroot::Client& hub, const coroot::User& user, const coroot::Within& within) {
  if (user.projects.size() == 1) return read_target(hub, user.projects.front(), within);
  std::vector<Target> aggregates;
  for (const auto& project : user.projects) {
    CTL_PASS(auto target, read_target(hub, project, within));
    if (target.is_aggregate) aggregates.push_back(std::move(target));
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

Result<Target> find_target(const coroot::Client& hub, const std::string& project, const coroot::Within& within) {
  if (project.empty()) {
    CTL_PASS(const auto user, hub.user(within));
    return find_only_target(hub, user, within);
  }
  CTL_PASS(const auto id, hub.project_id(project, within));
  return read_target(hub, {id, project}, within);
}

}  // namespace corootctl::hub
