/// How `auth status` shows who we are at each Coroot.
#pragma once

#include <string>
#include <vector>

#include "cli/output/style.hpp"
#include "document/value.hpp"
#include "hub/who.hpp"

namespace corootctl::cli {

/// [{"server", "way", "login", "user", "role", "projects", "error"}].
document::Value who_value(const std::vector<hub::Who>& all);
std::string who_text(const std::vector<hub::Who>& all, const Style& style, std::size_t columns);

}  // namespace corootctl::cli
