/// What a command says last when Ctrl-C ended it.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "deploy/report.hpp"

namespace corootctl::cli {

/// How far a command came in one cluster.
struct Progressed {
  std::string context{};
  std::vector<deploy::ObjectReport> objects{};
  deploy::Unfinished unfinished{};
};

/// "Interrupted. Done: ... Perhaps done: ... Not done: ... Go on with: COMMAND".
std::string interrupted_line(const std::vector<Progressed>& clusters, const std::string& command);

/// An interruption before the first write: its hint is what is done, nothing, and the command. Other errors stay.
Error with_way_on(Error error, const std::string& command);

/// The command line as it was typed, for a shell; "..." in place of what may be a secret: tokens, passwords, values of
/// --set, and addresses with a password.
std::string command_line(const std::vector<std::string>& args);

}  // namespace corootctl::cli
