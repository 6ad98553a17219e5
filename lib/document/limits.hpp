/// What the readers refuse, so that no input can exhaust the stack or the memory.
#pragma once

#include <cstddef>

namespace corootctl::document {

/// Levels of lists and objects. libyaml has no limit of its own; real manifests stay below 60 (CRD schemas).
constexpr int max_depth = 400;

/// Bytes of YAML text. The largest real input, the output of `helm template` with its CRDs, is about 1 MiB.
constexpr std::size_t max_yaml_bytes = std::size_t{32} << 20;

/// Values and keys in one YAML document, each of which costs some 150 bytes while it is read. A kubeconfig of 1,000
/// contexts has 15,000, `helm template` with its CRDs 40,000.
constexpr std::size_t max_yaml_nodes = 1'000'000;

/// %TAG directives, which libyaml compares with each other. Real files have none.
constexpr std::size_t max_tag_directives = 100;

/// Memory, in bytes, that all aliases of one document may expand to (guards against "billion laughs").
constexpr std::size_t max_alias_bytes = std::size_t{16} << 20;

}  // namespace corootctl::document
