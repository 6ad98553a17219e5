/// Reading and writing the public form of a snapshot (plain or gzip JSON).
#pragma once

#include <string>

#include "base/result.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// Parses "corootctl.snapshot/v1"; unknown keys are ignored. Gzip input is recognised by its first two bytes.
/// Errors: config, with the key that is wrong and why.
/// A text that is moved in is parsed in place; it only grows when its capacity lacks what the parser reads beyond.
Result<Snapshot> parse_snapshot(std::string text);

/// Compact JSON with sorted lists and shortest float digits: the same snapshot gives the same bytes.
std::string write_snapshot(const Snapshot& snapshot);

}  // namespace corootctl::signals
