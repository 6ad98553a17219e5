/// The engine's answer; its public form is JSON, schema "corootctl.rca/v1" (docs/snapshot.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "signals/snapshot.hpp"

namespace corootctl::rca {

enum class Status { root_cause, unknown, no_incident };
enum class Confidence { low, medium, high };

/// One number that can be looked up in the snapshot. For an event, `signal` is its kind, `onset_ms` its time, and
/// before, after and z are absent.
struct Evidence {
  std::string signal{};
  std::string subject{};
  std::optional<double> before{};
  std::optional<double> after{};
  std::string unit{};
  std::optional<double> z{};  ///< robust deviations from the reference
  std::optional<std::int64_t> onset_ms{};
  std::string text{};
};

struct Candidate {
  std::string kind{};     ///< app, instance, link, node, cluster, external, load
  std::string subject{};  ///< app, instance, node or cluster id; "from -> to" for a link
  std::string signal{};
  double score = 0;  ///< 0..1
  double blame = 0;  ///< share of the incident's excess, 0..1
  Confidence confidence = Confidence::low;
  std::vector<Evidence> evidence{};
  std::vector<std::string> against{};
};

/// One hop from the target towards the first candidate.
struct Hop {
  std::string from{};
  std::string to{};
  double excess = 0;
  bool cross_cluster = false;
};

struct Excluded {
  std::string subject{};
  std::string reason{};
};

struct Answer {
  Status status = Status::unknown;
  std::string target{};
  std::optional<std::int64_t> onset_ms{};
  std::vector<Candidate> candidates{};  ///< best first, strictly ordered
  std::vector<Hop> path{};
  std::vector<Excluded> excluded{};
  std::vector<signals::Gap> data_gaps{};
};

}  // namespace corootctl::rca
