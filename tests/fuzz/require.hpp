/// How a fuzz target says that a promise was broken.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace corootctl::tests {

/// Ends the process, with `claim`, when it does not hold: the fuzzer keeps the input.
inline void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "violated: %s\n", claim);
  std::abort();
}

}  // namespace corootctl::tests
