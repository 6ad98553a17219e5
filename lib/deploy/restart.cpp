#include "deploy/restart.hpp"

#include <algorithm>
#include <array>

#include "base/time.hpp"
#include "document/edit.hpp"
#include "kube/objects/client.hpp"
#include "kube/objects/managed_fields.hpp"

namespace corootctl::deploy {
namespace {

using document::Value;

/// Parts of the spec that become other objects than the server's pod.
bool is_elsewhere(std::string_view part) {
  constexpr std::array<std::string_view, 6> others{"nodeAgent",  "clusterAgent", "prometheus",
                                                   "clickhouse", "service",      "storage"};
  return std::find(others.begin(), others.end(), part) != others.end();
}

}  // namespace

std::vector<std::string> restart_reasons(const Value& live, const Value& wanted) {
  const auto& before = live["spec"];
  const auto& after = wanted["spec"];
  std::vector<std::string> changed;
  for (const auto& [part, value] : after.as_object()) {
    const auto& known = before[std::string_view(part)];
    if (!is_elsewhere(part) && !(document::merge(known, value) == known)) changed.push_back("spec." + part);
  }
  const auto owned = kube::owned_by(live, kube::field_manager);
  for (const auto& [part, value] : owned["spec"].as_object()) {
    if (!is_elsewhere(part) && after[std::string_view(part)].is_null()) changed.push_back("spec." + part);
  }
  return changed;
}

bool began_before_write(const Value& pod, const Value& secret) {
  const auto written = kube::last_applied_at(secret, kube::field_manager);
  const auto& container = pod.at({"status", "containerStatuses"})[std::size_t{0}];
  const auto started = parse_rfc3339(container.at({"state", "running", "startedAt"}).as_string());
  return written && started && *started < *written;
}

}  // namespace corootctl::deploy
