/// What the pages (-o html) of apps, topology and incidents have in common.
#pragma once

#include <string>

#include "cli/shared/view.hpp"
#include "coroot/addresses.hpp"
#include "report/page/view.hpp"

namespace corootctl::cli {

/// Errors: usage for --watch, because a page holds one look.
Result<> check_page(const WatchOptions& options, Format format);

/// Where the pages of these apps and incidents are; without a known address there are no links.
coroot::Addresses addresses_of(const ops::ProjectLook& at);

/// Kind, project, when it was read, which members gave data, what is missing, how it was made.
report::ViewPage start_page(const char* kind, const std::string& project, const ops::Honesty& honesty, const Env& env);

/// What a person would type for this: the verb, and the way to the hub as it was given.
std::string command_like(const HubOptions& options, const std::string& project, std::vector<std::string> words);

}  // namespace corootctl::cli
