#include "render/common.hpp"

#include <algorithm>

namespace corootctl::render {

using document::List;
using document::Object;
using document::Value;

std::string coroot_namespace_of(const Part& part) { return part.space.at({"metadata", "name"}).as_string(); }

std::optional<File> secrets_file(const Part& part, const Settings& settings, const std::string& folder) {
  const auto space = coroot_namespace_of(part);
  const bool wave = settings.form == Form::argocd, emits = settings.secrets == Secrets::emitted;
  std::vector<Value> documents;
  if (!emits && settings.secrets != Secrets::external) return {};
  for (const auto& secret : part.secrets) {
    auto document =
        emits ? key_secret(secret, space, settings.keys, wave) : external_secret(secret, space, settings.store, wave);
    if (!document.is_null()) documents.push_back(std::move(document));
  }
  if (documents.empty()) return {};
  return emits ? secret_file(folder + "/" + emitted_file, documents)
               : yaml_file(folder + "/" + external_file, documents);
}

void add_secrets_folder(Tree& out, const Part& part, const Settings& settings, const std::string& folder) {
  if (auto file = secrets_file(part, settings, folder)) {
    out.push_back(kustomization_file(folder, {file->path.substr(folder.size() + 1)}));
    out.push_back(std::move(*file));
  } else if (needs_sealing(part, settings)) {
    out.push_back(kustomization_file(folder, {sealed_file}));
  }
}

bool has_secrets_step(const Part& part, const Settings& settings) {
  return needs_sealing(part, settings) || secrets_file(part, settings, "").has_value();
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
