/// Every check there is, in the order of their codes.
#pragma once

#include <vector>

#include "checks/check.hpp"

namespace corootctl::checks {

// Clusters
Check kubernetes_version_check();  ///< CRT101
Check version_skew_check();        ///< CRT102
Check permissions_check();         ///< CRT103
Check helm_check();                ///< CRT104
Check storage_class_check();       ///< CRT105
Check quota_check();               ///< CRT106
Check pod_security_check();        ///< CRT107
Check same_cluster_check();        ///< CRT108
Check clock_skew_check();          ///< CRT109
Check kernel_check();              ///< CRT110
Check node_ready_check();          ///< CRT111
Check being_deleted_check();       ///< CRT112

// Operator and components
Check operator_missing_check();   ///< CRT201
Check operator_stopped_check();   ///< CRT202
Check definition_check();         ///< CRT203
Check definition_old_check();     ///< CRT204
Check several_operators_check();  ///< CRT205
Check component_ready_check();    ///< CRT206
Check resource_errors_check();    ///< CRT207
Check operator_behind_check();    ///< CRT208
Check agents_on_nodes_check();    ///< CRT209
Check several_coroots_check();    ///< CRT210
Check misread_check();            ///< CRT211

// Links
Check key_missing_check();            ///< CRT301
Check key_empty_check();              ///< CRT302
Check key_shared_check();             ///< CRT303
Check key_differs_check();            ///< CRT304
Check agents_key_check();             ///< CRT305
Check agents_key_empty_check();       ///< CRT306
Check hub_key_check();                ///< CRT307
Check id_opens_check();               ///< CRT308
Check resolution_unreadable_check();  ///< CRT309
Check resolution_differs_check();     ///< CRT310
Check member_unreachable_check();     ///< CRT311
Check member_address_check();         ///< CRT312
Check certificate_check();            ///< CRT313
Check member_refuses_check();         ///< CRT314
Check clickhouse_path_check();        ///< CRT315
Check node_addresses_check();         ///< CRT316
Check service_ranges_check();         ///< CRT317
Check aggregate_members_check();      ///< CRT318
Check cluster_agent_check();          ///< CRT319
Check version_pair_check();           ///< CRT320
Check not_verified_check();           ///< CRT321
Check member_unknown_check();         ///< CRT322
Check versions_apart_check();         ///< CRT323

// Data
Check member_silent_check();  ///< CRT401
Check member_late_check();    ///< CRT402
Check agents_report_check();  ///< CRT403
Check aggregate_check();      ///< CRT404
Check service_ports_check();  ///< CRT405

/// The registry: by code, each once.
std::vector<Check> all_checks();

/// By code in any case, or by name.
std::optional<Check> find_check(std::string_view text);

}  // namespace corootctl::checks
