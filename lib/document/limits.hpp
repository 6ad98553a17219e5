/// What the readers refuse, so that no input can exhaust the stack or the memory.
#pragma once

#include <cstddef>

namespace corootctl::document {

/// Levels of lists and objects. The YAML library stops at 500 by itself; real manifests stay below 60 (CRD schemas).
constexpr int max_depth = 400;

/// Bytes of YAML text. The largest real input, the output of `helm template` with its CRDs, is about 1 MiB.
constexpr std::size_t max_yaml_bytes = std::size_t{32} << 20;

/// Memory, in bytes, that all aliases of one document may expand to (guards against "billion laughs").
constexpr std::size_t max_alias_bytes = std::size_t{16} << 20;

}  // namespace corootctl::document
