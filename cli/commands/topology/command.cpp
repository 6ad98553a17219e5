#include "cli/commands/all.hpp"
#include "cli/commands/topology/page.hpp"
#include "cli/commands/topology/view.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/project_page.hpp"

namespace corootctl::cli {
namespace {

struct TopologyOptions {
  ViewOptions view{};
  std::string app{};
  bool cross_cluster = false;
  int depth = 0;
};

void declare(CLI::App& app, TopologyOptions& options) {
  app.add_option("app", options.app, "an app: its id, or an unambiguous part of it")->type_name("APP");
  switch_flag(app, "--cross-cluster", options.cross_cluster, "only calls from one cluster into another");
  number_flag(app, "--depth", options.depth, 1, 1000, "calls to follow in a tree (default: all)");
  declare_view(app, options.view);
}

std::string text_of(const ops::Topology& topology, const TopologyOptions& options, const Env& env) {
  const bool tree = env.format == Format::tree || (!topology.app.empty() && env.globals.output.empty());
  if (tree) return topology_tree(topology, static_cast<std::size_t>(options.depth), env.style, env.columns());
  if (env.format == Format::dot) return topology_dot(topology);
  if (env.format == Format::mermaid) return topology_mermaid(topology);
  if (env.format == Format::d2) return topology_d2(topology);
  return text_as(
      env.format, [&] { return topology_value(topology); }, [&] { return names(topology.apps, &ops::AppRow::id); },
      [&](bool wide) { return topology_table(topology, wide, env.style, env.columns()); });
}

Result<std::string> topology_page(const ops::Topology& topology, const ops::ProjectLook& at, const Env& env) {
  auto page = start_page("Topology", topology.project, topology.honesty, env);
  add_topology(topology, addresses_of(at), page);
  return report::to_page(page);
}

Result<Look> look_of(const ops::Topology& topology, const ops::ProjectLook& at, const TopologyOptions& options,
                     const Env& env) {
  Look look;
  if (env.format == Format::html) {
    CTL_PASS(look.text, topology_page(topology, at, env));
  } else {
    look.text = text_of(topology, options, env);
  }
  look.identity = identity_of(topology);
  add_honesty(topology.honesty, look);
  if (topology.calls.empty()) look.note = "No calls fit.";
  return look;
}

Result<ExitCode> run(const TopologyOptions& options, const Env& env) {
  CTL_RUN(check_page(options.view.watch, env.format));
  CTL_PASS(auto apps, filter_of(options.view.hub, options.view.filter, env));
  const ops::TopologyFilter filter{std::move(apps), options.cross_cluster};
  return watch_project(options.view, env, [&](const ops::ProjectLook& at) -> Result<Look> {
    CTL_PASS(const auto topology, ops::read_topology(at, options.app, filter));
    return look_of(topology, at, options, env);
  });
}

}  // namespace

Command topology_command() {
  return verb<TopologyOptions>(
      {.name = "topology",
       .summary = "Show which apps call which, within clusters and across them",
       .usage = "[APP] [--hub CONTEXT] [--project NAME] [--cross-cluster] [flags]",
       .details =
           "Reads the map of the aggregated project. With an APP (any unambiguous part of its id) it shows what that "
           "app needs and who needs it, across clusters, as a tree. A call stays in the picture when one of its ends "
           "passes the filters. -o dot is for Graphviz, -o mermaid for Markdown documents, -o d2 for D2, -o "
           "html one page that needs nothing else and draws what one can still read. If a member sends no data, "
           "Coroot's "
           "map is frozen and a warning says so (exit 3).",
       .examples = "corootctl topology --hub cluster-c --project prod-global\n"
                   "corootctl topology checkout --hub cluster-c\n"
                   "corootctl topology --hub cluster-c --cross-cluster -o wide\n"
                   "corootctl topology --hub cluster-c -o dot | dot -Tsvg >map.svg\n"
                   "corootctl topology checkout --hub cluster-c -o html >checkout.html",
       .formats = "table|wide|json|yaml|name|tree|dot|mermaid|d2|html"},
      declare, run);
}

}  // namespace corootctl::cli
