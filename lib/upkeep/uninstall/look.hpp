/// uninstall, reading half: what is in one cluster, and what forbids to take it away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "deploy/components.hpp"
#include "deploy/operators.hpp"
#include "upkeep/uninstall/operator_parts.hpp"
#include "upkeep/uninstall/request.hpp"

namespace corootctl::upkeep {

/// A volume of the Coroot.
struct Claim {
  std::string name{};
  std::string size{};
  bool goes_with_it = false;  ///< owned by the resource
};

struct UninstallLook {
  std::string context{}, server{};
  std::string uid{};  ///< of the cluster; "" = may not be read
  std::optional<deploy::Installation> installation{};
  std::string name{};                 ///< of the resource, also when it is gone already
  std::vector<std::string> others{};  ///< other Coroots in the cluster: "team-b/coroot"
  bool sees_all = true;               ///< false = there may be others where this user may not look
  bool has_definition = false;
  deploy::Operators operators{};
  std::vector<OperatorParts> parts{};
  std::vector<Claim> claims{};
  std::vector<std::string> key_secrets{};
};

/// Whether the operator may go: nobody else needs it, as far as can be seen.
inline bool is_last(const UninstallLook& look) { return look.others.empty() && look.sees_all; }

Result<UninstallLook> look_at(const kube::Client& client, const UninstallTarget& target,
                              const UninstallRequest& request, const Within& within);

/// The project that stands for the whole resource when a person agrees; its name where it has none of its own.
std::string name_to_type(const UninstallLook& look);

/// What stands in the way. Errors: usage for another project than was named, conflict for links and other Coroots,
/// failed where volumes can not be set free.
Result<> check_may_go(const UninstallLook& look, const UninstallTarget& target, const UninstallRequest& request);

/// `hub`: the resources of the cluster that is asked whether it reads the project. Errors: conflict when it does.
Result<> check_not_read(const UninstallLook& look, const std::vector<deploy::Installation>& hub,
                        const std::string& hub_context);

Farewell farewell_of(const UninstallLook& look, const UninstallRequest& request);

}  // namespace corootctl::upkeep
