/// keys status: what each member's keys are, on its own side and on the hub's, and which of them the hub's server uses.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "fleet/surroundings.hpp"
#include "ops/link/read.hpp"

namespace corootctl::links {

struct KeyStatusRequest {
  fleet::ClusterRef hub{};
  std::string namespace_name = "coroot";      ///< of the hub's Coroot
  std::vector<fleet::ClusterRef> clusters{};  ///< where members are looked for; the hub is not among them
  std::string key_name = "multi-cluster-api-key";
  std::chrono::milliseconds deadline = std::chrono::seconds(15);  ///< for each cluster
  std::size_t width = 16;
};

/// One entry of the member's project.
struct KeyEntry {
  std::string place{};        ///< "Secret coroot/coroot key agent-api-key"; "in the resource"
  std::string description{};  ///< as the resource has it
  std::string fingerprint{};  ///< "" = no key there
  std::string use{};          ///< agents, hub, next, ""
};

enum class Answer { unknown, no, yes };
std::string_view name_of(Answer answer);

struct KeyStatus {
  std::string project{};
  std::string context{};  ///< of the member; "" = none of the clusters has the project
  std::string hub_place{};
  std::string hub_fingerprint{};             ///< "" = no key there, or it may not be read
  std::string member_fingerprint{};          ///< of the key made for the hub, or of the one that the hub has
  std::optional<std::int64_t> written_ms{};  ///< epoch; the hub's copy, at the latest
  Answer same = Answer::unknown;             ///< whether the member accepts the hub's key
  Answer in_use = Answer::unknown;           ///< whether the hub's server was started with it
  std::string rotation{};                    ///< what an exchange that began waits for; "" = none
  std::vector<KeyEntry> entries{};
  std::optional<Error> error{};  ///< what stands in the way: no key, another key, a cluster that does not answer
};

struct KeysReport {
  std::vector<KeyStatus> members{};
  std::optional<std::int64_t> server_started_ms{};  ///< the hub's server; epoch
};

/// Reads only. Errors: the hub's.
Result<KeysReport> read_key_status(const KeyStatusRequest& request, const fleet::Surroundings& around,
                                   std::stop_token stop);

}  // namespace corootctl::links
