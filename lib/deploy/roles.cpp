#include "deploy/roles.hpp"

#include "coroot/resource.hpp"

namespace corootctl::deploy {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::absent: return "absent";
    case Role::none: return "none";
    case Role::member: return "member";
    case Role::hub: return "hub";
    case Role::agents_only: break;
  }
  return "agents-only";
}

Result<Role> role_of(const kube::Reader& reader, const std::vector<Installation>& installations, const Within& within) {
  Role role = Role::none;
  for (const auto& installation : installations) {
    if (role == Role::none) role = Role::member;
    if (installation.resource.at({"spec", "agentsOnly"}).is_object()) role = Role::agents_only;
    for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
      const auto kind = coroot::kind_of(project);
      if (kind == coroot::ProjectKind::remote || kind == coroot::ProjectKind::aggregate) return Role::hub;
    }
  }
  if (role != Role::none) return role;
  auto found = reader.find(coroot_definition(), within);
  if (!found && found.error().kind == ErrorKind::unauthorized) return Role::none;  // may not look: say the less
  if (!found) return tl::unexpected(std::move(found.error()));
  return *found ? Role::none : Role::absent;
}

}  // namespace corootctl::deploy
