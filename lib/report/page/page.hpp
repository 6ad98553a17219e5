/// The answer as one web page that stands for itself: no script runs in it and it asks no server for anything.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"
#include "report/forms.hpp"
#include "signals/snapshot.hpp"

namespace corootctl::report {

struct PageOptions {
  std::size_t top = 3;  ///< suspects shown
  Detail detail = Detail::usual;
  std::string command{};  ///< that made the page, for whoever wants to make it again; "" = not told
  bool embeds = false;    ///< the snapshot goes with the page, for `rca --snapshot PAGE`
};

/// Verdict, what to do, map, plots of the evidence, a call from both ends, timeline, what was ruled out, what is
/// missing, how to get the answer again. Only what the answer names is drawn, however large `snapshot` is. The same
/// arguments give the same bytes. Errors: internal, when the snapshot cannot be packed.
Result<std::string> to_page(const rca::Answer& answer, const signals::Snapshot& snapshot, const PageOptions& options);

}  // namespace corootctl::report
