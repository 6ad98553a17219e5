#include "deploy/components.hpp"

#include <algorithm>

#include "coroot/resource.hpp"
#include "kube/objects/rollout.hpp"

namespace corootctl::deploy {
namespace {

using document::List;
using document::Value;

/// What one look at a namespace found; read once, asked for every component.
struct Observed {
  List workloads{}, pods{}, claims{}, events{};
};

struct Expected {
  std::string name{};
  kube::Resource resource{};
  std::string object_name{};
};

std::string name_in(const Value& object) { return object.at({"metadata", "name"}).as_string(); }

Result<Observed> observe(const kube::Reader& reader, const std::string& namespace_name, const Within& within) {
  Observed out;
  for (const auto& resource :
       {kube::resources::deployments(), kube::resources::stateful_sets(), kube::resources::daemon_sets()}) {
    CTL_TRY(auto items, reader.list(resource, namespace_name, "", within), "list " + resource.plural);
    for (auto& item : items) {
      item.make({"kind"}) = resource.kind;  // items of a list carry no kind of their own
      out.workloads.push_back(std::move(item));
    }
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

/// What this spec makes the operator create (operator 7, 8, 13).
std::vector<Expected> expected_of(const Value& resource) {
  const auto& spec = resource["spec"];
  const coroot::ObjectNames names(name_in(resource));
  const auto stateful = kube::resources::stateful_sets();
  const auto deployment = kube::resources::deployments();
  std::vector<Expected> out;
  const bool agents_only = spec["agentsOnly"].is_object();
  if (!agents_only) out.push_back({"coroot", stateful, names.server()});
  out.push_back({"node-agent", kube::resources::daemon_sets(), names.node_agent()});
  out.push_back({"cluster-agent", deployment, names.cluster_agent()});
  if (agents_only) return out;
  const bool in_clickhouse = spec["storeMetricsInClickhouse"].as_bool();
  if (!spec["externalPrometheus"].is_object() && !in_clickhouse)
    out.push_back({"prometheus", deployment, names.prometheus()});
  if (spec["externalClickhouse"].is_object()) return out;
  out.push_back({"clickhouse-keeper", stateful, names.keeper()});
  for (std::int64_t shard = 0; shard < spec.at({"clickhouse", "shards"}).as_integer(1); ++shard) {
    out.push_back({"clickhouse", stateful, names.clickhouse_shard(shard)});
  }
  return out;
}

const Value* find_workload(const Observed& seen, const Expected& wanted) {
  const auto it = std::find_if(seen.workloads.begin(), seen.workloads.end(), [&](const Value& item) {
    return item["kind"].as_string() == wanted.resource.kind && name_in(item) == wanted.object_name;
  });
  return it == seen.workloads.end() ? nullptr : &*it;
}

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
      const auto claim =
          std::find_if(seen.claims.begin(), seen.claims.end(), [&](const Value& c) { return name_in(c) == name; });
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
    const bool ours = (about == name_in(workload) &&
                       event.at({"involvedObject", "kind"}).as_string() == workload["kind"].as_string()) ||
                      std::any_of(pods.begin(), pods.end(), [&](const Value& pod) { return name_in(pod) == about; });
    auto when = event["lastTimestamp"].as_string();
    if (when.empty()) when = event["eventTime"].string_or(event.at({"metadata", "creationTimestamp"}).as_string());
    if (!ours || when < newest) continue;
    newest = when;
    text = event["reason"].as_string() + ": " + event["message"].as_string();
  }
  return text;
}

std::string first_image(const Value& workload) {
  return workload.at({"spec", "template", "spec", "containers"})[std::size_t{0}]["image"].as_string();
}

/// What the workload itself says; why its pods do not run comes from explain().
void fill_from(Component& out, const Value& workload) {
  const auto rollout = kube::rollout_of(workload);
  out.found = true;
  out.ready_now = rollout.done;
  out.failed = rollout.failed;
  out.ready = rollout.ready;
  out.desired = rollout.desired;
  out.image = first_image(workload);
  out.reason = rollout.done ? "" : rollout.reason;
}

void explain(Component& component, const Observed& seen, const Value& workload) {
  const auto pods = pods_of(seen, workload);
  for (const auto& more : {kube::pod_trouble(pods), claim_trouble(seen, pods), warning_about(seen, workload, pods)}) {
    if (more.empty() || component.reason.find(more) != std::string::npos) continue;
    component.reason += (component.reason.empty() ? "" : ": ") + more;
    return;  // the most telling one is enough
  }
}

Component component_of(const Observed& seen, const Expected& wanted, const std::string& namespace_name) {
  Component out;
  out.name = wanted.name;
  out.object = kube::ObjectRef{wanted.resource, namespace_name, wanted.object_name}.describe();
  const Value* workload = find_workload(seen, wanted);
  if (workload == nullptr) {
    out.reason = "not created yet";
    return out;
  }
  fill_from(out, *workload);
  if (!out.ready_now) explain(out, seen, *workload);
  return out;
}

}  // namespace

kube::ObjectRef coroot_definition() {
  return {kube::resources::custom_resource_definitions(), "", "coroots.coroot.com"};
}

Result<std::vector<Installation>> find_installations(const kube::Reader& reader, const Within& within,
                                                     const std::string& only_in) {
  CTL_TRY(auto resources, reader.list(kube::resources::coroots(), only_in, "", within), "list Coroot resources");
  std::vector<Installation> out;
  for (auto& resource : resources) {
    resource.make({"kind"}) = "Coroot";
    resource.make({"apiVersion"}) = kube::resources::coroots().api_version();
    auto namespace_name = resource.at({"metadata", "namespace"}).as_string();
    auto name = name_in(resource);
    out.push_back({std::move(namespace_name), std::move(name), std::move(resource)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
    return std::tie(a.namespace_name, a.name) < std::tie(b.namespace_name, b.name);
  });
  return out;
}

Result<Installation> read_installation(const kube::Reader& reader, const std::string& namespace_name,
                                       const std::string& name, const Within& within) {
  CTL_PASS(auto live, reader.get({kube::resources::coroots(), namespace_name, name}, within));
  return Installation{namespace_name, name, std::move(live)};
}

Result<Component> operator_component(const kube::Reader& reader, const std::string& namespace_name,
                                     const Within& within) {
  const kube::ObjectRef ref{kube::resources::deployments(), namespace_name, "coroot-operator"};
  CTL_PASS(auto live, reader.find(ref, within));
  Component out;
  out.name = "operator";
  out.object = ref.describe();
  if (!live) {
    out.reason = "not installed";
    return out;
  }
  fill_from(out, *live);
  if (!out.ready_now) {
    CTL_PASS(const auto seen, observe(reader, namespace_name, within));
    live->make({"kind"}) = "Deployment";
    explain(out, seen, *live);
  }
  return out;
}

Result<std::vector<Component>> components_of(const kube::Reader& reader, const Installation& installation,
                                             const Within& within) {
  CTL_PASS(const auto seen, observe(reader, installation.namespace_name, within));
  std::vector<Component> out;
  for (const auto& wanted : expected_of(installation.resource)) {
    out.push_back(component_of(seen, wanted, installation.namespace_name));
  }
  return out;
}

std::string_view name_of(Role role) {
  switch (role) {
    case Role::absent: return "absent";
    case Role::none: return "none";
    case Role::member: return "member";
    case Role::hub: return "hub";
    case Role::agents_only: break;
  }
  return "agents-only";
}

Result<Role> role_of(const kube::Reader& reader, const std::vector<Installation>& installations, const Within& within) {
  Role role = Role::none;
  for (const auto& installation : installations) {
    if (role == Role::none) role = Role::member;
    if (installation.resource.at({"spec", "agentsOnly"}).is_object()) role = Role::agents_only;
    for (const auto& project : installation.resource.at({"spec", "projects"}).as_list()) {
      const auto kind = coroot::kind_of(project);
      if (kind == coroot::ProjectKind::remote || kind == coroot::ProjectKind::aggregate) return Role::hub;
    }
  }
  if (role != Role::none) return role;
  auto found = reader.find(coroot_definition(), within);
  if (!found && found.error().kind == ErrorKind::unauthorized) return Role::none;  // may not look: say the less
  if (!found) return tl::unexpected(std::move(found.error()));
  return *found ? Role::none : Role::absent;
}

}  // namespace corootctl::deploy
