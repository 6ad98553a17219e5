/// Calls that took longer or failed more than their callees say: what the network between them leaves behind.
#pragma once

#include <optional>
#include <vector>

#include "rca/blame/suspects.hpp"

namespace corootctl::rca {

/// The call got slower or failed more than its callee did.
bool has_gap(const Case& item, std::size_t call);

/// Some calls, with and without a gap.
struct Beside {
  double good = 0;
  double bad = 0;
};

/// The calls of each app that was asked about, counted once: hubs have thousands.
struct GapCounts {
  explicit GapCounts(const Case& item);
  std::vector<std::optional<Beside>> leaving{};
  std::vector<std::optional<Beside>> entering{};
};

/// The caller's share of a gap, 0..1: one half when nothing tells the two ends apart.
double caller_part(const Case& item, std::size_t call, GapCounts& counts);

/// The call leaves what we measure.
bool external_end(const Case& item, const Call& call);

/// The largest gap over some calls: without network signals it is the evidence. Weight 0 when there is none.
Reason gap_reason(const Case& item, const std::vector<std::size_t>& calls);

}  // namespace corootctl::rca
