/// The operator by the user's own helm program, so that the release is one everybody else can list, upgrade and roll
/// back (operator 19-21).
#pragma once

#include "deploy/helm_records.hpp"
#include "deploy/operator_source.hpp"
#include "deploy/report.hpp"
#include "fleet/surroundings.hpp"
#include "kube/objects/client.hpp"

namespace corootctl::deploy {

/// What can be known before anything is written: that the values files can be read, that a chart on disk can be, and
/// has the version that is asked for. Errors: those of read_helm_values; usage for another --chart-version, failed with
/// helm's last words; both name the chart.
Result<> check_chart(const OperatorSource& source, const fleet::Surroundings& around, const Within& within);

/// What an upgrade of a release that is there would make of it, as helm and the server try it; nothing is written.
/// Errors: as helm_install's.
Result<HelmContent> helm_preview(const HelmRelease& wanted, const fleet::Surroundings& around, const Within& within);

/// The version that chart, repository and asked version lead to. Errors: as helm's, naming the chart.
Result<std::string> wanted_chart_version(const HelmRelease& wanted, const fleet::Surroundings& around,
                                         const Within& within);

/// The definitions in the chart's folder crds/: helm makes them once and never changes them again (operator 32).
Result<std::vector<document::Value>> definitions_beside(const HelmRelease& wanted, const fleet::Surroundings& around,
                                                        const Within& within);

/// Brings the release into the state that is asked for; a release that is there already with the wanted
/// chart version (a range is asked of the repository) and values (none given: any) and with all of its objects is
/// left alone, since helm would count up its revision. A revision that an earlier run of ours left pending is removed
/// first. Errors: not_found without helm, conflict when somebody else's helm is at work or another manager owns a
/// field, failed with helm's own last words, naming the chart.
Result<ObjectReport> helm_install(const kube::Client& client, const HelmRelease& wanted,
                                  const fleet::Surroundings& around, bool dry_run, const Within& within);

}  // namespace corootctl::deploy
