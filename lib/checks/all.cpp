#include "checks/all.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace corootctl::checks {
namespace {

using Maker = Check (*)();

/// In the order of their codes.
constexpr Maker makers[] = {kubernetes_version_check,
                            version_skew_check,
                            permissions_check,
                            helm_check,
                            storage_class_check,
                            quota_check,
                            pod_security_check,
                            same_cluster_check,
                            clock_skew_check,
                            kernel_check,
                            node_ready_check,
                            being_deleted_check,
                            operator_missing_check,
                            operator_stopped_check,
                            definition_check,
                            definition_old_check,
                            several_operators_check,
                            component_ready_check,
                            resource_errors_check,
                            operator_behind_check,
                            agents_on_nodes_check,
                            several_coroots_check,
                            misread_check,
                            key_missing_check,
                            key_empty_check,
                            key_shared_check,
                            key_differs_check,
                            agents_key_check,
                            agents_key_empty_check,
                            hub_key_check,
                            id_opens_check,
                            resolution_unreadable_check,
                            resolution_differs_check,
                            member_unreachable_check,
                            member_address_check,
                            certificate_check,
                            member_refuses_check,
                            clickhouse_path_check,
                            node_addresses_check,
                            service_ranges_check,
                            aggregate_members_check,
                            cluster_agent_check,
                            version_pair_check,
                            not_verified_check,
                            member_unknown_check,
                            versions_apart_check,
                            member_silent_check,
                            member_late_check,
                            agents_report_check,
                            aggregate_check,
                            service_ports_check};

}  // namespace

std::vector<Check> all_checks() {
  std::vector<Check> out;
  for (const auto make : makers) out.push_back(make());
  return out;
}

std::optional<Check> find_check(std::string_view text) {
  const auto all = all_checks();
  const auto wanted = lower(text);
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const Check& check) { return lower(check.code) == wanted || check.name == wanted; });
  return found == all.end() ? std::nullopt : std::optional(*found);
}

}  // namespace corootctl::checks
