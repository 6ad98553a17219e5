/// How `apps` shows apps.
#pragma once

#include <string>

#include "cli/output/style.hpp"
#include "ops/project/apps.hpp"

namespace corootctl::cli {

/// "latency 2s, upstreams 2/3".
std::string problems_text(const ops::AppRow& app);

/// {"project", "apps": [...], "members": [...], "warnings": [...]}.
document::Value apps_value(const ops::AppsReport& report);
std::string apps_table(const ops::AppsReport& report, bool wide, const Style& style, std::size_t columns);

/// What has to change for --watch to show the apps again: statuses and problems, not their numbers.
std::string identity_of(const ops::AppRow& app);

/// The value of that indicator of the app; "" when it has none.
std::string value_of(const ops::AppRow& app, std::string_view indicator);

}  // namespace corootctl::cli
