#include "rca/blame/gaps.hpp"

#include "rca/constants.hpp"
#include "rca/measure/statistics.hpp"

namespace corootctl::rca {

bool has_gap(const Case& item, std::size_t call) {
  const CallState& state = item.measured.calls[call];
  if (const Change gap = gap_of_call(*item.world, item.window, call); gap.measured)
    return gap.outside && gap.mean_z >= constants::certain_z;
  const AppState& callee = item.measured.apps[item.world->calls[call].to];
  const Change& server = callee_latency(*item.world, item.measured, call);
  const double slower =
      (positive(state.latency.delta) - positive(server.measured ? server.delta : 0)) / state.latency.scale;
  const double failed =
      (positive(state.errors.delta) - positive(callee.errors.measured ? callee.errors.delta : 0)) / state.errors.scale;
  return (state.latency.measured && slower >= constants::certain_z) ||
         (state.errors.measured && failed >= constants::certain_z);
}

bool external_end(const Case& item, const Call& call) { return is_external(*item.world->apps[call.to]); }

Reason gap_reason(const Case& item, const std::vector<std::size_t>& calls) {
  Reason best;
  for (const std::size_t call : calls) {
    if (!has_gap(item, call)) continue;
    const CallState& state = item.measured.calls[call];
    for (const Change* change : {&state.latency, &state.errors})
      keep_stronger(best, {constants::weight_own_errors, 1, change->strength()}, *item.world, item.window,
                    item.world->id_of(item.world->calls[call]), *change);
  }
  return best;
}

}  // namespace corootctl::rca
