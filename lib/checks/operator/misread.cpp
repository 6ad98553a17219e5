#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_misread(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations}, out)) {
    if (cluster->installations.empty()) --out.looked;
    for (const auto& installation : cluster->installations) {
      for (const auto& each : installation.misread)
        out.findings.push_back({Severity::error, cluster->context,
                                object_of(installation) + ", project " + each.project, each.what, each.hint});
    }
  }
}

}  // namespace

Check misread_check() {
  return {
      "CRT211",
      "misread",
      Severity::error,
      When::both,
      "Coroot reads the resource as it is written",
      "The server reads something in the resource otherwise than it looks, and says nothing: of two projects with one "
      "name it takes the last, and a $ in a plain key begins a variable.",
      "Mend the project that is named.",
      judge_misread};
}

}  // namespace corootctl::checks
