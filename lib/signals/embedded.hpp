/// A snapshot inside a web page: base64 of its gzip form, in a script element of a type that no browser runs.
#pragma once

#include <string>

#include "base/files.hpp"
#include "base/result.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::signals {

/// The element, with a line break at its end. It holds base64 in lines of 76 characters, so no name of the snapshot can
/// end it or begin another one. The same snapshot gives the same bytes.
Result<std::string> embed_snapshot(const Snapshot& snapshot);

/// The bytes of the snapshot in a page; bytes that do not begin as an HTML document pass as they are. Errors: those of
/// `source`; config, for a page without a snapshot (with how to write one with it) and for a damaged one.
ReadBytes out_of_page(ReadBytes source);

}  // namespace corootctl::signals
