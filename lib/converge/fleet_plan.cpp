#include "converge/fleet_plan.hpp"

#include <algorithm>

#include "deploy/report.hpp"
#include "document/json.hpp"
#include "http/crypto.hpp"

namespace corootctl::converge {

using document::List;
using document::Object;
using document::Value;

std::string_view name_of(Wave wave) {
  switch (wave) {
    case Wave::operators: return "operators";
    case Wave::members: return "members";
    case Wave::hub: return "hub";
    case Wave::agents: break;
  }
  return "agents";
}

bool is_pending(const PlannedObject& object) {
  return object.outcome != "unchanged" && object.outcome != deploy::used_as_it_is;
}

bool is_pending(const ClusterPlan& cluster, Wave wave) {
  return !cluster.is_readonly && std::any_of(cluster.objects.begin(), cluster.objects.end(), [&](const auto& object) {
    return object.wave == wave && is_pending(object);
  });
}

bool is_pending(const FleetPlan& plan) {
  const auto pends = [](const ClusterPlan& cluster) {
    const auto waves = {Wave::operators, Wave::members, Wave::hub, Wave::agents};
    return std::any_of(waves.begin(), waves.end(), [&](Wave wave) { return is_pending(cluster, wave); });
  };
  return std::any_of(plan.clusters.begin(), plan.clusters.end(), pends);
}

std::string digest(const ClusterPlan& cluster) {
  List objects;
  for (const auto& object : cluster.objects) {
    List changes;
    for (const auto& change : object.changes) {
      changes.push_back(List{change.path, change.before.value_or(Value()), change.before.has_value(),
                             change.after.value_or(Value()), change.after.has_value()});
    }
    objects.push_back(Object{
        {"wave", name_of(object.wave)}, {"object", object.object}, {"outcome", object.outcome}, {"changes", changes}});
  }
  const Object all{{"name", cluster.name}, {"context", cluster.context}, {"uid", cluster.uid}, {"objects", objects}};
  return http::sha256_hex(document::to_json(all));
}

}  // namespace corootctl::converge
