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
/// What may be blamed. `load` is the traffic that came to an app, `link` the network between two clusters.
enum class CauseKind { app, instance, link, node, cluster, external, load };

/// One number that can be looked up in the snapshot. For an event, `signal` is its kind, `onset_ms` its time, `text`
/// what it said, and before, after and z are absent. For log_pattern and trace_span `text` is a quote
/// (rca/verdict/quotes.hpp).
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

/// One reason's proof: the product of its terms, each 0..1, where all of them apply.
struct ReasonTerms {
  double kind = 0;      ///< what such a signal proves at most
  double place = 1;     ///< the app itself, one pod of several, or the share of blame that stayed
  double strength = 1;  ///< how far beyond noise
  double lasting = 1;   ///< it held over the window
  double timing = 1;    ///< it came neither too late nor long before
};
struct WeighedReason {
  std::string signal{};
  std::string subject{};
  double weight = 0;
  std::optional<ReasonTerms> terms{};  ///< nothing for changes: they weigh as the symptom they may explain
};

/// Blame that came by an app and what stayed, in one currency.
struct Passage {
  double passing = 0;
  double own = 0;
};

/// What keeps a claim from being `high`, see open_questions in rca/verdict/confidence.cpp.
enum class Open { trust, lead, blame, proof, observed, change, hidden, callees, mixed, latencies, members };

struct ConfidenceTerms {
  double blame = 0, lead = 0, proof = 0, trust = 0;   ///< added up by their weights
  double followed = 1, callees_known = 1, place = 1;  ///< factors
  double value = 0;
  double observed = 1;       ///< share of what may explain it otherwise that was measured
  double own_reason = 0;     ///< what its own signals prove, levels and logs left out
  std::vector<Open> open{};  ///< of the first candidate
  bool earned = false;       ///< the first candidate, and nothing is open: high
};

/// Every term of a candidate's score and confidence.
struct ScoreTerms {
  double blame = 0;
  double proof = 0;
  double trust = 0;  ///< in the flow
  double prior = 1;
  Passage latency{};
  Passage errors{};
  std::vector<WeighedReason> reasons{};
  double change_bonus = 0;  ///< part of proof
  ConfidenceTerms confidence{};
};

struct Candidate {
  CauseKind kind = CauseKind::app;
  std::string subject{};  ///< app, instance, node or cluster id; "from -> to" for a link
  std::string signal{};
  double score = 0;  ///< 0..1
  double blame = 0;  ///< share of the incident's excess, 0..1
  Confidence confidence = Confidence::low;
  std::vector<Evidence> evidence{};
  std::vector<std::string> against{};
  std::optional<ScoreTerms> terms{};  ///< of the first candidates
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

/// From the one moment up to the other, epoch milliseconds.
struct Span {
  std::int64_t from_ms = 0;
  std::int64_t until_ms = 0;
};

/// The states that were compared, for whoever draws the numbers.
struct Compared {
  Span usual{};
  Span abnormal{};
  bool by_reference = false;  ///< `usual` is the snapshot's reference period, which lies outside of its grid
};

struct Answer {
  Status status = Status::unknown;
  std::string target{};
  std::vector<std::string> alarmed{};  ///< apps whose alarms are to be explained, the target first
  std::optional<std::int64_t> onset_ms{};
  std::optional<Compared> compared{};   ///< nothing for a quiet answer
  std::vector<Candidate> candidates{};  ///< best first, strictly ordered
  std::size_t suspects = 1;  ///< how many of the first may be the cause; the others are effects or bystanders
  std::vector<Hop> path{};
  std::vector<Excluded> excluded{};
  std::vector<signals::Gap> data_gaps{};
};

std::string to_string(Status status);
std::string to_string(Open question);
std::string to_string(Confidence confidence);
std::string to_string(CauseKind kind);

}  // namespace corootctl::rca
