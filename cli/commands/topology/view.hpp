/// How `topology` shows who calls whom.
#pragma once

#include <string>

#include "cli/output/style.hpp"
#include "ops/project/topology.hpp"

namespace corootctl::cli {

/// {"project", "app", "apps": [...], "calls": [{from, to, status, requests_per_second, crosses_clusters, stats}],
/// "members", "warnings"}.
document::Value topology_value(const ops::Topology& topology);

/// One row a call.
std::string topology_table(const ops::Topology& topology, bool wide, const Style& style, std::size_t columns);

/// What an app calls, and what that calls in turn, to `depth` calls (0 = to the end); then, for a chosen app, who calls
/// it. Without one the trees begin at the apps nobody calls, and at one app of each ring that nothing else leads to. An
/// app that was shown with its calls before is marked "..." the next time. In plain style each call is a sentence.
std::string topology_tree(const ops::Topology& topology, std::size_t depth, const Style& style, std::size_t columns);

/// Graphviz: one box a cluster, apps in the colour of their status, calls between clusters bold.
std::string topology_dot(const ops::Topology& topology);

/// The same for documents: Mermaid's flowchart, which Git forges draw, and D2.
std::string topology_mermaid(const ops::Topology& topology);
std::string topology_d2(const ops::Topology& topology);

/// For --watch: apps, statuses and calls without their numbers.
std::string identity_of(const ops::Topology& topology);

}  // namespace corootctl::cli
