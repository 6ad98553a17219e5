#include "deploy/plan.hpp"

namespace corootctl::deploy {

kube::ObjectRef ref_of_document(const document::Value& document) {
  const auto& api_version = document["apiVersion"].as_string();
  const auto slash = api_version.find('/');
  kube::ObjectRef out;
  if (slash != std::string::npos) out.resource.group = api_version.substr(0, slash);
  out.resource.version = slash == std::string::npos ? api_version : api_version.substr(slash + 1);
  out.resource.kind = document["kind"].as_string();
  out.namespace_name = document.at({"metadata", "namespace"}).as_string();
  out.name = document.at({"metadata", "name"}).as_string();
  return out;
}

}  // namespace corootctl::deploy
