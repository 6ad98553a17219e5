/// The operators that a cluster has already, whoever brought them (operator 26).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

struct Operator {
  std::string namespace_name{};
  std::string release{};  ///< helm's; "" = not brought by helm
  document::Value deployment{};
  /// "operator in coroot-operator (release flux)"
  std::string describe() const;
  kube::ObjectRef ref() const;
};

struct Operators {
  std::vector<Operator> found{};  ///< that of the namespace asked about first
  bool everywhere = true;         ///< false = other namespaces than that one may not be read
};

/// By the chart's label in all namespaces, by one request; where that is forbidden, in `namespace_name`.
Result<Operators> find_operators(const kube::Reader& reader, const std::string& namespace_name, const Within& within);

/// Whether a Deployment has the chart's label.
bool is_operator(const document::Value& deployment);

/// What is written would have no effect. Errors: failed when the operator is on its way out or scaled to 0.
Result<> check_at_work(const Operator& found);

}  // namespace corootctl::deploy
