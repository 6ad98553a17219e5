#include "deploy/plan.hpp"

namespace corootctl::deploy {

std::string_view name_of(Action action) {
  switch (action) {
    case Action::create: return "create";
    case Action::check: return "check";
    case Action::apply: return "apply";
    case Action::remove: return "delete";
    case Action::release: return "upgrade";
    case Action::await: break;
  }
  return "wait for";
}

std::vector<std::string> show(const std::vector<Step>& steps) {
  std::vector<std::string> out;
  for (const auto& step : steps) {
    const auto why = step.why.empty() ? "" : " (" + step.why + ")";
    out.push_back(step.cluster + ": " + std::string(name_of(step.action)) + " " + step.object.describe() + why);
  }
  return out;
}

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
