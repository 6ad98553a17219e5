#include "deploy/observed.hpp"

#include <algorithm>

#include "kube/objects/rollout.hpp"

namespace corootctl::deploy {
namespace {

using document::List;
using document::Value;

std::string name_of_object(const Value& object) { return object.at({"metadata", "name"}).as_string(); }

bool selects(const Value& workload, const Value& pod) {
  const auto& wanted = workload.at({"spec", "selector", "matchLabels"}).as_object();
  const auto& labels = pod.at({"metadata", "labels"});
  return !wanted.empty() && std::all_of(wanted.begin(), wanted.end(), [&](const auto& label) {
    return labels[std::string_view(label.key)].as_string() == label.value.as_string();
  });
}

List pods_of(const Observed& seen, const Value& workload) {
  List out;
  std::copy_if(seen.pods.begin(), seen.pods.end(), std::back_inserter(out),
               [&](const Value& pod) { return selects(workload, pod); });
  return out;
}

/// A claim of this workload's pods that has no volume: "PersistentVolumeClaim data-coroot-coroot-0 is Pending".
std::string claim_trouble(const Observed& seen, const List& pods) {
  for (const auto& pod : pods) {
    for (const auto& volume : pod.at({"spec", "volumes"}).as_list()) {
      const auto& name = volume.at({"persistentVolumeClaim", "claimName"}).as_string();
      if (name.empty()) continue;
      const auto claim = std::find_if(seen.claims.begin(), seen.claims.end(),
                                      [&](const Value& c) { return name_of_object(c) == name; });
      if (claim == seen.claims.end()) return "PersistentVolumeClaim " + name + " does not exist";
      const auto phase = claim->at({"status", "phase"}).string_or("Pending");
      if (phase != "Bound") return "PersistentVolumeClaim " + name + " is " + phase;
    }
  }
  return "";
}

/// The newest warning about this object or one of its pods, e.g. FailedCreate or FailedScheduling.
std::string warning_about(const Observed& seen, const Value& workload, const List& pods) {
  std::string newest, text;
  for (const auto& event : seen.events) {
    if (event["type"].as_string() != "Warning") continue;
    const auto& about = event.at({"involvedObject", "name"}).as_string();
    const bool ours =
        (about == name_of_object(workload) &&
         event.at({"involvedObject", "kind"}).as_string() == workload["kind"].as_string()) ||
        std::any_of(pods.begin(), pods.end(), [&](const Value& pod) { return name_of_object(pod) == about; });
    auto when = event["lastTimestamp"].as_string();
    if (when.empty()) when = event["eventTime"].string_or(event.at({"metadata", "creationTimestamp"}).as_string());
    if (!ours || when < newest) continue;
    newest = when;
    text = event["reason"].as_string() + ": " + event["message"].as_string();
  }
  return text;
}

}  // namespace

Result<Observed> observe(const kube::Reader& reader, const std::string& namespace_name, const Within& within) {
  Observed out;
  for (const auto& resource :
       {kube::resources::deployments(), kube::resources::stateful_sets(), kube::resources::daemon_sets()}) {
    CTL_TRY(auto items, reader.list(resource, namespace_name, "", within), "list " + resource.plural);
    std::move(items.begin(), items.end(), std::back_inserter(out.workloads));
  }
  CTL_TRY(out.pods, reader.list(kube::resources::pods(), namespace_name, "", within), "list pods");
  // Claims and events only explain; a user who may not read them still gets the rest.
  auto claims = reader.list(kube::resources::persistent_volume_claims(), namespace_name, "", within);
  if (!claims && claims.error().kind != ErrorKind::unauthorized)
    return tl::unexpected(std::move(claims.error()).with("list claims"));
  if (claims) out.claims = std::move(*claims);
  if (auto events = reader.list(kube::resources::events(), namespace_name, "", within)) out.events = std::move(*events);
  return out;
}

const Value* find_workload(const Observed& seen, const std::string& kind, const std::string& name) {
  const auto it = std::find_if(seen.workloads.begin(), seen.workloads.end(), [&](const Value& item) {
    return item["kind"].as_string() == kind && name_of_object(item) == name;
  });
  return it == seen.workloads.end() ? nullptr : &*it;
}

std::vector<std::string> troubles_of(const Observed& seen, const Value& workload) {
  const auto pods = pods_of(seen, workload);
  return {kube::pod_trouble(pods), claim_trouble(seen, pods), warning_about(seen, workload, pods)};
}

}  // namespace corootctl::deploy
