/// The flags of link-clusters, and the request they make.
#pragma once

#include <string>
#include <vector>

#include "cli/env.hpp"
#include "cli/shared/context_project.hpp"
#include "cli/shared/login.hpp"
#include "cli/shared/resource.hpp"
#include "cli/shared/write_flags.hpp"
#include "ops/link/link.hpp"

namespace corootctl::cli {

struct LinkOptions {
  std::string hub{};                   ///< CONTEXT[=PROJECT]
  std::vector<std::string> members{};  ///< CONTEXT=PROJECT[,URL]
  std::string aggregate{};
  std::string secret = "remote-coroot-clusters";
  std::string metric_resolution{};
  bool tls_skip_verify = false;
  ResourceOptions resource{};
  WriteOptions write{};
  LoginOptions login{};
  bool no_verify = false;
};

void declare_link(CLI::App& app, LinkOptions& options);

/// Errors: usage and config, before anything is contacted.
Result<ops::LinkRequest> link_request(const LinkOptions& options, const Env& env);

struct MemberSpec {
  ContextProject target{};
  std::string url{};
};

/// "cluster-a=prod-a,https://coroot-a.example.com". Errors: usage.
Result<MemberSpec> parse_member(const std::string& text, const kube::Kubeconfig& config, const Env& env);

}  // namespace corootctl::cli
