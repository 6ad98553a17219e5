/// Whether an excerpt began at an onset.
#pragma once

#include <cstdint>
#include <optional>

#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// How often something came in two equally long stretches, one before and one after a moment.
struct Turn {
  double before = 0;
  double after = 0;
  std::optional<std::int64_t> begin_ms{};  ///< of the first step that has more than any step of the stretch before
};

/// The turn of `excerpt` at `at_ms`; both stretches are as long as the shorter side. Nothing without a step before it.
std::optional<Turn> turn_at(const Excerpt& excerpt, std::int64_t at_ms);

/// Whether it is worth a word: more than a few, and either new or several times as many as before.
bool has_risen(const Turn& turn);

}  // namespace corootctl::signals
