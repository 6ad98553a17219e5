/// What another version of the operator's chart changes: objects, fields of the definition, the chart's own values.
#pragma once

#include <string>
#include <vector>

#include "deploy/helm_records.hpp"
#include "deploy/report.hpp"
#include "document/edit.hpp"

namespace corootctl::upkeep {

struct ChartDiff {
  std::string from{}, to{};                                   ///< versions of the chart; "" = brought from manifests
  std::string app_from{}, app_to{};                           ///< of the operator
  std::vector<deploy::ObjectReport> objects{};                ///< but for definitions; only those that change
  std::vector<std::string> fields_added{}, fields_removed{};  ///< of the kind Coroot: "spec.serviceAccounts[].name"
  std::vector<document::Change> values{};                     ///< of the chart's own
  bool definition_changes = false;
};

/// Whether there is anything to do.
bool is_pending(const ChartDiff& diff);

/// The fields that the schema of a definition's stored version knows, in order.
std::vector<std::string> fields_of(const document::Value& definition);

/// `live`: the definition in the cluster, null when there is none; `more`: definitions that helm does not upgrade,
/// since they lie in the chart's folder crds/.
ChartDiff diff_charts(const deploy::HelmContent& from, const deploy::HelmContent& to, const document::Value& live,
                      const std::vector<document::Value>& more);

/// The fields among `removed` that the resource sets: an upgrade would drop them without a word.
std::vector<std::string> used_fields(const document::Value& resource, const std::vector<std::string>& removed);

}  // namespace corootctl::upkeep
