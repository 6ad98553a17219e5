/// Reading and writing the public form of a snapshot (plain or gzip JSON).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/cores.hpp"
#include "base/files.hpp"
#include "base/result.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// Reads "corootctl.snapshot/v1"; unknown keys are ignored. Gzip input is recognised by its first two bytes, a web page
/// that holds a snapshot (signals/embedded.hpp) by its first line. The text is read piece by piece and never held as a
/// whole (that of a page is); the result is the same with any number of threads. Errors: config, with the key that is
/// wrong and why; those of the source.
Result<Snapshot> read_snapshot(ReadBytes source, std::size_t threads = cores());
/// The same of a text.
Result<Snapshot> parse_snapshot(std::string_view text, std::size_t threads = cores());

/// Compact JSON with sorted lists and shortest float digits: the same snapshot gives the same bytes.
std::string write_snapshot(const Snapshot& snapshot);

}  // namespace corootctl::signals
