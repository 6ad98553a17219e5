#include "base/text.hpp"
#include "checks/all.hpp"

namespace corootctl::checks {
namespace {

void judge_storage_class(const Facts& facts, Outcome& out) {
  for (const auto* cluster : judged(facts, {parts::storage_classes}, out)) {
    if (cluster->storage_classes.empty()) {
      out.findings.push_back(
          {Severity::error, cluster->context, "StorageClass", "there is no default StorageClass", ""});
    } else if (cluster->storage_classes.size() > 1) {
      out.findings.push_back({Severity::warning, cluster->context,
                              "StorageClass " + join(cluster->storage_classes, ", "),
                              "several StorageClasses are the default, and the newest is taken",
                              "Leave the annotation storageclass.kubernetes.io/is-default-class on one of them."});
    }
  }
}

}  // namespace

Check storage_class_check() {
  return {"CRT105",
          "storage-class",
          Severity::error,
          When::preflight,
          "Volumes get a StorageClass",
          "Coroot, Prometheus and ClickHouse ask for volumes without naming a class, unless the resource names one. "
          "Without a default class these claims stay Pending for ever, and the operator only logs it.",
          "Make one class the default (annotation storageclass.kubernetes.io/is-default-class: \"true\"), or name one: "
          "install --storage-class NAME.",
          judge_storage_class};
}

}  // namespace corootctl::checks
