/// The flags of link-clusters, and the request they make.
#pragma once

#include <string>

#include "cli/commands/link_clusters/options.hpp"
#include "cli/env.hpp"
#include "cli/shared/context_project.hpp"
#include "ops/link/link.hpp"

namespace corootctl::cli {

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
