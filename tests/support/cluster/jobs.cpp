/// Jobs of a simulated cluster: one pod each, which Pod Security may keep out and a kubelet may end.
#include <fmt/core.h>

#include "support/cluster/state.hpp"

namespace corootctl::support {

using document::List;
using document::Object;
using document::Value;

namespace {

/// The rule of the level "restricted" that this pod breaks; "" = none (kubernetes.io/docs: Pod Security Standards).
std::string broken_rule(const Value& pod) {
  const auto& whole = pod["securityContext"];
  for (const Value& container : pod["containers"].as_list()) {
    const auto& own = container["securityContext"];
    if (!own["allowPrivilegeEscalation"].is_bool() || own["allowPrivilegeEscalation"].as_bool())
      return "allowPrivilegeEscalation != false";
    if (own.at({"capabilities", "drop"})[std::size_t{0}].as_string() != "ALL") return "unrestricted capabilities";
    if (!whole["runAsNonRoot"].as_bool()) return "runAsNonRoot != true";
    if (whole.at({"seccompProfile", "type"}).as_string() != "RuntimeDefault") return "seccompProfile";
  }
  return "";
}

std::string refusal_of(const SimState& state, const Value& job) {
  if (!state.faults.jobs_refused.empty()) return state.faults.jobs_refused;
  const Value* space = state.store.find({"", "namespaces", "", namespace_of(job)});
  if (space == nullptr) return "";
  const auto level =
      space->at({"metadata", "labels", "pod-security.kubernetes.io/enforce"}).string_or(state.faults.pod_security);
  const auto rule = broken_rule(job.at({"spec", "template", "spec"}));
  if (level != "restricted" || rule.empty()) return "";
  return fmt::format("violates PodSecurity \"restricted:latest\": {}", rule);
}

void record_failed_create(SimState& state, const Value& job, const std::string& why) {
  const ObjectKey key{"", "events", namespace_of(job), name_of(job) + ".refused"};
  if (state.store.find(key) != nullptr) return;
  state.store.put(
      key, Object{{"apiVersion", "v1"},
                  {"kind", "Event"},
                  {"metadata", Object{{"name", key.name}, {"namespace", key.namespace_name}}},
                  {"type", "Warning"},
                  {"reason", "FailedCreate"},
                  {"message", fmt::format("Error creating: pods \"{}-x7k2p\" is forbidden: {}", name_of(job), why)},
                  {"lastTimestamp", state.now},
                  {"involvedObject",
                   Object{{"kind", "Job"}, {"name", name_of(job)}, {"uid", job.at({"metadata", "uid"})}}}});
}

Value container_state(const SimState& state, const std::string& job) {
  if (const auto stuck = state.faults.stuck_pods.find(job); stuck != state.faults.stuck_pods.end())
    return Object{{"waiting", Object{{"reason", stuck->second}, {"message", "the kubelet cannot start it"}}}};
  if (!state.faults.jobs_end) return Value();
  const auto& end = *state.faults.jobs_end;
  return Object{{"terminated", Object{{"exitCode", end.exit_code}, {"reason", end.reason}, {"message", end.message}}}};
}

Value pod_of(SimState& state, const Value& job) {
  Value pod = Object{{"apiVersion", "v1"}, {"kind", "Pod"}};
  pod.object().set("metadata", job.at({"spec", "template", "metadata"}));
  Value& metadata = pod.make({"metadata"});
  metadata.object().set("name", name_of(job) + "-x7k2p");
  metadata.object().set("namespace", namespace_of(job));
  metadata.object().set("uid", state.store.next_uid());
  metadata.object().set("creationTimestamp", state.now);
  metadata.make({"labels", "batch.kubernetes.io/job-name"}) = name_of(job);
  metadata.object().set("ownerReferences", List{Object{{"apiVersion", "batch/v1"},
                                                       {"kind", "Job"},
                                                       {"name", name_of(job)},
                                                       {"uid", job.at({"metadata", "uid"})},
                                                       {"controller", true}}});
  pod.object().set("spec", job.at({"spec", "template", "spec"}));
  const auto container = container_state(state, name_of(job));
  Object status{{"phase", "Pending"}};
  if (!container.is_null()) {
    status.set("containerStatuses", List{Object{{"name", "probe"}, {"ready", false}, {"state", container}}});
    if (container["terminated"].is_object())
      status.set("phase", state.faults.jobs_end->exit_code == 0 ? "Succeeded" : "Failed");
  }
  pod.object().set("status", std::move(status));
  return pod;
}

void settle_job(SimState& state, const ObjectKey& key) {
  const Value job = *state.store.find(key);
  if (!job["status"].is_null()) return;
  if (const auto why = refusal_of(state, job); !why.empty()) return record_failed_create(state, job, why);
  Value pod = pod_of(state, job);
  const bool is_over = state.faults.jobs_end && !state.faults.stuck_pods.contains(key.name);
  const bool is_well = is_over && state.faults.jobs_end->exit_code == 0;
  const ObjectKey pod_key{"", "pods", key.namespace_name, name_of(pod)};
  state.store.put(pod_key, std::move(pod));
  Value after = job;
  after.object().set("status",
                     is_over ? Object{{"conditions", List{Object{{"type", is_well ? "Complete" : "Failed"},
                                                                 {"status", "True"},
                                                                 {"reason", is_well ? "" : "BackoffLimitExceeded"}}}}}
                             : Object{{"active", 1}});
  state.store.put(key, std::move(after));
}

}  // namespace

void settle_jobs(SimState& state) {
  for (const auto& key : state.store.keys())
    if (key.group == "batch" && key.plural == "jobs") settle_job(state, key);
}

}  // namespace corootctl::support
