#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_operator_behind(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations, parts::progress}, out)) {
    if (cluster->installations.empty()) --out.looked;
    for (const auto& installation : cluster->installations) {
      if (installation.unwritten.empty() || !has_all_keys(installation)) continue;
      out.findings.push_back({Severity::warning, cluster->context, object_of(installation),
                              "the operator has not carried it out: " + installation.unwritten, ""});
    }
  }
}

}  // namespace

Check operator_behind_check() {
  return {"CRT208",
          "operator-behind",
          Severity::warning,
          When::check,
          "The operator has carried the resource out",
          "What runs is not what the resource says: key Secrets, the server's ConfigMap or its pod template are still "
          "those of before. The resource's status does not tell, because it has no generation.",
          "Wait a minute. If it stays so, read the operator's log: failed writes are there only. An operator without a "
          "way to its registry waits for version look-ups first.",
          judge_operator_behind};
}

}  // namespace corootctl::checks
