#include "base/program.hpp"

#include <unistd.h>

#include "base/text.hpp"

namespace corootctl {

std::optional<std::string> find_program(const std::string& name, const Environment& env) {
  if (name.find('/') != std::string::npos)
    return ::access(name.c_str(), X_OK) == 0 ? std::optional(name) : std::nullopt;
  for (const auto& folder : split(env.get_or_empty("PATH"), ':')) {
    if (folder.empty() || folder.front() != '/') continue;
    const std::string path = folder + "/" + name;
    if (!name.empty() && ::access(path.c_str(), X_OK) == 0) return path;
  }
  return std::nullopt;
}

}  // namespace corootctl
