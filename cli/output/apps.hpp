/// How apps and members are shown in every view of a project.
#pragma once

#include <string>

#include "cli/output/style.hpp"
#include "cli/output/table.hpp"
#include "document/value.hpp"
#include "ops/project/apps.hpp"

namespace corootctl::cli {

/// "shop/web"; services outside and apps without a namespace are their name alone.
std::string short_name(const coroot::AppName& name);
Tone tone_of_status(std::string_view status);
/// The status, with "(old)" when it is what was known before the member fell silent.
Cell status_cell(const ops::AppRow& app);

/// {id, cluster, namespace, kind, name, category, type, status, stale, indicators: [{name, status, value}]}.
document::Value app_value(const ops::AppRow& app);
/// [{project, health}].
document::Value members_value(const ops::Honesty& honesty);

}  // namespace corootctl::cli
