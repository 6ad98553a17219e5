#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_clickhouse_path(const Facts& facts, Outcome& out) {
  const auto* hub = judged_hub(facts, {parts::data}, out);
  if (hub == nullptr) return;
  out.looked = 0;
  for (const auto& member : hub->members) {
    if (!member.ok) continue;
    if (member.store == "unknown") {
      out.unchecked.push_back({hub->context, "member " + member.project + ": " + member.store_detail});
      continue;
    }
    ++out.looked;
    if (member.store != "failed") continue;
    out.findings.push_back({Severity::error, hub->context, "member " + member.project,
                            "its metrics arrive, its logs and traces do not: " + member.store_detail, ""});
  }
}

}  // namespace

Check clickhouse_path_check() {
  return {
      "CRT315",
      "clickhouse-path",
      Severity::error,
      When::check,
      "Logs and traces of the members arrive, too",
      "Metrics travel as ordinary HTTP, logs, traces and profiles through a tunnel to the member's ClickHouse: a "
      "CONNECT in older servers, a WebSocket in newer ones. Ingresses, cloud load balancers and meshes often pass the "
      "first and break the second. The tunnel also leaves out the address's base path.",
      "Reach the member by a node port or a TCP load balancer, or let the proxy pass CONNECT and WebSocket to "
      "/api/clickhouse-connect. Hub and member should run the same version of Coroot.",
      judge_clickhouse_path};
}

}  // namespace corootctl::checks
