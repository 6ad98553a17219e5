/// What a tree shall be like.
#pragma once

#include <string>

#include "render/keys.hpp"

namespace corootctl::render {

enum class Form { plain, kustomize, argocd, flux };

enum class Secrets {
  reference,  ///< the resources name them, people or apply make them
  external,   ///< ExternalSecrets bring them out of a store
  sealed,     ///< people seal them; the tree says how, and does not build before that
  emitted,    ///< the tree has them, with keys that people gave
};

struct Settings {
  Form form = Form::plain;
  Secrets secrets = Secrets::reference;
  KeyStore store{};
  GivenKeys keys{};                       ///< for Secrets::emitted
  std::string repo_url{};                 ///< of the git repository that has the tree; Argo CD needs it
  std::string revision = "HEAD";          ///< that Argo CD follows
  std::string path = ".";                 ///< of the tree in the repository
  std::string destination = "{context}";  ///< cluster's name in Argo CD; {name}, {context}, {project}, {label.KEY}
  std::string engine_namespace{};         ///< "" = argocd, flux-system
};

}  // namespace corootctl::render
