/// A fleet file's text as a Fleet, or everything that is wrong with it at once. Reads no file itself.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "fleetfile/fleet.hpp"
#include "fleetfile/problem.hpp"

namespace corootctl::fleetfile {

/// `source` is the file's path: paths in the file (kubeconfig, values, manifests, a chart that begins with "./") are
/// relative to its folder. Errors: usage, one for all mistakes, each with line, column, the line itself and a hint.
Result<Fleet> read(std::string_view text, const std::string& source);

/// The same of a file that may have mistakes: what can be read of it. For completion.
Fleet read_what_is_readable(std::string_view text, const std::string& source);

/// The mistakes alone, in the order of their places; none = read() gives a fleet.
Problems problems(std::string_view text, const std::string& source);

/// The mistakes as people read them, one after the other.
std::string describe(const Problems& problems, std::string_view text, const std::string& source);

}  // namespace corootctl::fleetfile
