/// From verbs to the roles that allow exactly them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"
#include "rights/uses.hpp"

namespace corootctl::rights {

/// Who gets the roles; all empty = nobody, so no binding is made.
struct Subjects {
  std::vector<std::string> users{}, groups{};
  std::vector<std::string> service_accounts{};  ///< NAMESPACE:NAME, or NAME in the namespace of the roles
};

struct RoleWish {
  std::vector<std::string> verbs{};
  std::string place{};        ///< "hub", "member"; "" = not said
  std::string operator_by{};  ///< "helm", "manifests", "nobody"; "" = not said
  std::string namespace_name = "coroot";
  std::string resource_name = "coroot";
  std::string release = "coroot-operator";
  std::string role_name{};  ///< "" = "corootctl-VERB-..."
  Subjects subjects{};
};

/// The uses of one verb that the wish leaves, each rule's names filled in; none when it asks no cluster. Errors: usage,
/// for a verb that is not in the table.
Result<std::vector<Use>> uses_of_verb(const std::string& verb, const RoleWish& wish);

/// The uses that the wish is about, each rule's names filled in. Errors: usage, for a verb that is not in the table,
/// and for verbs that need other rights in a hub than in a member, or with another way to bring the operator, when the
/// wish does not say which.
Result<std::vector<Use>> chosen_uses(const RoleWish& wish);

/// The rules of several uses: equal places together, verbs in order, nothing twice, and nothing that another rule
/// allows already.
std::vector<Rule> united(const std::vector<Use>& uses);

/// ClusterRole, Role and their bindings, those without rules left out; the same wish gives the same documents. Errors:
/// those of chosen_uses, and usage for a subject's name that cannot be one.
Result<std::vector<document::Value>> make_roles(const RoleWish& wish);

}  // namespace corootctl::rights
