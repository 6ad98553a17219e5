/// Environment variables as a value, so that code and tests name what they depend on.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace corootctl {

class Environment {
 public:
  Environment() = default;
  explicit Environment(std::map<std::string, std::string, std::less<>> variables) : variables_(std::move(variables)) {}
  /// The variables of this process, read once.
  static Environment current();

  /// The value, or "" when it is not set.
  std::string get_or_empty(std::string_view name) const;
  bool has(std::string_view name) const { return variables_.contains(name); }
  void set(std::string name, std::string value) { variables_.insert_or_assign(std::move(name), std::move(value)); }
  void unset(const std::string& name) { variables_.erase(name); }
  /// "NAME=value" lines in name order, for a child process.
  std::vector<std::string> lines() const;

 private:
  std::map<std::string, std::string, std::less<>> variables_{};
};

}  // namespace corootctl
