#include "render/common.hpp"

#include <algorithm>

namespace corootctl::render {

using document::List;
using document::Object;
using document::Value;

std::string coroot_namespace_of(const Part& part) { return part.space.at({"metadata", "name"}).as_string(); }

std::vector<Value> external_secrets(const Part& part, const Settings& settings) {
  std::vector<Value> out;
  if (settings.secrets != Secrets::external) return out;
  for (const auto& secret : part.secrets)
    out.push_back(external_secret(secret, coroot_namespace_of(part), settings.store, settings.form == Form::argocd));
  return out;
}

bool needs_sealing(const Part& part, const Settings& settings) {
  return settings.secrets == Secrets::sealed &&
         std::any_of(part.secrets.begin(), part.secrets.end(), [](const KeySecret& secret) { return secret.is_copy; });
}

File kustomization_file(const std::string& folder, const std::vector<std::string>& resources) {
  return yaml_file(folder + "/kustomization.yaml", {Object{{"apiVersion", "kustomize.config.k8s.io/v1beta1"},
                                                           {"kind", "Kustomization"},
                                                           {"resources", List(resources.begin(), resources.end())}}});
}

}  // namespace corootctl::render
