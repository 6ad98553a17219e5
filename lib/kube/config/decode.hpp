/// One kubeconfig file, typed (kubeconfig 8-25). Paths stay as written; merging makes them absolute.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "kube/config/kubeconfig.hpp"
#include "kube/config/typed_fields.hpp"

namespace corootctl::kube {

/// Entries in the order written; names are unique within each list (kubeconfig 15).
struct KubeconfigFile {
  std::vector<std::pair<std::string, ClusterEntry>> clusters{};
  std::vector<std::pair<std::string, UserEntry>> users{};
  std::vector<std::pair<std::string, ContextEntry>> contexts{};
  std::string current_context{};
};

/// `path` names the file in entries and problems. What is wrong is added to `problems`; the result is then not for use.
KubeconfigFile decode_kubeconfig(std::string_view text, const std::string& path, FieldProblems& problems);

/// Whether any user of the file holds a secret inline.
bool holds_secrets(const KubeconfigFile& file);

}  // namespace corootctl::kube
