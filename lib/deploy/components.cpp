#include "deploy/components.hpp"

#include <algorithm>

#include "coroot/resource.hpp"
#include "deploy/observed.hpp"
#include "deploy/operators.hpp"
#include "kube/objects/deletion.hpp"
#include "kube/objects/rollout.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

struct Expected {
  std::string name{};
  kube::Resource resource{};
  std::string object_name{};
};

std::string name_in(const Value& object) { return object.at({"metadata", "name"}).as_string(); }

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

std::string first_image(const Value& workload) {
  return workload.at({"spec", "template", "spec", "containers"})[std::size_t{0}]["image"].as_string();
}

/// Nothing of it runs, by somebody's wish: for kubectl all is done then (objects 22-24), for Coroot nothing is.
void mark_stopped(Component& out, std::string reason) {
  out.stopped = true;
  out.ready_now = false;
  out.reason = std::move(reason);
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
  if (out.desired == 0 && workload["kind"].as_string() != "DaemonSet") mark_stopped(out, "scaled to 0");
  if (auto deletion = kube::deletion_of(workload); !deletion.empty()) mark_stopped(out, std::move(deletion));
}

void explain(Component& component, const Observed& seen, const Value& workload) {
  if (component.ready_now || component.stopped) return;
  for (const auto& more : troubles_of(seen, workload)) {
    if (more.empty() || component.reason.find(more) != std::string::npos) continue;
    component.reason += (component.reason.empty() ? "" : ": ") + more;
    return;  // the most telling one is enough
  }
}

/// A DaemonSet that no node fits wants no pod.
void look_for_nodes(Component& out, const kube::Reader& reader, const Within& within) {
  const auto nodes = reader.list(kube::resources::nodes(), "", "", within);
  const bool known = nodes && !nodes->empty();
  mark_stopped(out, known ? fmt::format("wanted on 0 of {} nodes", nodes->size()) : "wanted on no node");
}

Component component_of(const Observed& seen, const Expected& wanted, const std::string& namespace_name) {
  Component out;
  out.name = wanted.name;
  out.object = kube::ObjectRef{wanted.resource, namespace_name, wanted.object_name}.describe();
  const Value* workload = find_workload(seen, wanted.resource.kind, wanted.object_name);
  if (workload == nullptr) {
    out.reason = "not created yet";
    return out;
  }
  fill_from(out, *workload);
  explain(out, seen, *workload);
  return out;
}

/// No operator was found.
Component missing_operator(const std::string& namespace_name, bool looked_everywhere) {
  Component out;
  out.name = "operator";
  out.object = kube::ObjectRef{kube::resources::deployments(), namespace_name, "coroot-operator"}.describe();
  out.unseen = !looked_everywhere;
  out.reason =
      looked_everywhere ? "not installed" : "not seen in " + namespace_name + ", and other namespaces may not be read";
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
  CTL_PASS(const auto operators, find_operators(reader, namespace_name, within));
  if (operators.found.empty()) return missing_operator(namespace_name, operators.everywhere);
  const auto& used = operators.found.front();
  Component out;
  out.name = "operator";
  out.object = used.ref().describe();
  fill_from(out, used.deployment);
  if (out.stopped) out.failed = true;  // nobody puts it back (operator 26)
  if (auto at_work = check_at_work(used); !at_work) out.hint = std::move(at_work.error().hint);
  if (out.ready_now || out.stopped) return out;
  CTL_PASS(const auto seen, observe(reader, used.namespace_name, within));
  explain(out, seen, used.deployment);
  return out;
}

Result<std::vector<Component>> components_of(const kube::Reader& reader, const Installation& installation,
                                             const Within& within) {
  CTL_PASS(const auto seen, observe(reader, installation.namespace_name, within));
  std::vector<Component> out;
  for (const auto& wanted : expected_of(installation.resource)) {
    auto component = component_of(seen, wanted, installation.namespace_name);
    if (component.ready_now && component.desired == 0) look_for_nodes(component, reader, within);
    out.push_back(std::move(component));
  }
  return out;
}

std::vector<std::string> deletions_around(const kube::Reader& reader, const std::string& namespace_name,
                                          const Within& within) {
  std::vector<std::string> out;
  for (const auto& ref : {coroot_definition(), kube::ObjectRef{kube::resources::namespaces(), "", namespace_name}}) {
    const auto live = reader.find(ref, within);
    if (!live || !*live) continue;
    if (const auto deletion = kube::deletion_of(**live); !deletion.empty())
      out.push_back(ref.describe() + " is " + deletion);
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
