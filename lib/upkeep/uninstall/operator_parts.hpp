/// The objects of an operator that we brought, however that was.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/operators.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::upkeep {

struct OperatorParts {
  std::string what{};                      ///< "helm release coroot/coroot-operator", "operator in coroot"
  std::vector<kube::ObjectRef> objects{};  ///< in the order of their deletion; never the definition or a namespace
  std::vector<kube::ObjectRef> records{};  ///< helm's, oldest first: they go last, since they tell of the rest
  std::string stays{};                     ///< why it is left alone; "" = it may go
  std::vector<std::string> notes{};
};

/// The operators of `found`, or what an interrupted run left of one, which helm's records tell: in any namespace, or in
/// `namespace_name` where this user may not look into all of them. helm itself cannot keep a definition that its chart
/// has as a template, and so would delete every Coroot resource of the cluster: the objects of its record are deleted
/// one by one instead, then the record (operator 31).
Result<std::vector<OperatorParts>> operator_parts(const kube::Reader& reader, const deploy::Operators& found,
                                                  const std::string& namespace_name, const Within& within);

}  // namespace corootctl::upkeep
