/// What Coroot reads otherwise than a resource says it, without a word (operator 29, 30).
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "document/value.hpp"

namespace corootctl::coroot {

struct Misread {
  std::string project{};
  std::string what{};  ///< "is there twice, and Coroot takes the last"; never a key
  std::string hint{};
};

/// In the order of spec.projects, each project once.
std::vector<Misread> misread_projects(const document::Value& resource);

/// Refuses a resource in which one of `names` would be misread; `whose` begins the message: "the hub's project".
/// Errors: invalid.
Result<> refuse_misread(const document::Value& resource, const std::vector<std::string>& names, const char* whose);

/// The keys of an agents project: those of `live` stay, with their order and words; those of `ours` that are missing
/// follow.
document::List joined_keys(const document::List& live, const document::List& ours);

}  // namespace corootctl::coroot
