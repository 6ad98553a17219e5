#include "hub/removal.hpp"

#include <algorithm>

namespace corootctl::hub {

namespace {

Result<> refuse_viewer(const coroot::User& user) {
  if (!user.is_viewer) return {};
  const auto who = user.anonymous ? std::string("anonymous users") : "user " + user.name;
  return fail_with_hint(ErrorKind::unauthorized, coroot::may_change_projects,
                        "{} with role {} may not delete projects of Coroot", who, user.role);
}

}  // namespace

Result<bool> remove_project(const kube::Client& hub, const deploy::Installation& installation, const Login& login,
                            const std::string& name, const Within& within) {
  CTL_PASS(const auto coroot, open_hub_to_write(hub, installation, login, within));
  CTL_PASS(const auto user, coroot->user(within));
  CTL_RUN(refuse_viewer(user));
  const auto found = std::find_if(user.projects.begin(), user.projects.end(),
                                  [&](const auto& project) { return project.name == name; });
  if (found == user.projects.end()) return false;
  CTL_RUN(coroot->remove_project(found->id, within));
  return true;
}

Result<> check_may_remove(const kube::Reader& hub, const deploy::Installation& installation, const Login& login,
                          const Within& within) {
  CTL_PASS(const auto coroot, open_hub(hub, installation, login, within));
  CTL_PASS(const auto user, coroot->user(within));
  return refuse_viewer(user);
}

}  // namespace corootctl::hub
