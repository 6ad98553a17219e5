#include "deploy/service_accounts.hpp"

#include <algorithm>

#include "deploy/components.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

bool knows_accounts(const Value& definition) {
  const auto& versions = definition.at({"spec", "versions"}).as_list();
  return std::any_of(versions.begin(), versions.end(), [](const Value& version) {
    return version.at({"schema", "openAPIV3Schema", "properties", "spec", "properties", "serviceAccounts"}).is_object();
  });
}

}  // namespace

Error in_words_of_accounts(Error error, const Value& wanted, const kube::Reader& reader, const Within& within) {
  const bool has_accounts = wanted["kind"].as_string() == "Coroot" && !wanted.at({"spec", "serviceAccounts"}).is_null();
  if (!has_accounts || error.kind != ErrorKind::invalid) return error;
  const auto definition = reader.find(coroot_definition(), within);
  if (!definition || !*definition || knows_accounts(**definition)) return error;
  error.what = "the definition of Coroot here has no spec.serviceAccounts: its operator is older than service accounts";
  error.hint =
      "Upgrade the operator together with its definition, or leave the service accounts out; without them a machine "
      "logs in with --coroot-user.";
  return error;
}

}  // namespace corootctl::deploy
