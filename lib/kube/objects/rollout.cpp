#include "kube/objects/rollout.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace corootctl::kube {
namespace {

using document::Value;

int count(const Value& value, int fallback = 0) { return static_cast<int>(value.as_integer(fallback)); }

const Value& condition(const Value& workload, std::string_view type) {
  for (const auto& candidate : workload.at({"status", "conditions"}).as_list()) {
    if (candidate["type"].as_string() == type) return candidate;
  }
  static const Value none;
  return none;
}

/// Whether status speaks of the current spec at all.
bool is_observed(const Value& workload) {
  return count(workload.at({"status", "observedGeneration"})) >= count(workload.at({"metadata", "generation"}));
}

std::string of_pods(int some, int all, std::string_view what) {
  return fmt::format("{} of {} {} {}", some, all, all == 1 ? "pod" : "pods", what);
}

Rollout waiting(Rollout rollout, std::string reason) {
  rollout.reason = std::move(reason);
  return rollout;
}

Rollout done(Rollout rollout) {
  rollout.done = true;
  return rollout;
}

/// Quotas and admission refusals show up here and nowhere else: no pod exists to ask.
std::string with_refusal(const Value& workload, std::string reason) {
  const auto& refusal = condition(workload, "ReplicaFailure");
  if (refusal["status"].as_string() != "True") return reason;
  return reason + ": " + printable(refusal["message"].as_string(), 300);
}

Rollout deployment(const Value& workload) {
  const auto& status = workload["status"];
  Rollout out;
  out.desired = count(workload.at({"spec", "replicas"}), 1);
  out.ready = count(status["readyReplicas"]);
  const int updated = count(status["updatedReplicas"]);
  const int total = count(status["replicas"]);
  const int available = count(status["availableReplicas"]);
  if (!is_observed(workload)) return waiting(out, "its controller has not seen the change yet");
  const auto& progress = condition(workload, "Progressing");
  if (progress["reason"].as_string() == "ProgressDeadlineExceeded") {
    out.failed = true;
    return waiting(out, with_refusal(workload, "exceeded its progress deadline"));
  }
  if (updated < out.desired) return waiting(out, with_refusal(workload, of_pods(updated, out.desired, "updated")));
  if (total > updated) return waiting(out, fmt::format("{} old pods still to end", total - updated));
  if (available < updated) return waiting(out, of_pods(available, updated, "available"));
  return done(out);
}

Rollout daemon_set(const Value& workload) {
  const auto& status = workload["status"];
  Rollout out;
  out.desired = count(status["desiredNumberScheduled"]);
  out.ready = count(status["numberReady"]);
  const int updated = count(status["updatedNumberScheduled"]);
  const int available = count(status["numberAvailable"]);
  // kubectl refuses OnDelete because it cannot tell the end of an update; whether pods run, it can be told.
  const bool rolls = workload.at({"spec", "updateStrategy", "type"}).string_or("RollingUpdate") == "RollingUpdate";
  if (!is_observed(workload)) return waiting(out, "its controller has not seen the change yet");
  if (rolls && updated < out.desired) return waiting(out, of_pods(updated, out.desired, "updated"));
  if (available < out.desired) return waiting(out, of_pods(available, out.desired, "available"));
  return done(out);
}

/// The part of a StatefulSet's rules that looks at revisions, after all pods are ready.
Rollout stateful_revision(const Value& workload, const Rollout& out) {
  const auto& status = workload["status"];
  const auto& strategy = workload.at({"spec", "updateStrategy"});
  if (strategy["type"].string_or("RollingUpdate") != "RollingUpdate") return done(out);
  const int updated = count(status["updatedReplicas"]);
  const int partition = count(strategy.at({"rollingUpdate", "partition"}));
  if (partition > 0) {
    const int wanted = out.desired - partition;
    return updated < wanted ? waiting(out, of_pods(updated, wanted, "updated")) : done(out);
  }
  if (status["updateRevision"] == status["currentRevision"]) return done(out);
  return waiting(out, of_pods(updated, out.desired, "updated"));
}

Rollout stateful_set(const Value& workload) {
  const auto& status = workload["status"];
  Rollout out;
  out.desired = count(workload.at({"spec", "replicas"}), 1);
  out.ready = count(status["readyReplicas"]);
  const bool observed = count(status["observedGeneration"]) > 0 && is_observed(workload);
  if (!observed) return waiting(out, "its controller has not seen the change yet");
  if (out.ready < out.desired) return waiting(out, of_pods(out.ready, out.desired, "ready"));
  return stateful_revision(workload, out);
}

}  // namespace

Rollout rollout_of(const Value& workload) {
  const auto& kind = workload["kind"].as_string();
  if (kind == "Deployment") return deployment(workload);
  if (kind == "DaemonSet") return daemon_set(workload);
  if (kind == "StatefulSet") return stateful_set(workload);
  Rollout out;
  out.failed = true;
  out.reason = "a " + printable(kind, 100) + " does not roll out";
  return out;
}

}  // namespace corootctl::kube
