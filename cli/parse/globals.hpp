/// The flags every verb has: kubectl's connection flags, the output form and how much is said.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "kube/config/kubeconfig.hpp"

namespace CLI {
class App;
}

namespace corootctl::cli {

struct Globals {
  // kubeconfig 30-42
  kube::Overrides connection{};  ///< but for the next three, as typed: overrides_of() has all
  std::string token{}, password{};
  std::vector<std::string> as_user_extra{};
  std::string kubeconfig{}, kuberc{};
  std::chrono::milliseconds request_timeout{0};  ///< of one request; 0 = none
  // ours
  std::string output{};
  std::string json_fields{}, jq{};
  bool agent = false;
  int verbosity = 0;
  bool no_color = false;
  bool plain = false;
  bool quiet = false;
  int parallel = 0;  ///< 0 = as many as the machine bears
};

/// Headings under which the help texts of verbs leave them out.
inline constexpr const char* connection_heading = "Connection flags";
inline constexpr const char* common_heading = "Common flags";

/// Declares them on `app`; `formats` ("table|json") are what -o takes there, "" = no -o.
void declare_globals(CLI::App& app, Globals& globals, const char* formats);

/// -n, or "coroot".
std::string coroot_namespace(const Globals& globals);

/// Errors: usage, for an --as-user-extra without "=".
Result<kube::Overrides> overrides_of(const Globals& globals);

}  // namespace corootctl::cli
