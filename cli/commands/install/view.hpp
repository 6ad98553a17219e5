/// How `install` shows what it did.
#pragma once

#include <string>
#include <vector>

#include "cli/output/style.hpp"
#include "ops/install/install.hpp"

namespace corootctl::cli {

using InstallReports = std::vector<ops::ClusterInstall>;

/// {"clusters": [{context, project, objects, components, manifests, warnings, way_back, error}]}; manifests only where
/// there are some (--dry-run=client).
document::Value install_value(const InstallReports& reports);

/// What happened to each object, the changes of a dry run, and the components (of more than five clusters only those
/// that are not ready, unless wide).
std::string install_text(const InstallReports& reports, bool wide, const Style& style, std::size_t columns);

/// The manifests as one YAML stream, each cluster's after a comment with its context.
std::string manifests_text(const InstallReports& reports);

bool anything_changed(const InstallReports& reports);

}  // namespace corootctl::cli
