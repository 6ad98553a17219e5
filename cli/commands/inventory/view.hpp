/// A stock of data, for people and programs.
#pragma once

#include <string>

#include "cli/output/style.hpp"
#include "document/value.hpp"
#include "survey/stock.hpp"

namespace corootctl::cli {

/// "corootctl.inventory/v1": members and apps, each kind of data with `has` and `cause`.
document::Value inventory_value(const survey::Stock& stock);

/// Members, then apps, with what each lacks; `wide`: every cause in full.
std::string inventory_text(const survey::Stock& stock, bool wide, const Style& style, std::size_t columns);

}  // namespace corootctl::cli
