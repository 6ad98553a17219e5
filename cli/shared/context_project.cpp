#include "cli/shared/context_project.hpp"

namespace corootctl::cli {

std::pair<std::string, std::string> split_target(const std::string& text, const kube::Kubeconfig& config) {
  const auto equals = text.rfind('=');
  if (equals == std::string::npos || config.contexts.contains(text)) return {text, ""};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace corootctl::cli
