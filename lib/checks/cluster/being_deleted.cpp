#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_being_deleted(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::installations}, out)) {
    for (const auto& text : cluster->being_deleted)
      out.findings.push_back({Severity::error, cluster->context, "", text, ""});
  }
}

}  // namespace

Check being_deleted_check() {
  return {"CRT112",
          "being-deleted",
          Severity::error,
          When::both,
          "Nothing of Coroot is being deleted",
          "The namespace, the definition or a resource of Coroot is on its way out. What is written into it goes away "
          "with it, and a deletion that finalizers hold keeps everything else from coming back.",
          "Wait until it is gone, or find out what holds it: kubectl get KIND NAME -o yaml.",
          judge_being_deleted};
}

}  // namespace corootctl::checks
