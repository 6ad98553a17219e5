/// The server's own flags, handed on to the verbs that its tools run.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/parse/tree.hpp"
#include "mcp/tool.hpp"

namespace corootctl::cli {

/// A flag as given: "kubeconfig", "--kubeconfig=FILE".
struct GivenFlag {
  std::string name{};
  std::string word{};
};

/// What stood on the command line of `app`, but for `without`.
std::vector<GivenFlag> given_flags(const CLI::App& app, const std::set<std::string>& without);

/// The flags that the tools' verbs have, by tool name.
using FlagsOfTools = std::map<std::string, std::set<std::string>>;
FlagsOfTools flags_of_tools(std::vector<Command> verbs);

/// The given ones that this tool's verb has.
std::vector<std::string> words_for(const std::set<std::string>& known, const std::vector<GivenFlag>& given);

}  // namespace corootctl::cli
