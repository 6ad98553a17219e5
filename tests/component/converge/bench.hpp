/// A fleet of three simulated clusters: what plan and apply work on.
#pragma once

#include <algorithm>

#include "component/ops/bench.hpp"
#include "converge/apply.hpp"
#include "converge/plan.hpp"

namespace corootctl::tests {

inline fleetfile::Cluster fleet_member(const std::string& name, fleetfile::Topology topology) {
  fleetfile::Cluster out;
  out.name = out.context = out.project = name;
  out.topology = topology;
  out.operator_source.manifests_file = support::tree_path("tests/support/data/operator-manifests.yaml");
  return out;
}

class FleetBench : public OpsBench {
 public:
  /// Members prod-a and prod-b, the hub prod-c without a project of its own, one aggregate.
  explicit FleetBench(const std::string& password = "") : OpsBench(password) {
    if (!password.empty()) request.login = {"admin", SecretString(password)};
    request.fleet.hub = fleet_member("prod-c", fleetfile::Topology::remote);
    request.fleet.hub.project.clear();
    request.hub = cluster("prod-c");
    for (const auto* name : {"prod-a", "prod-b"}) add_member(name);
    request.fleet.aggregates.push_back({"prod-global", {"prod-a", "prod-b"}});
    request.timeout = std::chrono::minutes(2);
  }
  void add_member(const std::string& name, fleetfile::Topology topology = fleetfile::Topology::remote) {
    request.fleet.members.push_back(fleet_member(name, topology));
    request.members.push_back(cluster(name));
  }
  void remove_member(const std::string& name) {
    auto& members = request.fleet.members;
    const auto at = std::find_if(members.begin(), members.end(), [&](const auto& each) { return each.name == name; });
    request.members.erase(request.members.begin() + (at - members.begin()));
    members.erase(at);
    for (auto& aggregate : request.fleet.aggregates) std::erase(aggregate.projects, name);
  }
  converge::FleetPlan plan() const {
    auto out = converge::plan(request, around(), {});
    REQUIRE_MESSAGE(out.has_value(), (out ? "" : describe(out.error())));
    return *out;
  }
  std::vector<converge::WaveReport> apply() const {
    const auto planned = plan();
    const auto allowed = check_can_apply(request, planned);
    REQUIRE_MESSAGE(allowed.has_value(), (allowed ? "" : describe(allowed.error())));
    return converge::apply(request, planned, around(), {});
  }
  /// apply() and no failure in any wave.
  void converge() const {
    for (const auto& wave : apply()) {
      INFO(name_of(wave.wave) << ": " << trouble_in(wave));
      REQUIRE_FALSE(has_failed(wave));
    }
  }
  static std::string trouble_in(const converge::WaveReport& wave) {
    std::string out = wave.error ? describe(*wave.error) : "";
    for (const auto& each : wave.clusters) out += each.error ? each.context + ": " + describe(*each.error) : "";
    if (wave.hub && wave.hub->error) out += describe(*wave.hub->error);
    if (!wave.hub) return out;
    for (const auto& each : wave.hub->members) out += each.error ? each.project + ": " + describe(*each.error) : "";
    return out;
  }
  document::Value live(const std::string& context, const kube::ObjectRef& ref) const {
    const auto client = support::open_client(sandbox->fleet().kubeconfig(), context);
    const auto found = client->find(ref, {Deadline::in(std::chrono::seconds(60)), {}});
    REQUIRE(found.has_value());
    return found->value_or(document::Value());
  }
  document::Value hub_resource() const { return live("prod-c", {kube::resources::coroots(), "coroot", "coroot"}); }

  converge::Request request{};
};

/// "wave cluster outcome object" of what is pending, and the note.
inline std::vector<std::string> pending(const converge::FleetPlan& plan) {
  std::vector<std::string> out;
  for (const auto& cluster : plan.clusters) {
    for (const auto& object : cluster.objects) {
      if (!is_pending(object)) continue;
      out.push_back(std::string(name_of(object.wave)) + " " + cluster.name + ": " + object.outcome + " " +
                    object.object + (object.note.empty() ? "" : ", " + object.note));
    }
  }
  return out;
}

}  // namespace corootctl::tests
