/// Reading and writing the public form of a snapshot (plain or gzip JSON).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// Parses "corootctl.snapshot/v1"; unknown keys are ignored. Gzip input is recognised by its first two bytes.
/// Errors: config, with the key that is wrong and why.
Result<Snapshot> parse_snapshot(std::string_view bytes);

/// Room that a text needs behind its end to be parsed in place, in bytes.
constexpr std::size_t parse_padding = 64;

/// The same without a copy: the text is taken over, and only grows when its capacity lacks parse_padding.
Result<Snapshot> parse_snapshot_in_place(std::string&& bytes);

/// Compact JSON with sorted lists and shortest float digits: the same snapshot gives the same bytes.
std::string write_snapshot(const Snapshot& snapshot);

}  // namespace corootctl::signals
