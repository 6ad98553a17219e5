#include "base/time.hpp"
#include "cli/commands/all.hpp"
#include "cli/commands/inventory/view.hpp"
#include "cli/output/health.hpp"
#include "cli/parse/flags.hpp"
#include "cli/shared/surroundings.hpp"
#include "cli/shared/view.hpp"
#include "cli/shared/watch.hpp"
#include "ops/project/open.hpp"
#include "survey/read_stock.hpp"

namespace corootctl::cli {
namespace {

struct InventoryOptions {
  HubOptions hub{};
  ops::AppFilter filter{};
  bool missing = false;
  bool profiles = false;
};

void declare_inventory(CLI::App& app, InventoryOptions& o) {
  declare_hub(app, o.hub);
  heading("What to show",
          {list_flag(app, "--in-cluster", o.filter.clusters, "CLUSTER",
                     "only apps of this cluster, name or glob, repeatable"),
           list_flag(app, "--in-namespace", o.filter.namespaces, "NAME",
                     "only apps of this namespace, name or glob, repeatable"),
           switch_flag(app, "--missing", o.missing, "only apps and members that lack something"),
           switch_flag(app, "--profiles", o.profiles, "look for profiles, too: one request for each app")});
  declare_timeouts(app, o.hub);
  declare_other_way(app, o.hub);
}

/// What the flags let pass.
void keep_wanted(survey::Stock& stock, const InventoryOptions& options) {
  std::erase_if(stock.apps, [&](const survey::AppStock& app) {
    const auto name = coroot::split_app(app.id);
    return !passes(options.filter, {app.cluster, name.namespace_name, "", ""}) ||
           (options.missing && missing_of(app).empty());
  });
  if (!options.missing) return;
  std::erase_if(stock.members, [](const survey::MemberStock& member) { return missing_of(member).empty(); });
}

Look look_at_stock(const survey::StockFacts& facts, const InventoryOptions& options, const Env& env) {
  auto stock = survey::take_stock(facts);
  keep_wanted(stock, options);
  Look look;
  look.text = text_as(
      env.format, [&] { return inventory_value(stock); }, [&] { return names(stock.apps, &survey::AppStock::id); },
      [&](bool wide) { return inventory_text(stock, wide, env.style, env.columns()); });
  for (const auto& member : facts.members) {
    if (auto error = health_error(member.health)) look.errors.push_back(std::move(*error));
  }
  return look;
}

Result<ExitCode> run_inventory(const InventoryOptions& options, const Env& env) {
  CTL_PASS(const auto request, project_request(options.hub, env));
  auto chosen = options;
  CTL_PASS(chosen.filter, filter_of(options.hub, options.filter, env));
  return watch({}, env, [&]() -> Result<Look> {
    const auto connector = connector_for(env);
    const auto around = surroundings(env, *connector);
    CTL_PASS(const auto open, ops::open_project(request, around, env.surface.stop));
    CTL_RUN(check_clusters(chosen.filter, open.about));
    const survey::StockRequest wanted{now_ms(env.surface.clock), request.timeout, request.member_timeout, request.width,
                                      options.profiles};
    CTL_PASS(const auto facts, survey::read_stock(*open.hub, open.about, wanted, around.tell, env.surface.stop));
    return look_at_stock(facts, chosen, env);
  });
}

}  // namespace

Command inventory_command() {
  return verb<InventoryOptions>(
      {.name = "inventory",
       .summary = "Show which data each member and app really has, and why the rest is missing",
       .usage = "[--hub CONTEXT] [--project NAME] [--in-cluster CLUSTER] [--missing] [flags]",
       .details =
           "The first thing to read when `corootctl rca` says unknown: an answer can rest on nothing else. Looks at "
           "the "
           "last 15 minutes: the newest measurement, requests, calls whose other end has data, too (3/4 out), logs, "
           "traces, and nodes without an agent; each absence with its cause. Profiles cost one request for each app "
           "and "
           "are looked for with --profiles only. Exit 3 when a member gives no data.",
       .examples = "corootctl inventory --hub cluster-c --project prod-global\n"
                   "corootctl inventory --hub cluster-c --missing -o wide\n"
                   "corootctl inventory --hub cluster-c --in-cluster prod-a --in-namespace shop --profiles -o wide\n"
                   "corootctl inventory --hub cluster-c -o json | jq '.apps[] | select(.traces.has != \"yes\") | .id'",
       .formats = "table|wide|json|yaml|name"},
      declare_inventory, run_inventory);
}

}  // namespace corootctl::cli
