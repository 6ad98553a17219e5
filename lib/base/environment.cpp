#include "base/environment.hpp"

#include <unistd.h>

namespace corootctl {

Environment Environment::current() {
  Environment out;
  for (char** line = ::environ; line != nullptr && *line != nullptr; ++line) {
    const std::string_view text(*line);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    out.set(std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)));
  }
  return out;
}

std::string Environment::get_or_empty(std::string_view name) const {
  const auto it = variables_.find(name);
  return it == variables_.end() ? "" : it->second;
}

std::vector<std::string> Environment::lines() const {
  std::vector<std::string> out;
  out.reserve(variables_.size());
  for (const auto& [name, value] : variables_) out.push_back(name + "=" + value);
  return out;
}

}  // namespace corootctl
