/// How `apps` shows apps; the names and marks that topology and incidents show, too.
#pragma once

#include <string>

#include "cli/output/structured.hpp"
#include "cli/output/style.hpp"
#include "cli/output/table.hpp"
#include "ops/project/apps.hpp"

namespace corootctl::cli {

/// "shop/web"; services outside and apps without a namespace are their name alone.
std::string short_name(const coroot::AppName& name);
Tone tone_of_status(std::string_view status);
/// The status, with "(old)" when it is what was known before the member fell silent.
Cell status_cell(const ops::AppRow& app);
/// "latency 2s, upstreams 2/3".
std::string problems_text(const ops::AppRow& app);

/// {id, cluster, namespace, kind, name, category, type, status, stale, indicators: [{name, status, value}]}.
document::Value app_value(const ops::AppRow& app);
/// [{project, health}].
document::Value members_value(const ops::Honesty& honesty);

/// {"project", "apps": [...], "members": [...], "warnings": [...]}.
document::Value apps_value(const ops::AppsReport& report);
std::string apps_table(const ops::AppsReport& report, bool wide, const Style& style, std::size_t columns);

/// What has to change for --watch to show the apps again: statuses and problems, not their numbers.
std::string identity_of(const ops::AppRow& app);

}  // namespace corootctl::cli
