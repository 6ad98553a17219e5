#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_id_opens(const Facts& facts, Outcome& out) {
  const auto* hub = judged_hub(facts, {parts::ids}, out);
  if (hub == nullptr || hub->open_by_id.empty()) return;
  out.findings.push_back({Severity::warning, hub->context, "projects " + join(hub->open_by_id, ", "),
                          "the hub takes a project's id for its key, and gives away the member's key for it", ""});
}

}  // namespace

Check id_opens_check() {
  return {
      "CRT308",
      "id-opens",
      Severity::warning,
      When::check,
      "A project's id is no key",
      "Up to 1.24.5 Coroot's server gives every remote and aggregated project one key that is the project's id. Ids "
      "are in every link of the user interface: who knows one and reaches the port gets the member's key from it.",
      "Let nobody reach the hub's port but through a proxy that asks who they are, and close /api/clickhouse-config "
      "and /api/v1/ there. Upgrade when a release says that it is closed.",
      judge_id_opens};
}

}  // namespace corootctl::checks
