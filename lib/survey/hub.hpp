/// The facts of a hub, from its own Coroot: whether each member's data arrive, all of them.
#pragma once

#include "checks/facts.hpp"
#include "coroot/client.hpp"
#include "deploy/components.hpp"
#include "fleet/surroundings.hpp"

namespace corootctl::survey {

struct HubQuestion {
  std::chrono::milliseconds deadline{};
  std::chrono::milliseconds member_timeout{};
  std::size_t width = 8;
  std::int64_t now_ms = 0;
};

/// Members and aggregates of `installation`, as `client` shows them. Fills `out`; what could not be asked is a gap.
void read_hub(const coroot::Client& client, const deploy::Installation& installation, const HubQuestion& question,
              checks::Hub& out, std::stop_token stop);

}  // namespace corootctl::survey
